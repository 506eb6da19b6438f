"""Contacts in a text: phones, links, messenger ids, bank accounts, e-mail addresses.

The same contact has the same canonical value however it is written, so that campaigns are joined
by it: phones as E.164 (digits as dialled where the country is unknown), links as host and path,
messenger ids as `service:id`, accounts as digits, addresses in lower case.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from detectors.text.contacts.accounts import accounts
from detectors.text.contacts.links import emails, links, with_dots
from detectors.text.contacts.messengers import messenger_ids, service_before
from detectors.text.contacts.phones import phones
from detectors.text.contacts.rejoined import Rejoined, rejoined
from detectors.text.normalising import Normalised

Kind = Literal["phone", "link", "messenger", "account", "email"]

_MOST: Final = 50
"""Contacts that are kept of a text."""


class Contact(NamedTuple):
    """One contact: its kind, canonical value, and the text as written."""

    kind: Kind
    value: str
    shown: str


class Hints(NamedTuple):
    """What a text may have: a messenger's name, strewn letters. The rest is not looked for."""

    named: bool
    strewn: bool


_ALL: Final = Hints(named=True, strewn=True)


class Span(NamedTuple):
    """A contact and its place in the plain view, before `shown` is looked up."""

    kind: Kind
    value: str
    start: int
    end: int


def _add(spans: list[Span], kind: Kind, found: Iterable[tuple[str, int, int]]) -> None:
    """Add what is found where nothing else was found before."""
    for value, start, end in found:
        if not any(span.start < end and start < span.end for span in spans):
            spans.append(Span(kind, value, start, end))


def find(
    plain: str, cased: Callable[[int, int], str] | None = None, hints: Hints = _ALL
) -> list[Span]:
    """Contacts in a text's plain view, in the order of their place, each value once.

    A place that one reading has taken is not read again as something else, except that a phone
    number after a messenger's name is both.

    Args:
        plain: the plain view.
        cased: gives the same characters from a place to another with their capitals, so that the
            codes in links keep them.
        hints: what the text may have.
    """

    def as_read(start: int, end: int) -> str:
        return plain[start:end]

    cased = cased or as_read
    spans = _read(plain, cased, hints)
    again = rejoined(plain) if hints.strewn else None
    if again:
        more = _read_again(again, cased)
        spans = _without_overlap(more, spans) if again.sure else _without_overlap(spans, more)
    unique = {(span.kind, span.value): span for span in reversed(spans)}
    return sorted(unique.values(), key=lambda span: (span.start, span.kind))[:_MOST]


def _read_again(again: Rejoined, cased: Callable[[int, int], str]) -> list[Span]:
    """Contacts of the second reading, at their places in the first."""

    def capitals(start: int, end: int) -> str:
        return "".join(cased(place, place + 1) for place in again.places[start:end])

    return [_moved(span, again.places) for span in _read(again.text, capitals, _ALL)]


def _moved(span: Span, places: list[int]) -> Span:
    return span._replace(start=places[span.start], end=places[span.end - 1] + 1)


def _without_overlap(first: list[Span], second: list[Span]) -> list[Span]:
    """All of the first, and of the second what stands elsewhere."""
    apart = [
        span
        for span in second
        if not any(span.start < other.end and other.start < span.end for other in first)
    ]
    return [*first, *apart]


def _read(plain: str, cased: Callable[[int, int], str], hints: Hints) -> list[Span]:
    """Contacts of one reading, in no order."""
    spans: list[Span] = []
    dotted = with_dots(plain)
    _add(spans, "email", emails(dotted))
    _add(spans, "link", links(dotted, cased))
    _add(spans, "account", accounts(plain))
    _add(spans, "phone", phones(plain))
    for phone in [span for span in spans if span.kind == "phone"]:
        service = service_before(plain, phone.start)
        if service:
            value = f"{service[0]}:{phone.value}"
            spans.append(Span("messenger", value, service[1], phone.end))
    _add(spans, "messenger", messenger_ids(plain, named=hints.named))
    return spans


def find_in(texts: Normalised, row: int, hints: Hints = _ALL) -> list[Span]:
    """Contacts of text `row` of a batch, with the capitals of links' codes."""
    return find(texts.plain.text(row), lambda start, end: texts.cased(row, start, end), hints)
