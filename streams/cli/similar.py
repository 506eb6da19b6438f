"""`haechi similar`: the same lines with the cluster that each belongs to."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import click

from streams.cli.example import ExampleCommand
from streams.cli.output import STANDARD_OUTPUT, output, tell_if_typed
from streams.cli.progress import bytes_of, progress_bar
from streams.errors import InputError
from streams.line_input import STANDARD_INPUT, opened, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_TEXTS: Final = 4_096

EXAMPLE: Final = """\
printf '%s\\n' '{"text": "평생 무료 적중률 최고! 지금 입장하세요 k-bet77.com"}' \\
  '{"text": "오늘 점심 뭐 먹지?"}' \\
  '{"text": "평★생★무★료 적중률 최고!! 지금 바로 입장하세요 k-bet81.com"}' |
  haechi similar"""


@click.command(cls=ExampleCommand, example=EXAMPLE)
@click.option(
    "--in",
    "source",
    default=STANDARD_INPUT,
    metavar="FILE",
    help='Lines of JSON with the field "text", plain or gzip.  [default: stdin]',
)
@click.option("--out", "target", default=STANDARD_OUTPUT, metavar="FILE",
              help="Where the lines go.  [default: stdout]")  # fmt: skip
def similar(source: str, target: str) -> None:
    """Cluster same-or-similar texts.

    Each line is written again with the field "cluster": the number of the line (from 1) that is
    the first of its cluster. Every text of a cluster reads the same as that first one, or was
    made from it as far as its letters tell; a text like no other is a cluster of its own. Case,
    look-alike letters, spacing, punctuation, digits and the tails of links make no difference.
    """
    tell_if_typed(source)
    with _rereadable(source) as raw:
        numbers, clusters = _read(raw, source)
        raw.seek(0)
        with output(target, source) as file:
            _write(raw, source, file, numbers, clusters)


@contextmanager
def _rereadable(source: str) -> Iterator[BinaryIO]:
    """The input, by way of a temporary file if it can be read only once."""
    with opened(source) as raw:
        if source != STANDARD_INPUT and Path(source).is_file():
            yield raw
            return
        with tempfile.TemporaryFile() as spool:
            shutil.copyfileobj(raw, spool)
            spool.seek(0)
            yield cast("BinaryIO", spool)


def _read(raw: BinaryIO, source: str) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """The numbers of all lines with texts, and per line the place of its cluster's first."""
    import numpy as np

    from streams.clustering import Clustering
    from streams.text_lines import read_texts

    clustering, numbers = Clustering(), [np.zeros(0, np.int64)]
    with progress_bar("reading", bytes_of([source])) as advance:
        for batch in read_texts(raw, source, BATCH_TEXTS, advance):
            clustering.add([line.text for line in batch])
            numbers.append(np.array([line.number for line in batch]))
    return np.concatenate(numbers), clustering.clusters()


def _write(
    raw: BinaryIO,
    source: str,
    file: BinaryIO,
    numbers: "NDArray[Any]",
    clusters: "NDArray[Any]",
) -> None:
    import msgspec

    from streams.text_lines import read_texts

    done = 0
    with progress_bar("writing", len(clusters)) as advance:
        for batch in read_texts(raw, source, BATCH_TEXTS):
            firsts = numbers[clusters[done : done + len(batch)]].tolist()
            if len(firsts) < len(batch):
                break
            records = [
                msgspec.json.encode({**line.fields, "cluster": first}) + b"\n"
                for line, first in zip(batch, firsts, strict=True)
            ]
            file.write(b"".join(records))
            done += len(batch)
            advance(len(batch))
    if done != len(clusters):
        raise InputError(f"{shown(source)}: the file changed while it was read; try again")
