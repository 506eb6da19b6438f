"""Contacts in a text: phones, links, messenger ids, bank accounts, e-mail addresses."""

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from phonenumbers import NumberParseException, is_possible_number, parse

from detectors.text import contact_patterns as patterns

Kind = Literal["phone", "link", "messenger", "account", "email"]


class Contact(NamedTuple):
    """One contact: its kind, canonical value, and the text as written."""

    kind: Kind
    value: str
    shown: str


class Span(NamedTuple):
    """A contact and its place in the plain view, before `shown` is looked up."""

    kind: Kind
    value: str
    start: int
    end: int


_SCHEME_HEAD: Final = re.compile(r"^h[tx*]{2}ps?\s?[:;.]\s?/{1,2}\s?|^www\.")
_CLOSING: Final = ".,!?;:)]}>\"'~*…|"
_MOBILE_DIGITS: Final = (10, 11)
_MEETING_WORDS: Final = re.compile("문의|상담|전화|연락|콜센터|고객센터|☎|📞|tel|call|대표번호")


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written.translate(patterns.DIGITS_READ_AS))


def _korean_mobile(match: re.Match[str]) -> str | None:
    digits = re.sub("^82", "", _digits(match[0]))
    if len(digits) not in _MOBILE_DIGITS or len(set(digits[3:])) < 2:
        return None
    return f"+82{digits[1:]}"


def _korean_landline(match: re.Match[str]) -> str | None:
    digits = _digits(match[0])
    return f"+82{digits[1:]}" if 9 <= len(digits) <= 12 else None


def _korean_service(match: re.Match[str]) -> str | None:
    looks_like_years = 1000 <= int(match[3]) <= 2099
    around = match.string[max(0, match.start() - 12) : match.end() + 12]
    if looks_like_years and not _MEETING_WORDS.search(around):
        return None
    return f"{match[1]}{match[3]}"


def _vietnamese(match: re.Match[str]) -> str | None:
    digits = re.sub("^(?:84|0)", "", _digits(match[0]))
    return f"+84{digits}" if len(digits) == 9 and len(set(digits)) > 2 else None


def _abroad(match: re.Match[str]) -> str | None:
    number = "+" + re.sub(r"\D", "", match[0])
    try:
        return number if is_possible_number(parse(number)) else None
    except NumberParseException:
        return None


def _national(match: re.Match[str]) -> str | None:
    return match[0] if len(set(match[0])) > 3 else None


def _link(match: re.Match[str]) -> str | None:
    value = _SCHEME_HEAD.sub("", match[0].replace(" ", "")).removeprefix("www.")
    value = value.rstrip(_CLOSING)
    return value if "." in value or "/" in value else None


def _spoken_link(match: re.Match[str]) -> str:
    return f"{match[1]}.{patterns.SPOKEN_TOPS.get(match[2], match[2])}"


def _account(match: re.Match[str]) -> str | None:
    digits = _digits(match[1])
    return digits if 10 <= len(digits) <= 16 else None


class _Reading(NamedTuple):
    """How one pattern's matches are read; `needs` (characters) rules most texts out cheaply."""

    kind: Kind
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], str | None]
    needs: str = ""


_READINGS: Final = (
    _Reading("email", patterns.EMAIL, lambda match: match[0], "@"),
    _Reading("link", patterns.SCHEME, _link, "/"),
    _Reading("link", patterns.INVITE_LINK, _link, "/"),
    _Reading("link", patterns.BARE_LINK, _link, "."),
    _Reading("link", patterns.SPOKEN_LINK, _spoken_link, "쩜닷점t"),
    _Reading("link", patterns.SPACED_LINK, lambda match: f"{match[1]}.{match[2]}", ".,*"),
    _Reading("account", patterns.ACCOUNT, _account, "0123456789"),
)
_PHONES: Final = (
    _Reading("phone", patterns.KOREAN_MOBILE, _korean_mobile),
    _Reading("phone", patterns.KOREAN_ABROAD, lambda match: "+" + _digits(match[0]), "8"),
    _Reading("phone", patterns.KOREAN_LANDLINE, _korean_landline, "0"),
    _Reading("phone", patterns.KOREAN_SERVICE, _korean_service, "1"),
    _Reading("phone", patterns.VIETNAMESE, _vietnamese, "08"),
    _Reading("phone", patterns.ABROAD, _abroad, "+"),
    _Reading("phone", patterns.NATIONAL, _national, "0"),
)


def _worth_reading(plain: str) -> Iterator[_Reading]:
    phones = _PHONES if patterns.PHONE_LIKE.search(plain) else ()
    for reading in (*_READINGS, *phones):
        if not reading.needs or any(character in plain for character in reading.needs):
            yield reading


def _messenger_spans(plain: str) -> Iterator[Span]:
    if not patterns.MESSENGER_NAMED.search(plain):
        return
    for service, pattern in patterns.MESSENGER_IDS:
        for match in pattern.finditer(plain):
            name = match[2].strip("@.-")
            marked = "@" in match[0] or bool(match["mark"].strip()) or "아이디" in match[0]
            latin = match[0][0].isascii()
            telling = bool(patterns.IDENTIFIED.search(name))
            if name in patterns.NOT_IDS or (latin and not (marked and telling)):
                continue
            if marked or telling:
                yield Span("messenger", f"{service}:{name}", match.start(), match.end())
    for match in patterns.MESSENGER_PHONE.finditer(plain):
        digits = re.sub(r"\D", "", match[2])
        service = match[1].replace(" ", "")
        if 9 <= len(digits) <= 13:
            yield Span("messenger", f"{service}:{digits}", match.start(), match.end())
    for match in patterns.HANDLE.finditer(plain):
        yield Span("messenger", f"@{match[1]}", match.start(), match.end())


def find(plain: str) -> list[Span]:
    """Contacts in a text's plain view, in the order of their place, each value once.

    A place that one reading has taken is not read again as something else, except that a phone
    number after a messenger's name is both.
    """
    taken: list[Span] = []
    for reading in _worth_reading(plain):
        for match in reading.pattern.finditer(plain):
            value = reading.read(match)
            inside = any(span.start < match.end() and match.start() < span.end for span in taken)
            if value and not inside:
                taken.append(Span(reading.kind, value, match.start(), match.end()))
    links = [span for span in taken if span.kind in {"link", "email"}]
    taken.extend(
        span
        for span in _messenger_spans(plain)
        if not any(link.start < span.end and span.start < link.end for link in links)
    )
    unique = {(span.kind, span.value): span for span in reversed(taken)}
    return sorted(unique.values(), key=lambda span: (span.start, span.kind))
