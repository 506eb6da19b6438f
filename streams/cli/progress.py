"""A progress bar on standard error, on a terminal only; in a log or pipe nothing."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def progress_bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A function that moves the bar on by so many; `total` None: nobody knows how far it goes."""
    if not sys.stderr.isatty():
        yield lambda _: None
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


def bytes_of(names: Sequence[str]) -> int | None:
    """The size of all files together; None if one of them is no file on disk."""
    paths = [Path(name) for name in names]
    if not all(path.is_file() for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)
