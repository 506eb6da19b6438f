"""Phone numbers in the plain view, however the digits are written.

They are given as E.164 where the country is sure, else as the digits that are dialled.

Numbering plans: Korea (MSIT notice on telephone numbering: 010 + 8 digits, areas 02 to 064, 070,
080, 050x, 15xx to 18xx), Vietnam (MIC circular 22/2014 as amended in 2018: mobile 03 05 07 08 09
+ 8 digits, fixed lines 02x, 1800 and 1900), and whatever `phonenumbers` finds possible after a +.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

FILL: Final = "\x00"
"""Stands for the rest of a word that was read as one character, so that places stay."""

_GAP: Final = r"[\s.\-_~*/()·,|♡♥★☆❤ㅡ\x00]{0,6}"
_KOREAN_GAP: Final = rf"(?:{_GAP}|에\s?)"
SPOKEN_DIGITS: Final = "공영빵일이삼사오육륙칠팔구零一二三四五六七八九"
_DIGIT: Final = rf"[0-9oㅇ○〇lㅣi{SPOKEN_DIGITS}]"
_ZERO: Final = r"[0oㅇ○〇공영빵零]"
_ONE: Final = r"[1일一lㅣi]"
DIGITS_READ_AS: Final = str.maketrans(
    f"oㅇ○〇lㅣi{SPOKEN_DIGITS}", "000011100012345667890123456789"
)

# Where a pattern opens with a lookahead, that is the sign it begins with: at all other places one
# look refuses it.
_MOBILE: Final = re.compile(
    rf"(?=[+80oㅇ○〇공영빵零잉에])(?<![0-9a-z+])(?<![0-9][-.])(?:(?:\+?82{_GAP})?{_ZERO}{_GAP}{_ONE}{_GAP}{_ZERO}|\+?82{_GAP}1{_ZERO}|잉|에일공)"
    rf"(?P<rest>(?:{_KOREAN_GAP}{_DIGIT}){{8}})(?![0-9])"
)
_OLD_MOBILE: Final = re.compile(
    r"(?<![0-9.\-])01[16789][\s.-]?[0-9]{3,4}[\s.-]?[0-9]{4}(?![0-9.])|(?<![0-9])010:[0-9]{4}:[0-9]{4}(?![0-9])"
)
_KOREAN_AREA: Final = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[0-9]?)"
_LANDLINE: Final = re.compile(
    rf"(?=[(0])(?<![0-9.\-])\(?({_KOREAN_AREA})(?:\)\s?-?|\s?[-.)]\s?|\s)([0-9]{{3,4}})[\s.-]([0-9]{{4}})(?![0-9])"
)
_INTERNET_PHONE: Final = re.compile(r"(?<![0-9.\-])0[78]0[0-9]{7,8}(?![0-9.\-])")
_SERVICE: Final = re.compile(
    r"(?<![0-9.\-])(1(?:522|533|544|551|566|577|588|599|600|644|660|661|666|668|670|688|800|811|833"
    r"|855|877|899))([\s.-]?)([0-9]{4})(?![0-9\-])"
)
_GLUED: Final = "|".join(
    rf"(?<={word})" for word in ("zalo", "zl", "sdt", "sđt", "lh", "đt", "hotline")
)
"""Words that a number may follow without a gap."""
_VIETNAMESE_GAP: Final = r"[\s.\-_~*()·,|♡♥★☆❤\x00/]{0,7}"
_VIETNAMESE: Final = re.compile(
    rf"(?=[(+80o])(?:(?<![0-9.+a-z])|{_GLUED})(?<![0-9][-,])(?<![^0-9][0-9]{{2}}/)(?<!^[0-9]{{2}}/)(?<!\b[0-9]/)(?:\(?\+?84\)?{_VIETNAMESE_GAP}[0o]?|[0o]){_VIETNAMESE_GAP}"
    rf"[35789](?:{_VIETNAMESE_GAP}[0-9oli]){{8}}(?![0-9])(?![.,-][0-9])"
)
_VIETNAMESE_FIXED: Final = re.compile(
    r"(?<![0-9.+a-z\-])\(?(?:\+?84\s?|[0o])2(?:[48]\)?(?:[\s.-]?[0-9ol]){8}"
    r"|[0-35-79][0-9]\)?(?:[\s.-]?[0-9ol]){7})(?![0-9])"
)
_VIETNAMESE_SERVICE: Final = re.compile(
    r"(?<![0-9.\-])(1[89]00)[\s.-]?([0-9]{4}|[0-9]{3}[\s.-]?[0-9]{3})(?![0-9.\-])"
)
_ABROAD: Final = re.compile(
    r"(?<![0-9a-z.])(?:\(?\+|00(?=[1-9][0-9]{0,2}[\s-]?[0-9]{3}))\s?[1-9l](?:[\s().\-/*~•]{0,3}\x00*[0-9oli]){8,14}(?![0-9a-z])"
)
_D: Final = "[0-9ol]"
_ASKED: Final = r"(?:(?<=call )|(?<=text )|(?<=txt )|(?<=phone )|(?<=ring )|(?<=sapp )|(?<=\bme ))"
_AMERICAN: Final = re.compile(
    rf"(?=[0-9(])(?:(?<![0-9.\-/])(?:1[-. ])?(?:\([2-9]{_D}{{2}}\)\s?|[2-9]{_D}{{2}}[-.~*_•])"
    rf"{_D}{{3}}[-. ~*_•]{_D}{{4}}(?![0-9a-z\-.])"
    rf"|{_ASKED}[2-9]{_D}{{2}} {_D}{{3}} {_D}{{4}}(?![0-9a-z])"
    r"|(?<![0-9.] )(?<![0-9.])[2-9][0-9]{2} [0-9]{3} [0-9]{4}(?= (?:call|text|txt|now)\b)"
    r"|(?<![0-9.] )[2-9](?: [0-9]){9}(?! ?[0-9])"
    r"|[2-9]\x00+(?:[\s,.-]*[0-9]\x00+){9})"
)
_FEWEST_DIGITS: Final = 6
"""As such; letters may stand for the rest."""
_COUNTED: Final = "98765432109876543210"
"""Digits that stand in it are counted down, not dialled."""
_BRITISH: Final = re.compile(
    r"(?=0)(?<![0-9.+a-z/_\-=&])(?:020 ?[378][0-9]{3} ?[0-9]{4}|01[1-6]1 [0-9]{3} [0-9]{4}"
    r"|07[1-57-9](?:[ -]?[0-9]){8}|0(?: ?[0-9]){4}(?: ?- ?[0-9](?: [0-9]){2}){2}"
    r"|0\x00+[\s,.-]*7\x00+(?:[\s,.-]*[0-9]\x00+){9})(?![0-9.\-a-z])"
)
_NATIONAL: Final = re.compile(
    r"(?<![0-9.+a-z/_\-=&])0(?:800\s?[0-9]{3}\s?[0-9]{4}|[79][0-9]{9}|[79][0-9]{3}[\s-][0-9]{6}|8[0-9]{8,11}"
    r"|8[0-9]{2}[\s-][0-9]{3,4}[\s-][0-9]{3,5})(?![0-9.\-a-z])"
)
_DATE: Final = re.compile(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9](?![0-9])|[0-3]?[0-9]\D[01]?[0-9]\D(?:19|20)[0-9]{2}"
)
_CALLED: Final = re.compile(
    "문의|상담|전화|연락|센터|대출|☎|📞|tel|call|대표번호"
    "|hot ?line|tổng đài|gọi|liên hệ|miễn phí|lh|cskh"
)
_PAIRS: Final = re.compile("[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}(?![0-9])")
_ONE_BY_ONE: Final = re.compile(r"(?:[0-9oli]\W+){2}.*\W[0-9oli]\W[0-9oli]")
_ONE_MORE: Final = re.compile(r"\W{1,3}[0-9](?![0-9])")
_BOOK: Final = re.compile("is[bs]n")
_HANGUL: Final = re.compile("[가-힣]")
_WORTH_READING: Final = re.compile(
    r"[0-9oㅇ공](?:[^0-9]{0,8}[0-9]){6}|[공영빵에0oㅇ]\s?[일1lㅣi]\s?[공영빵0oㅇ]|잉"
)
_VIETNAMESE_DIGITS: Final = {
    **dict.fromkeys(["không", "khong", "ko", "kh0ng"], "0"),
    **dict.fromkeys(["một", "mot", "mốt"], "1"),
    "hai": "2",
    "ba": "3",
    **dict.fromkeys(["bốn", "bon", "tư"], "4"),
    **dict.fromkeys(["năm", "nam", "lăm", "lam"], "5"),
    **dict.fromkeys(["sáu", "sau"], "6"),
    **dict.fromkeys(["bảy", "bay", "bẩy"], "7"),
    **dict.fromkeys(["tám", "tam"], "8"),
    **dict.fromkeys(["chín", "chin"], "9"),
}
_NUMBER_WORD: Final = rf"(?:{'|'.join(sorted(_VIETNAMESE_DIGITS, key=len, reverse=True))})"
_SPOKEN: Final = re.compile(
    rf"(?<![^\W_])(?:(?:ko|kh[oô0]ng)|[0o])(?:[\s.,-]{{0,2}}(?:{_NUMBER_WORD}|[0-9]{{1,3}})(?!(?!{_NUMBER_WORD})[^\W\d_])){{4,9}}"
)
_ONE_WORD: Final = re.compile(rf"(?<![^\W\d_]){_NUMBER_WORD}(?![^\W\d_])|(?<![^\W_])o(?![^\W\d_])")


_ENGLISH_DIGITS: Final = {
    word: str(digit)
    for digit, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
} | {"oh": "0"}
_ENGLISH_WORD: Final = rf"(?:{'|'.join(_ENGLISH_DIGITS)})"
_ENGLISH: Final = re.compile(
    rf"(?<![a-z]){_ENGLISH_WORD}"
    rf"(?:[\s,.-]{{0,2}}(?:{_ENGLISH_WORD}|(?>[0-9]{{1,4}}))(?!(?!{_ENGLISH_WORD})[a-z])){{3,}}"
)
_VIETNAMESE_DIGIT: Final = re.compile(_NUMBER_WORD)
_ENGLISH_DIGIT: Final = re.compile(_ENGLISH_WORD)
SPOKEN_RUN: Final = re.compile(
    rf"(?=[0-9{SPOKEN_DIGITS}])(?<![가-힣0-9])[0-9{SPOKEN_DIGITS}](?:[\s.-]?[0-9{SPOKEN_DIGITS}]){{7,16}}(?![0-9])"
    r"(?:(?<![가-힣])|(?![가-힣])|(?=로|으로|번|입니다|요|입금))"
)
"""Eight digits or more, some of them in Hangul or Han."""
_FEWEST_SPOKEN: Final = 9


def as_digits(match: re.Match[str]) -> str:
    """What was matched, with words of one letter for digits as these."""
    return match[0].translate(DIGITS_READ_AS)


def _english_digits(match: re.Match[str]) -> str:
    if len(re.findall(f"{_ENGLISH_WORD}|[0-9]", match[0])) < _FEWEST_SPOKEN:
        return match[0]
    return re.sub(
        _ENGLISH_WORD, lambda word: _ENGLISH_DIGITS[word[0]].ljust(len(word[0]), FILL), match[0]
    )


def _spoken_digits(match: re.Match[str]) -> str:
    if len(re.findall(f"^o|{_NUMBER_WORD}|[0-9]", match[0])) < 10:
        return match[0]
    return _ONE_WORD.sub(
        lambda word: _VIETNAMESE_DIGITS.get(word[0], "0").ljust(len(word[0]), FILL), match[0]
    )


def digits_of(written: str) -> str:
    """The digits of a number as people write it; letters and words that stand for one are read."""
    return re.sub(r"\D", "", written.translate(DIGITS_READ_AS))


def _is_a_list(written: str) -> bool:
    """Whether the digits are several numbers: a date, 03 11 19 27 33, 0.75 0.85, 10:00."""
    groups = re.findall("[0-9]+", written)
    lengths = [len(group) for group in groups]
    if re.search(r"(?<![0-9])0\.[0-9]{4}", written):
        return True
    pairs = len(groups) >= 4 and set(lengths) == {2}
    ascending = all(first < second for first, second in pairwise(groups))
    decimal = bool(re.match(r"0[.,][0-9]{2}|0\.[0-9]\s0\.", written)) and lengths[0] == 1
    decimal |= lengths == [5, 5]
    return (pairs and ascending) or decimal or bool(_DATE.match(written))


def _mobile(match: re.Match[str]) -> str | None:
    rest = digits_of(match["rest"])
    if len(rest) != 8 or len(set(rest)) < 2 or _is_a_list(match[0]):
        return None
    return f"+8210{rest}"


def _old_mobile(match: re.Match[str]) -> str | None:
    digits = digits_of(match[0])
    return f"+82{digits[1:]}" if len(set(digits[3:])) > 2 else None


def _landline(match: re.Match[str]) -> str | None:
    return f"+82{match[1][1:]}{match[2]}{match[3]}"


def _internet_phone(match: re.Match[str]) -> str | None:
    korean = match[0].startswith("070") or _HANGUL.search(match.string)
    return f"+82{match[0][1:]}" if korean and len(match[0]) > 10 else None


def _service(match: re.Match[str]) -> str | None:
    around = match.string[max(0, match.start() - 12) : match.end() + 12]
    years = int(match[1]) < int(match[3]) <= 2100
    if (years or not match[2]) and not _CALLED.search(around):
        return None
    korean = _HANGUL.search(match.string) or "☎" in match.string or "📞" in match.string
    return f"+82{match[1]}{match[3]}" if korean else None


def _vietnamese(match: re.Match[str]) -> str | None:
    digits = re.sub("^(?:840?|0)", "", digits_of(match[0]))
    if len(digits) != 9 or len(set(digits)) < 2 or _is_a_list(match[0]):
        return None
    if _ONE_BY_ONE.fullmatch(match[0]) and _ONE_MORE.match(match.string, match.end()):
        return None
    before = match.string[max(0, match.start() - 8) : match.start()]
    if _BOOK.search(before) or (_PAIRS.match(match[0]) and re.search("[0-9] $", before)):
        return None
    return f"+84{digits}"


def _vietnamese_fixed(match: re.Match[str]) -> str | None:
    digits = re.sub("^(?:84|0)", "", digits_of(match[0]))
    return f"+84{digits}" if len(digits) == 10 else None


def _vietnamese_service(match: re.Match[str]) -> str | None:
    around = match.string[max(0, match.start() - 12) : match.end() + 12]
    return f"+84{match[1]}{digits_of(match[2])}" if _CALLED.search(around) else None


def _abroad(match: re.Match[str]) -> str | None:
    digits = digits_of(match[0].replace("(0)", ""))
    if _is_a_list(match[0]):
        return None
    try:
        number = parse("+" + digits.removeprefix("00"))
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else None


def _american(match: re.Match[str]) -> str | None:
    digits = digits_of(match[0])
    if len(re.findall("[0-9]", match[0])) < _FEWEST_DIGITS:
        return None
    if digits in _COUNTED:
        return None
    return f"+1{digits[-10:]}"


def _british(match: re.Match[str]) -> str | None:
    digits = digits_of(match[0])
    if len(digits) != 11 or len(set(digits)) < 4:
        return None
    return f"+44{digits[1:]}"


def _national(match: re.Match[str]) -> str | None:
    digits = digits_of(match[0])
    return digits if len(set(digits)) > 3 and 10 <= len(digits) <= 13 else None


_READINGS: Final = (
    (_ABROAD, _abroad, ("+", "00")),
    (_MOBILE, _mobile, ()),
    (_OLD_MOBILE, _old_mobile, ("01",)),
    (_BRITISH, _british, ("0",)),
    (_VIETNAMESE_FIXED, _vietnamese_fixed, ("02", "o2", "84")),
    (_LANDLINE, _landline, ("0",)),
    (_INTERNET_PHONE, _internet_phone, ("070", "080")),
    (_SERVICE, _service, ("15", "16", "18")),
    (_VIETNAMESE_SERVICE, _vietnamese_service, ("18", "19")),
    (_VIETNAMESE, _vietnamese, ()),
    (_AMERICAN, _american, ()),
    (_NATIONAL, _national, ("07", "08", "09")),
)
"""Patterns, what a match is read as, and what tells that a pattern is worth trying, one of them."""
_NEVER_IN_KOREAN: Final = (_AMERICAN, _BRITISH)


def phones(plain: str) -> Iterator[tuple[str, int, int]]:
    """Canonical numbers with their places; earlier readings have the better claim to a place."""
    if _VIETNAMESE_DIGIT.search(plain):
        plain = _SPOKEN.sub(_spoken_digits, plain)
    if _ENGLISH_DIGIT.search(plain):
        plain = _ENGLISH.sub(_english_digits, plain)
    plain = SPOKEN_RUN.sub(as_digits, plain)
    if not _WORTH_READING.search(plain):
        return
    korean = _HANGUL.search(plain)
    for pattern, read, needles in _READINGS:
        if needles and not any(needle in plain for needle in needles):
            continue
        if korean and pattern in _NEVER_IN_KOREAN:
            continue
        for match in pattern.finditer(plain):
            value = read(match)
            if value:
                yield value, match.start(), match.end()
