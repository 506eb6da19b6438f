"""Bank accounts in the plain view: a bank's name, or the word account, and the digits behind it."""

import re
from collections.abc import Iterator
from typing import Final

from detectors.text.contacts.phones import SPOKEN_RUN, as_digits

_BANK_WORDS: Final = (
    "국민|신한|우리|하나|농협|기업|새마을(?:금고)?|우체국|수협|신협|토스|kb|ibk|nh|acb"
)
"""Banks whose names are words, too: their accounts are believed with signs between the digits."""
_BANKS: Final = (
    r"카카오뱅크|카뱅|토스뱅크|케이뱅크|sc제일|부산은행|대구은행|(?:국민|신한|우리|하나|기업|농협)은행"
    r"|계좌번호|계좌|입금"
    r"|vietcombank|vcb|techcombank|tcb|mbbank|mb bank|bidv|agribank|vpbank|tpbank"
    r"|sacombank|vietinbank|s[. ]?t[. ]?k|t[àa]i kho[ảa]n|bca|bri|mandiri|acct"
    r"|bank account|acc no|account(?: no| number)?|a/c"
)
_BETWEEN: Final = r"(?:은행|뱅크|금고|계좌|번호|입금|no|number|[\s:=(),.-]|[가-힣]{2,4}\s){0,6}"
_UNIT_BEHIND: Final = r"(?!\s?(?:원|번째|명|개|만|억|đ|vnd|đồng|usd|won|krw))"
_DIGITS: Final = (
    r"(?P<digits>[0-9](?:[0-9 .-]|(?<=[0-9ol-])[ol](?=[0-9ol-])){6,34}[0-9])"
    rf"(?![0-9:]|[.,][0-9]){_UNIT_BEHIND}"
)
_OF_BANK: Final = re.compile(rf"(?<![a-z])(?:{_BANKS}){_BETWEEN}{_DIGITS}")
_OF_BANK_WORD: Final = re.compile(rf"(?<![a-z가-힣])(?:{_BANK_WORDS}){_BETWEEN}{_DIGITS}")
_IBAN: Final = re.compile(
    r"(?<![a-z])iban[\s:]{0,3}([a-z]{2}[0-9]{2}(?:\s?[a-z0-9]){11,30})(?![a-z0-9])"
)
_MOBILE: Final = re.compile(r"01[016789][ -]?[0-9]{3,4}[ -]?[0-9]{4}")
_READ_AS: Final = str.maketrans("ol", "01")
_FEWEST: Final = 8
_FEWEST_ELSEWHERE: Final = 9
"""A shorter number, a British one, is believed only behind the very word account."""
_MOST: Final = 16
_LONG: Final = 14
_PARTED: Final = re.compile(r"[0-9][ -]+[0-9]+[ -]+[0-9]")
_MANY_DIGITS: Final = re.compile("[0-9](?:[^0-9]{0,3}[0-9]){7}")
_MAYBE: Final = re.compile(f"{_BANKS}|{_BANK_WORDS}|iban")


def _digits(written: str) -> str | None:
    digits = re.sub(r"\D", "", written.translate(_READ_AS))
    if _MOBILE.fullmatch(written) or not _FEWEST <= len(digits) <= _MOST:
        return None
    return digits if len(set(digits)) > 1 else None


def _is_sure(match: re.Match[str], digits: str) -> bool:
    """Whether digits behind a bank's name or a word for account are its number."""
    if len(digits) < _FEWEST_ELSEWHERE:
        return match[0].startswith("account")
    if match.re is _OF_BANK or match[0].startswith("acb") or len(digits) >= _LONG:
        return True
    written = match["digits"]
    return bool(_PARTED.search(written) or re.fullmatch("[0-9]{11,14}", written))


def accounts(plain: str) -> Iterator[tuple[str, int, int]]:
    """Account numbers, digits only (an IBAN as it is), with their places."""
    plain = SPOKEN_RUN.sub(as_digits, plain)
    if not (_MANY_DIGITS.search(plain) and _MAYBE.search(plain)):
        return
    for pattern in (_OF_BANK, _OF_BANK_WORD):
        for match in pattern.finditer(plain):
            digits = _digits(match["digits"])
            if digits and _is_sure(match, digits):
                yield digits, match.start(), match.end()
    for match in _IBAN.finditer(plain):
        yield re.sub(r"\s", "", match[1]), match.start(), match.end()
