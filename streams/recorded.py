"""Recorded events: JSONL of `{"topic": …, "value": {…}}`, plain, gzip or standard input."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple

import msgspec

from streams.errors import InputError
from streams.line_input import (
    LONGEST_LINE_BYTES,
    STANDARD_INPUT,
    LongLine,
    opened,
    read_lines as read_raw_lines,
    shown,
)
from streams.watching import Watch, unwatched

ENVELOPE: Final = '{"topic": "chat-messages", "value": {…}}'


class Line(NamedTuple):
    """One line of a recording; it reads like a Kafka record.

    `partition` is the number of the file, `offset` that of the line, both from 0. `error` says
    why the line is no event envelope, in which case `value` is the whole line (of a `LongLine`
    the beginning).
    """

    topic: str
    partition: int
    offset: int
    value: bytes
    error: str = ""
    key: bytes | None = None


class _Envelope(msgspec.Struct):
    topic: str
    value: msgspec.Raw


_decode = msgspec.json.Decoder(_Envelope).decode


def read_lines(names: Sequence[str], progress: Watch = unwatched) -> Iterator[Line]:
    """The lines of all files, blank ones left out; `progress` is told bytes read from disk.

    Raises:
        InputError: a file can not be opened, is broken gzip, or has lines but no event at all.
    """
    if names.count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read only once; give - once")
    for number, name in enumerate(names):
        with opened(name) as raw:
            yield from _file_lines(raw, number, name, progress)


def _file_lines(raw: BinaryIO, number: int, name: str, progress: Watch) -> Iterator[Line]:
    offset, good, first_wrong = 0, 0, None
    for lines in read_raw_lines(raw, name, progress):
        for place, written in enumerate(lines, offset):
            stripped = written.strip() if type(written) is bytes else written
            if stripped:
                line = _line(number, place, stripped)
                good += not line.error
                first_wrong = first_wrong or (line if line.error else None)
                yield line
        offset += len(lines)
    if first_wrong and not good:
        raise InputError(
            f"{shown(name)}:{first_wrong.offset + 1}: {first_wrong.error}, and no other line is "
            f"one; write {ENVELOPE} a line"
        )


def _line(number: int, offset: int, line: bytes) -> Line:
    """A line with its envelope undone."""
    if isinstance(line, LongLine):
        reason = f"the line is longer than {LONGEST_LINE_BYTES >> 20} MiB"
        return Line("", number, offset, line, reason)
    try:
        envelope = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Line("", number, offset, line, f"the line is no recorded event ({error})")
    return Line(envelope.topic, number, offset, bytes(envelope.value))
