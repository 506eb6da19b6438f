"""JSONL of texts: one JSON object a line with the field `text`, whose other fields are kept."""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

import msgspec

from streams.errors import InputError
from streams.line_input import LONGEST_LINE_BYTES, LongLine, read_lines, shown
from streams.watching import Watch, unwatched

_REMEDY: Final = 'write one JSON object a line, {"text": "…"}'

_fields_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_text_of = msgspec.json.Decoder(str).decode


class TextLine(NamedTuple):
    """One line: its number from 1, all its fields as they were written, and the text."""

    number: int
    fields: dict[str, msgspec.Raw]
    text: str


def read_texts(
    raw: BinaryIO, name: str, at_most: int, progress: Watch = unwatched
) -> Iterator[list[TextLine]]:
    """The texts of a file in batches of at most `at_most`, blank lines left out.

    A batch holds what has arrived, so a slow pipe is answered at once. May block for input.
    `progress` is told the bytes read from disk.

    Raises:
        InputError: the file can not be read or a line is wrong; the good lines before it have
            been handed on.
    """
    number = 0
    for lines in read_lines(raw, name, progress):
        for start in range(0, len(lines), at_most):
            part = lines[start : start + at_most]
            yield from _batch(part, number + 1, name)
            number += len(part)


def _batch(lines: list[bytes], first: int, name: str) -> Iterator[list[TextLine]]:
    """One batch, or none if all lines are blank; a wrong line is told after those before it."""
    batch: list[TextLine] = []
    wrong = None
    for number, line in enumerate(lines, first):
        try:
            if line and not line.isspace():
                batch.append(_text_line(number, line))
        except _WrongLine as error:
            wrong = InputError(f"{shown(name)}:{number}: {error}; {_REMEDY}")
            break
    if batch:
        yield batch
    if wrong:
        raise wrong


class _WrongLine(Exception):
    """Why a line is no text."""


def _text_line(number: int, line: bytes) -> TextLine:
    if isinstance(line, LongLine):
        raise _WrongLine(f"the line is longer than {LONGEST_LINE_BYTES >> 20} MiB")
    try:
        line.decode()
        fields = _fields_of(line)
    except UnicodeDecodeError:
        raise _WrongLine("the line is not UTF-8") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise _WrongLine(f"the line is no JSON object ({error})") from None
    if "text" not in fields:
        raise _WrongLine('the line has no field "text"')
    try:
        return TextLine(number, fields, _text_of(fields["text"]))
    except msgspec.DecodeError:
        raise _WrongLine('the field "text" is no string') from None
