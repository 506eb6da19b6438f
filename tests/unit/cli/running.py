"""Runs `haechi` in this process, as a person would call it."""

import json
from typing import Any

from click.testing import CliRunner, Result

from streams.cli import main


def haechi(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def json_lines(written: str | bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def error_line(result: Result) -> str:
    """The one line on standard error."""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in lines[0]
    assert "internal error" not in lines[0]
    return lines[0]
