"""Texts made fit for logs and operators' screens: one line, no tricks, no personal data."""

import re
import unicodedata
from typing import Final

_LONGEST_READ: Final = 2_000
_EMAIL: Final = re.compile(r"(?<![\w.%+-])([\w.%+-])[\w.%+-]*( ?[@＠] ?[A-Za-z0-9-]{1,60} ?\.)")
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ \-.()/·_‐-―ー~－．／]{0,3}\d){6,}")
"""Seven digits or more, of whatever width or script, with what people put between them."""
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}
_SHOWN_DIGITS: Final = (3, 2)


def _masked(match: re.Match[str]) -> str:
    """Keep the first three and last two digits of a number."""
    written = match[0]
    total = sum(character.isdigit() for character in written)
    first, last = _SHOWN_DIGITS
    seen = 0
    shown = []
    for character in written:
        if character.isdigit():
            seen += 1
            shown.append(character if seen <= first or seen > total - last else "•")
        else:
            shown.append(character)
    return "".join(shown)


def mask_numbers(text: str) -> str:
    """The text with the middle digits of phone and account numbers masked."""
    return _NUMBER.sub(_masked, text)


def redact(text: str, limit: int = 80) -> str:
    """One line of at most `limit` characters for a person to recognise a text by.

    Control, bidirectional and combining characters go; the middle digits of phone and account
    numbers and the names in e-mail addresses are masked; what is cut off is shown by "…".
    """
    composed = unicodedata.normalize("NFC", _without_marks(text[:_LONGEST_READ]))
    line = " ".join("".join(map(_visible, composed)).split())
    line = _EMAIL.sub(r"\1•••\2", line)
    line = mask_numbers(line)
    shortened = len(line) > limit or len(text) > _LONGEST_READ
    return f"{line[: max(limit - 1, 0)].rstrip()}…" if shortened else line


def _without_marks(text: str) -> str:
    """At most two combining marks in a row, so that composing stays cheap."""
    return re.sub("([\u0300-\u036f]{2})[\u0300-\u036f]+", r"\1", text)


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return "" if unicodedata.category(character) in _UNSEEN else character
