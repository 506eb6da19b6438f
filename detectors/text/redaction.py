"""Texts made fit for logs and operators' screens: one line, no tricks, no personal data."""

import re
import unicodedata
from typing import Final

_LONGEST_READ: Final = 2_000
_EMAIL: Final = re.compile(r"(?<![\w.%+-])([\w.%+-])[\w.%+-]*( ?[@＠] ?[A-Za-z0-9-]{1,60} ?\.)")
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ \-.()/·_‐-―ー~－．／]{0,3}\d){6,}")
"""Seven digits or more, of whatever width or script, with what people put between them."""
_MARKS: Final = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
"""More than two combining marks in a row: composing stays cheap without them."""
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}
_SHOWN_DIGITS: Final = (3, 2)


_CHARACTERS_HELD: Final = 50_000


class _Visible(dict[int, str]):
    """For `str.translate`: what is shown of each character, found out when it first comes."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        shown = "" if unicodedata.category(character) in _UNSEEN else character
        if len(self) < _CHARACTERS_HELD:
            self[code] = shown
        return shown


_VISIBLE: Final = _Visible(dict.fromkeys(map(ord, "\n\r\t"), " "))


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
    composed = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text[:_LONGEST_READ]))
    line = " ".join(composed.translate(_VISIBLE).split())
    if "@" in line or "＠" in line:
        line = _EMAIL.sub(r"\1•••\2", line)
    line = mask_numbers(line)
    shortened = len(line) > limit or len(text) > _LONGEST_READ
    return f"{line[: max(limit - 1, 0)].rstrip()}…" if shortened else line
