"""Links and e-mail addresses in the plain view, with broken schemes and dots undone.

Dots that are written as words or put apart are first read as dots, in a string of the same length.
Which top domains count without a scheme is in three classes: those that hardly are anything else,
those that are words too (ok.to, what.is: only with a path), and file endings (main.py: only with a
scheme). The lists are out of IANA's root zone database.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick

from detectors.text.contacts.phones import FILL
from detectors.text.contacts.tops import (
    APART_TOPS,
    COUNTRY_TOPS,
    EVERYDAY_TOPS,
    SPOKEN_TOPS,
    SURE_TOPS,
    WORD_TOPS,
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_SURE: Final = _any_of(SURE_TOPS)
_WORDS: Final = _any_of(WORD_TOPS)
_SPOKEN: Final = _any_of(SPOKEN_TOPS)
_APART: Final = _any_of(APART_TOPS)
_NOT_LABELS: Final = r"(?<!\bthe)(?<!\bolka)(?<!\bdấu)(?<!\bon)(?<!\bof)(?<!\ba)(?<!\bin)"

_DOTS: Final = tuple(
    (tuple(needles.split("|")), re.compile(pattern))
    for needles, pattern in (
        (
            "(d|[d|{d|(c|[c|{c|(.|[.|{.|(,|[,|{,|(점|[점|{점",
            r"\s?[(\[{](?:dot|\.|,|점|chấm|cham)[)\]}]\s?",
        ),
        (
            " dot| 쩜| 점",
            rf"(?<=[a-z0-9]){_NOT_LABELS}\s(?:dot|쩜|점)\s?(?=(?:{_APART}|me/|{_SPOKEN})(?![a-z가-힣]))"
            r"(?!\S+\s(?:bubble|boom|crash|developer|company|era))",
        ),
        (
            "쩜|점|닷",
            rf"(?<=[a-z0-9])\s?(?:쩜|점|닷)\s?(?=(?:{_APART}|me/)(?![a-z])"
            rf"|(?:{_SPOKEN})(?!퓨터|플|백|이서|[가-힣]{{3}}))"
            rf"|(?<=[가-힣])쩜\s?(?=(?:{_APART})(?![a-z])|(?:{_SPOKEN})(?![가-힣]))"
            r"|(?:(?<=\bt)|(?<=\bbit)|(?<=\bdiscord))\s?(?:쩜|점)\s?(?=(?:me|ly|gg)\s?/)"
            r"|(?:(?<=\bopen)|(?<=\bpf))\s?(?:쩜|점)\s?(?=kakao)",
        ),
        (
            "cham |chấm ",
            rf"(?<=[a-z0-9]{{5}})\s(?:chấm|cham)\s(?=(?:{_APART})(?![a-z]))"
            r"|(?<=\bzalo)\s(?:chấm|cham)\s(?=me/)|(?<=\bt)\s(?:chấm|cham)\s(?=me\s?/)"
            r"|(?<=\bfb)\s(?:chấm|cham)\s(?=com\s?/)",
        ),
        ("t dot me", r"(?<=\bt)\sdot\s(?=me(?:/|\sslash\s))"),
        (
            " . |. com|. xyz|. kr| .com| .xyz| .kr",
            rf"(?<=[a-z0-9-]{{4}})\s\.\s(?=(?:{_APART})(?![a-z0-9]))"
            r"|(?<=[a-z0-9]{4})(?:\s\.|\.\s)(?=(?:com|xyz|kr)(?![a-z0-9]))",
        ),
        (
            ",com|,net|,xyz|,me/|*com|*net|*xyz",
            r"(?<=[a-z0-9]{4})[,*](?=(?:com|net|xyz)(?![a-z0-9]))"
            r"|(?<=\bzalo),(?=me/)|(?<=\bt),(?=me/)",
        ),
        (
            ". me|. ly|. gg|. kakao|. com| .me| .ly| .gg| .kakao| .com",
            r"(?:(?<=\bt)|(?<=\bm)|(?<=\bzalo)|(?<=\bline)|(?<=\bwa)|(?<=\btelegram))"
            r"\s?\.\s?(?=me\s?/)"
            r"|(?<=\bbit)\s?\.\s?(?=ly\s?/)|(?<=\bdiscord)\s?\.\s?(?=gg\s?/)"
            r"|(?:(?<=\bopen)|(?<=\bpf))\s?\.\s?(?=kakao\b)|(?<=\bkakao)\s?\.\s?(?=com\s?/)",
        ),
        (
            "www",
            r"(?<=\bwww)\s?[\s,.]\s?(?=[a-z0-9-]{3,}\s?[\s,.]\s?(?:com|net|org|vip|xyz|kr|vn)\b)",
        ),
    )
)
"""What tells that a pattern is worth trying, one of them; and what is read as a dot."""
_NUMBERED: Final = re.compile(
    r"(?<![a-z0-9])([a-z]{2,16}) ([0-9]{2,4}) \. "
    rf"(?=(?:{_APART})(?![a-z0-9])(?!\s(?:of|income|profit|salary|pay)\b))"
)
"""A name, its number and the top domain, all apart: win 77 . net."""
_WWW_TOP: Final = re.compile(
    r"(www\.\x00*[a-z0-9-]{3,})(\s?[\s,.]\s?)(?=(?:com|net|org|vip|xyz|kr|vn)(?![a-z0-9]))"
)
_SLASH_APART: Final = re.compile(
    r"(?<=[.\x00]me|[.\x00]ly|[.\x00]gg)\s?(?:/|(?<=\s)slash(?=\s))\s?(?=\S)"
    r"|(?<=[.\x00]com)\s/\s(?=\S)"
)
_AT_SIGNS: Final = re.compile(
    r"(?<=[a-z0-9])\s?(?:[(\[](?:at|a|@)[)\]]|골뱅이|\sa c[òo]ng)\s?(?=[a-z0-9-]+\s?\x00*\.)"
    r"|(?<=[a-z0-9])\s@\s(?=[a-z0-9-]+\x00*\.\x00)"
    r"|(?<=[a-z0-9])\sat\s(?=(?:gmail|googlemail|yahoo|hotmail|outlook|icloud|proton|protonmail|live"
    r"|aol|naver|daum|hanmail|kakao|nate|mail|email)\x00*\.\x00)"
    r"|(?:(?<=[0-9_])|(?<=\binfo)|(?<=\bcontact)|(?<=\badmin)|(?<=\bsupport)|(?<=\bsales))\sat\s(?=[a-z0-9-]+\x00*\.\x00)"
)
_NEEDLES: Final = (
    *(needle for needles, _ in _DOTS for needle in needles),
    *(" / ", "/ ", " /", "(at", "[at", "(a)", "[a]", "(@", "[@", "골뱅이", " sa c", " @ "),
)
_WORTH_READING: Final = AhoCorasick(_NEEDLES)
"""Where it finds nothing, nothing is read as a dot, slash or at sign."""

_NO_WORD_BEHIND: Final = r"(?<![^\W가-힣ㄱ-ㅣ一-鿿ぁ-ヿ])"
_NO_WORD_AHEAD: Final = r"(?![^\W가-힣ㄱ-ㅣ一-鿿ぁ-ヿ]|-)"
_TAIL: Final = r"(?:[/?#][^\s<>\"'가-힣ㄱ-ㅎ]*)?"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOT: Final = r"\x00?\.\x00*"
_SCHEME: Final = r"(?<![a-z])h\s?[tx*]\s?[tx*]\s?p\s?s?\s?(?:[:;.]\s?/\s?/?|//\s?:?)\s?"
_WITH_SCHEME: Final = re.compile(
    rf"{_SCHEME}(?P<host>[^\s/?#<>\"'()@:.\x00]+(?:{_DOT}[^\s/?#<>\"'():.,!\x00가-힣]+)+(?::[0-9]{{2,5}})?)(?P<tail>{_TAIL})"
)
_BARE: Final = re.compile(
    rf"{_NO_WORD_BEHIND}(?<![@._/\-:\\=&])(?P<host>(?:(?:{_LABEL}|[가-힣]{{2,12}}){_DOT}){{1,4}}"
    rf"(?:(?P<sure>{_SURE}|{_SPOKEN}){_NO_WORD_AHEAD}(?:{_DOT}(?:kr|vn|uk|id|au|jp|br|in|tw|cn|hk)(?![a-z0-9]))?"
    rf"|(?P<word>{_WORDS})(?=\s?/\S))(?::[0-9]{{2,5}}(?=/|\s|$))?)"
    rf"(?!\.[a-z0-9]|@|\((?![가-힣])|-[a-z])(?P<tail>{_TAIL})"
)
_TOP_AHEAD: Final = re.compile(rf"\.\x00*(?:{_SURE}|{_SPOKEN}|(?:{_WORDS})\s?/)")
_WORD_HOST: Final = re.compile(
    rf"(?<![a-z0-9@._/\-:])(?P<host>(?:www{_DOT})(?:{_LABEL}{_DOT}){{1,3}}[a-z]{{2,12}})(?![a-z0-9@])(?P<tail>{_TAIL})"
)
_EMAIL: Final = re.compile(
    rf"(?<![a-z0-9._%+@/-])([a-z0-9][a-z0-9._%+-]{{1,40}})@\x00*((?:{_LABEL}{_DOT}){{1,3}}[a-z]{{2,12}})(?![a-z0-9@-])"
)
_HAS_TOP: Final = re.compile(
    r"\.(?:[a-z]{2,18}|xn--[a-z0-9-]+|[가-힣]{1,6})(?::[0-9]+)?$|^[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?$"
)
_CLOSING: Final = ".,!?;:]}>\"'~*…|"
_CODE_HEADS: Final = frozenset(
    [
        "com",
        "org",
        "net",
        "io",
        "java",
        "javax",
        "kr",
        "vn",
        "asp",
        "vb",
        "ado",
        "system",
        "self",
        "this",
    ]
)
_ENDS_SENTENCE: Final = re.compile("[어요다음네지야함임까죠니래라]$")
_SAME_HOSTS: Final = {"telegram.me": "t.me", "telegram.dog": "t.me", "www.t.me": "t.me"}
_SHORT_LABELS: Final = frozenset([*"txmgbsvqjklu", "qq", "op"])


def with_dots(plain: str) -> str:
    """The text with dots and at signs written as such; of the same length, rests as `FILL`."""
    return _with_dots(plain) if _WORTH_READING.find_matches_as_indexes(plain) else plain


def _with_dots(plain: str) -> str:
    for needles, pattern in _DOTS:
        if any(needle in plain for needle in needles):
            plain = pattern.sub(lambda match: ".".ljust(len(match[0]), FILL), plain)
    if " . " in plain:
        plain = _NUMBERED.sub(rf"\1\2{FILL}.{FILL}{FILL}", plain)
    if "www" in plain:
        plain = _WWW_TOP.sub(lambda match: match[1] + ".".ljust(len(match[2]), FILL), plain)
    if "/" in plain or " slash " in plain:
        plain = _SLASH_APART.sub(lambda match: "/".ljust(len(match[0]), FILL), plain)
    return _AT_SIGNS.sub(lambda match: "@".ljust(len(match[0]), FILL), plain)


def _trimmed(tail: str) -> str:
    """The path without what closes the sentence around it."""
    while tail and (
        tail[-1] in _CLOSING or (tail[-1] == ")" and tail.count("(") < tail.count(")"))
    ):
        tail = tail[:-1]
    return tail


def _cased(dotted: str, cased: str) -> str:
    """A stretch of the dotted view with its capitals."""
    pairs = zip(dotted, cased, strict=True)
    return "".join(shown if shown.lower() == kept else kept for kept, shown in pairs)


def _canonical(host: str, tail: str) -> str | None:
    host = host.replace(FILL, "").rstrip(".").removeprefix("www.")
    name, dot, top = host.rpartition(".")
    host = f"{name}{dot}{SPOKEN_TOPS.get(top, top)}"
    host = _SAME_HOSTS.get(host, host)
    tail = re.sub("^//+", "/", tail.replace(FILL, "")).rstrip("/")
    if host == "t.me" and not tail.startswith(("/+", "/joinchat")):
        tail = tail.lower()
    return f"{host}{tail}" if _HAS_TOP.search(host) else None


def _is_bare_link(match: re.Match[str]) -> bool:
    host = match["host"].replace(FILL, "")
    labels = host.split(".")
    if labels[0] in _CODE_HEADS or (_ENDS_SENTENCE.search(labels[-2])):
        return False
    if match["sure"] in EVERYDAY_TOPS and not re.search("[0-9-]", host) and not match["tail"]:
        return False
    if re.match(r"\s?=\s", match.string[match.end() :]):
        return False
    if match["sure"] in COUNTRY_TOPS and len(labels) == 2 and not match["tail"]:
        return len(labels[0]) > 3 or not labels[0].isalpha()
    short = len(labels) == 2 and len(labels[0]) == 1
    return not short or (labels[0] in _SHORT_LABELS and len(match["tail"]) > 1)


def emails(dotted: str) -> Iterator[tuple[str, int, int]]:
    """E-mail addresses with their places."""
    if "@" in dotted:
        for match in _EMAIL.finditer(dotted):
            yield f"{match[1]}@{match[2]}".replace(FILL, ""), match.start(), match.end()


def links(dotted: str, cased: Callable[[int, int], str]) -> Iterator[tuple[str, int, int]]:
    """Canonical links with their places: host without www in lower case, path as written.

    Args:
        dotted: the plain view through `with_dots`.
        cased: gives the same text from a place to another with its capitals.
    """
    if "." not in dotted:
        return
    taken: list[tuple[int, int]] = []
    for pattern in (_WITH_SCHEME, _WORD_HOST, _BARE):
        if not _is_worth_trying(pattern, dotted, taken):
            continue
        for match in pattern.finditer(dotted):
            if pattern is _BARE and not _is_bare_link(match):
                continue
            tail = _trimmed(match["tail"])
            start = match.start("tail")
            end = start + len(tail)
            written = _cased(tail, cased(start, end)) if tail else tail
            value = _canonical(match["host"].rstrip(_CLOSING), written)
            if value:
                taken.append((match.start(), end))
                yield value, match.start(), end


def _is_worth_trying(pattern: re.Pattern[str], dotted: str, taken: list[tuple[int, int]]) -> bool:
    """Whether the pattern may find more than the links that were found before it."""
    if pattern is _WITH_SCHEME:
        return "/" in dotted
    if pattern is _WORD_HOST:
        return "www" in dotted
    return any(
        not any(start <= top.start() < end for start, end in taken)
        for top in _TOP_AHEAD.finditer(dotted)
    )
