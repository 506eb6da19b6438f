"""Where a command writes its lines: a file or standard output, as bytes of UTF-8."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import click

from streams.errors import InputError
from streams.line_input import STANDARD_INPUT

STANDARD_OUTPUT: Final = STANDARD_INPUT


@contextmanager
def output(name: str, read_from: str) -> Iterator[BinaryIO]:
    """The file to write to, emptied; `-` is standard output, which stays open.

    Raises:
        InputError: it can not be written, or is the file that is read.
    """
    if name == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    path = Path(name)
    if path.exists() and Path(read_from).exists() and path.samefile(read_from):
        raise InputError(f"{name}: is also the input; write to another file")
    try:
        file = path.open("wb")
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; name a file that can be written") from None
    with file:
        yield file


def tell_if_typed(name: str) -> None:
    """Say on a terminal that input is awaited; in a pipe say nothing."""
    if name == STANDARD_INPUT and sys.stdin.isatty():
        click.echo('reading lines like {"text": "…"} until Ctrl-D', err=True)
