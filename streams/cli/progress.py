"""A progress bar on standard error, on a terminal only; in a log or pipe nothing."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streams.watching import Begin, Watch, unwatched


@contextmanager
def progress_bar(what: str, total: int | None) -> Iterator[Watch]:
    """A function that moves the bar on by so many; `total` None: nobody knows how far it goes."""
    if not sys.stderr.isatty():
        yield unwatched
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeElapsedColumn

    bar = Progress(
        f"[progress.description]{what}",
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)


@contextmanager
def reading_then(work: str, names: Sequence[str]) -> Iterator[tuple[Watch, Begin]]:
    """A bar for reading files, and a function that puts one for the work on them in its place."""
    with ExitStack() as bars:

        def begin(steps: int) -> Watch:
            bars.close()
            return bars.enter_context(progress_bar(work, steps))

        yield bars.enter_context(progress_bar("reading", bytes_of(names))), begin


def bytes_of(names: Sequence[str]) -> int | None:
    """The size of all files together; None if one of them is no file on disk."""
    paths = [Path(name) for name in names]
    if not all(path.is_file() for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)
