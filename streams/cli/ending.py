"""How a command ends: its exit code, and what it says on standard error when something is wrong.

0 done; 1 the work failed; 2 the call or an input file is wrong; 130 interrupted by the person.
"""

import os
from typing import Final, NamedTuple

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
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return Ending(INTERRUPTED, [])
    if isinstance(error, PolicyError):
        return Ending(WRONG, [policy_line(error, number) for number in range(len(error.problems))])
    if isinstance(error, click.UsageError):
        return Ending(WRONG, [_usage_line(error)])
    if isinstance(error, click.ClickException):
        return Ending(error.exit_code, [_line(error.format_message())])
    if isinstance(error, ConfigurationError | InputError):
        return Ending(WRONG, [_line(str(error))])
    if isinstance(error, StreamError):
        return Ending(FAILED, [_line(str(error))])
    if isinstance(error, OSError):
        return Ending(FAILED, [_line(_system_error(error))])
    return Ending(FAILED, [_line(_unexpected(error))])


def policy_line(error: PolicyError, number: int) -> str:
    """One problem of a policy file, in the form that editors jump to."""
    problem = error.problems[number]
    return _one_line(f"{error.path}:{problem.line}: {problem.what}; {problem.remedy}")


def _line(message: str) -> str:
    return f"haechi: {_one_line(message)}"


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _usage_line(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "haechi"
    message = _one_line(error.format_message()).rstrip(".")
    return f"{path}: {message}; see {path} --help"


def _system_error(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what


def _unexpected(error: BaseException) -> str:
    if os.environ.get(TRACEBACK):
        raise error
    if isinstance(error, MemoryError):
        return "there is not enough memory; give the process more, or work on parts of the input"
    return (
        f"internal error: {type(error).__name__}: {error}; this is a defect of haechi, "
        f"please report it with the output of the same command under {TRACEBACK}=1"
    )
