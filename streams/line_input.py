"""Lines of a file or of standard input, plain or gzip, handed on as soon as they arrive."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from streams.errors import InputError
from streams.watching import Watch, unwatched

STANDARD_INPUT: Final = "-"
CHUNK_BYTES: Final = 1 << 18
LONGEST_LINE_BYTES: Final = 4 << 20
"""A longer line is not held in memory: no event is that long, Kafka takes 1 MiB by default."""
KEPT_BYTES: Final = 65_536

_GZIP_MAGIC: Final = b"\x1f\x8b"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_REMEDY: Final = "give a JSONL file, plain or gzip"


class LongLine(bytes):
    """The first `KEPT_BYTES` of a line longer than `LONGEST_LINE_BYTES`; what it was in whole."""

    size_bytes: int
    sha256: str


def shown(name: str) -> str:
    """The name of an input as a person reads it in an error."""
    return "stdin" if name == STANDARD_INPUT else name


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file's bytes as they are on disk; `-` is standard input, which stays open.

    Raises:
        InputError: there is no such file, or it can not be opened.
    """
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        raw = Path(name).open("rb")  # noqa: SIM115 - closed below, apart from the error of opening
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: {_reason(error)}; {_REMEDY}") from None
    with raw:
        yield raw


def read_lines(raw: BinaryIO, name: str, progress: Watch = unwatched) -> Iterator[list[bytes]]:
    """All lines without their ends, each time those that one read brought; may block for input.

    Gzip is undone, a byte order mark left out. `progress` is told the bytes read from disk.

    Raises:
        InputError: the file can not be read, or is broken gzip.
    """
    told = 0
    try:
        for lines in _whole_lines(_plain(raw)):
            yield lines
            if raw.seekable():
                progress(raw.tell() - told)
                told = raw.tell()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{shown(name)}: {_reason(error)}; {_REMEDY}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return f"the gzip data is cut off or damaged ({error})"
    return getattr(error, "strerror", None) or str(error)


def _plain(raw: BinaryIO) -> io.BufferedReader | gzip.GzipFile:
    """The contents; whether they are gzip is seen by the first two bytes."""
    if _first_two(raw) == _GZIP_MAGIC:
        return gzip.GzipFile(fileobj=raw)
    return cast("io.BufferedReader", raw)


def _first_two(raw: BinaryIO) -> bytes:
    """The next two bytes, without taking them."""
    if hasattr(raw, "peek"):
        return bytes(raw.peek(2)[:2])
    head = raw.read(2)
    raw.seek(-len(head), io.SEEK_CUR)
    return head


def _whole_lines(plain: io.BufferedReader | gzip.GzipFile) -> Iterator[list[bytes]]:
    rest, first = _Rest(), True
    while chunk := plain.read1(CHUNK_BYTES):
        if first:
            chunk, first = chunk.removeprefix(_BYTE_ORDER_MARK), False
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            begin, *others = head.split(b"\n")
            rest.add(begin)
            yield [rest.line(), *others]
            rest = _Rest()
        rest.add(tail)
    if rest.size_bytes:
        yield [rest.line()]


class _Rest:
    """The beginning of a line whose end has not been read yet, in bounded memory."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self._parts: list[bytes] = []
        self._hash: Any = None

    def add(self, part: bytes) -> None:
        """Take in what follows."""
        self.size_bytes += len(part)
        if self._hash is not None:
            self._hash.update(part)
            return
        self._parts.append(part)
        if self.size_bytes > LONGEST_LINE_BYTES:
            held = b"".join(self._parts)
            self._hash, self._parts = sha256(held), [held[:KEPT_BYTES]]

    def line(self) -> bytes:
        """All that was taken in, as one line."""
        held = b"".join(self._parts)
        if self._hash is None:
            return held
        line = LongLine(held)
        line.size_bytes, line.sha256 = self.size_bytes, self._hash.hexdigest()
        return line
