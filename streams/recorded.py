"""Recorded events: JSONL of `{"topic": …, "value": {…}}`, plain, gzip or standard input."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from streams.errors import InputError

STANDARD_INPUT = "-"
GZIP_MAGIC = b"\x1f\x8b"


class Line(NamedTuple):
    """One line of a recording; it reads like a Kafka record.

    `partition` is the number of the file, `offset` that of the line, both from 0. `error` says
    why the line is no event envelope, in which case `value` is the whole line.
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


def read_lines(
    names: Sequence[str], progress: Callable[[int], None] = lambda _: None
) -> Iterator[Line]:
    """The lines of all files, blank ones left out; `progress` is told bytes read from disk.

    Raises:
        InputError: a file can not be opened or is broken gzip.
    """
    for number, name in enumerate(names):
        try:
            yield from _file_lines(number, name, progress)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{name}: {error}; give a JSONL file, plain or gzip") from None


def _file_lines(number: int, name: str, progress: Callable[[int], None]) -> Iterator[Line]:
    raw = sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb")
    with raw:
        told = 0
        for offset, line in enumerate(_opened(raw)):
            if line.strip():
                yield _line(number, offset, line.strip())
            if offset % 1_000 == 0 and raw.seekable():
                progress(raw.tell() - told)
                told = raw.tell()
        if raw.seekable():
            progress(raw.tell() - told)


def _opened(raw: BinaryIO) -> BinaryIO:
    peek = getattr(raw, "peek", None)
    if peek is not None and peek(2)[:2] == GZIP_MAGIC:
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]  # reads like a BinaryIO
    return raw


def _line(number: int, offset: int, line: bytes) -> Line:
    try:
        envelope = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = f'the line is no {{"topic": …, "value": {{…}}}}: {error}'
        return Line("", number, offset, line, reason)
    return Line(envelope.topic, number, offset, bytes(envelope.value))
