"""How a command ends: its exit code, and what it says on standard error when something is wrong.

0 done; 1 the work failed; 2 the call or an input file is wrong; 130 interrupted by the person.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import click

from config.errors import ConfigurationError, PolicyError
from streams.errors import InputError, StreamError

FAILED: Final = 1
WRONG: Final = 2
INTERRUPTED: Final = 130

TRACEBACK: Final = "HAECHI_TRACEBACK"
"""With this variable set, an unexpected error ends with its traceback."""


class Ending(NamedTuple):
    """An exit code, and the lines that say why."""

    code: int
    lines: list[str]


def ending_of(error: BaseException) -> Ending:
    """The ending that an error stands for."""
    if isinstance(error, PolicyError):
        return Ending(WRONG, [policy_line(error, number) for number in range(len(error.problems))])
    for kind, code, words in _ENDINGS:
        if isinstance(error, kind):
            said = words(error)
            return Ending(code, [_one_line(said)] if said else [])
    return Ending(FAILED, [_one_line(_unexpected(error))])


def policy_line(error: PolicyError, number: int) -> str:
    """One problem of a policy file, in the form that editors jump to."""
    problem = error.problems[number]
    return _one_line(f"{error.path}:{problem.line}: {problem.what}; {problem.remedy}")


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _usage(error: Any) -> str:
    path = error.ctx.command_path if error.ctx else "haechi"
    return f"{path}: {error.format_message().rstrip('.')}; see {path} --help"


def _system_error(error: Any) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"haechi: {error.filename}: {what}" if error.filename else f"haechi: {what}"


def _unexpected(error: BaseException) -> str:
    if os.environ.get(TRACEBACK):
        raise error
    if isinstance(error, MemoryError):
        return "haechi: not enough memory; give the process more, or work on parts of the input"
    return (
        f"haechi: internal error: {type(error).__name__}: {error}; this is a defect of haechi, "
        f"please report it with the output of the same command under {TRACEBACK}=1"
    )


_ENDINGS: Final[Sequence[tuple[Any, int, Callable[[Any], str]]]] = (
    ((click.Abort, KeyboardInterrupt), INTERRUPTED, lambda _: ""),
    (click.UsageError, WRONG, _usage),
    (click.ClickException, FAILED, lambda error: f"haechi: {error.format_message()}"),
    ((ConfigurationError, InputError), WRONG, lambda error: f"haechi: {error}"),
    (StreamError, FAILED, lambda error: f"haechi: {error}"),
    (OSError, FAILED, _system_error),
)
"""Kinds of errors, with the exit code and the words of each; the first that fits counts."""
