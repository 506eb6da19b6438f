"""The file of a recording: plain, gzip by its name, or standard output; whole or not at all."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from streams.errors import InputError
from streams.line_input import STANDARD_INPUT

STANDARD_OUTPUT: Final = STANDARD_INPUT
COMPRESSION: Final = 6


@contextmanager
def recording_file(name: str) -> Iterator[BinaryIO]:
    """Where lines are written; the file takes its name when the block ends well.

    Otherwise nothing is left of it, and an earlier file of the name stays as it was. The same
    lines give the same bytes. `-` is standard output, which stays open.

    Raises:
        InputError: it can not be written.
    """
    if name == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    path = Path(name)
    partial = path.with_name(f"{path.name}.partial")
    try:
        file = partial.open("wb")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{name}: {why}; name a file that can be written") from None
    try:
        with file, _packed(file, path) as lines:
            yield lines
        _take_name(partial, path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _packed(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as packed:
        yield cast("BinaryIO", packed)


def _take_name(partial: Path, path: Path) -> None:
    try:
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name a file that can be written") from None
