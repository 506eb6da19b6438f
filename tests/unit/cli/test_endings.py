import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner, Result

from config.errors import PolicyError, PolicyProblem, SettingsError
from streams.cli import ending
from streams.cli.group import Commands
from streams.errors import BrokerUnavailable, InputError
from tests.unit.cli.running import error_line, haechi

HAECHI = [sys.executable, "-m", "streams.cli"]


def ended_by(error: BaseException) -> Result:
    """How `haechi` ends when a command ends with this error."""

    def fail() -> NoReturn:
        raise error

    class Failing(Commands):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
            return click.Command(cmd_name, callback=fail)

    return CliRunner().invoke(Failing({}, name="haechi"), ["fail"])


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (SettingsError("HAECHI_X is wrong; set Y"), 2, "haechi: HAECHI_X is wrong; set Y"),
        (InputError("a.jsonl: no such file"), 2, "haechi: a.jsonl: no such file"),
        (BrokerUnavailable("no broker\nanswers"), 1, "haechi: no broker answers"),
        (OSError(28, "No space left on device"), 1, "haechi: No space left on device"),
        (PermissionError(13, "Permission denied", "x"), 1, "haechi: x: Permission denied"),
        (
            MemoryError(),
            1,
            "haechi: not enough memory; give the process more, or work on parts of the input",
        ),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(error: Exception, code: int, line: str) -> None:
    result = ended_by(error)
    assert (result.exit_code, result.stderr) == (code, f"{line}\n")
    assert result.stdout == ""


def test_each_problem_of_a_policy_is_a_line_that_editors_jump_to() -> None:
    problems = [PolicyProblem(9, "b is wrong", "write c"), PolicyProblem(2, "a is missing", "add")]
    result = ended_by(PolicyError(Path("p.yaml"), problems))
    assert result.exit_code == 2
    assert result.stderr == "p.yaml:2: a is missing; add\np.yaml:9: b is wrong; write c\n"


def test_an_unexpected_error_is_one_line_that_tells_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = ended_by(ZeroDivisionError("by zero"))
    assert result.exit_code == 1
    assert result.stderr.startswith("haechi: internal error: ZeroDivisionError: by zero; ")
    assert result.stderr.count("\n") == 1
    monkeypatch.setenv(ending.TRACEBACK, "1")
    assert isinstance(ended_by(ZeroDivisionError("by zero")).exception, ZeroDivisionError)


def test_a_wrong_call_is_one_line_that_points_to_the_help() -> None:
    assert haechi("clasify").exit_code == 2
    assert error_line(haechi("clasify")).startswith("haechi: No such command 'clasify'")
    assert error_line(haechi("classify", "--inn", "x")).endswith("; see haechi classify --help")
    assert error_line(haechi("replay", "--out", "x")).startswith("haechi replay: Missing option")
    assert haechi("replay", "--out", "x").exit_code == 2


@pytest.mark.parametrize("path", [[], ["topics"], ["policy"]])
def test_a_call_without_a_command_shows_the_commands(path: list[str]) -> None:
    result = haechi(*path)
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


@pytest.mark.parametrize(
    "run", [lambda: ended_by(KeyboardInterrupt()), lambda: ended_by(click.Abort())]
)
def test_an_interrupt_ends_quietly(run: Callable[[], Result]) -> None:
    result = run()
    assert result.exit_code == 130
    assert result.stderr.strip() == ""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started meanwhile can be interrupted, even if these tests run in the background.

    A shell starts background jobs with interrupts ignored, and what a job starts inherits that.
    """
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_while_it_waits_for_input_ends_quietly() -> None:
    with subprocess.Popen(
        [*HAECHI, "classify"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"text": "hello"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        for _ in range(10):  # one that comes just before it begins to wait is seen with the next
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
                break
        assert process.returncode == 130
        assert process.stderr
        assert process.stderr.read().strip() == b""


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    read, write = os.pipe()
    with subprocess.Popen(
        [*HAECHI, "classify"], stdin=subprocess.PIPE, stdout=write, stderr=subprocess.PIPE
    ) as process:
        os.close(write)
        os.close(read)
        _, errors = process.communicate(b'{"text": "hello"}\n', 10)
    assert (process.returncode, errors) == (0, b"")


def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHI_KAFKA__PARTITIONS", "many")
    result = haechi("topics", "create", "--dry-run")
    assert result.exit_code == 2
    assert "HAECHI_KAFKA__PARTITIONS" in error_line(result)
