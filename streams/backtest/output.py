"""Where a backtest writes: the report in three forms, all of them or none."""

from pathlib import Path
from typing import Final

import msgspec

from streams.backtest.report import Report
from streams.backtest.report_html import report_html
from streams.backtest.report_text import report_text
from streams.errors import InputError

FILES: Final = ("report.html", "report.txt", "report.json")


def prepare(directory: Path) -> None:
    """Make the directory, so that one that can not be written is told before the work.

    Raises:
        InputError: it can not be made or written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = _partial(directory / FILES[0])
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(
            f"{directory}: {error.strerror}; name a directory that can be written"
        ) from None


def write(report: Report, directory: Path) -> None:
    """Write the report; files of an earlier backtest stay as they are if that fails."""
    written = msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"
    contents = (report_html(report).encode(), report_text(report).encode(), written)
    paths = [directory / name for name in FILES]
    try:
        for path, content in zip(paths, contents, strict=True):
            _partial(path).write_bytes(content)
        for path in paths:
            _partial(path).replace(path)
    finally:
        for path in paths:
            _partial(path).unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    return path.with_name(f"{path.name}.partial")
