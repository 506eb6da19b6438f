import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from streams.cli import COMMANDS, main
from tests.unit.cli.running import haechi

PROJECT = Path(__file__).parents[3]
HEAVY = ("aiokafka", "faust", "numpy", "pydantic", "redis", "rich", "yaml")
NEED_SERVERS_OR_A_MINUTE = {"demo", "record", "worker"}


def command_paths(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[list[str]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from command_paths(command, (*path, name))
        else:
            yield [*path, name]


each_command = pytest.mark.parametrize("path", list(command_paths()), ids=" ".join)


def example_of(path: list[str]) -> str:
    """What stands behind `Example:` in a command's help."""
    return re.split(r"Example:\s*", haechi(*path, "--help").stdout)[1]


def test_the_help_lists_every_command_with_what_it_does() -> None:
    result = haechi("--help")
    assert result.exit_code == 0
    for name, listed in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(listed.summary)}$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_itself_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(80) == COMMANDS[name].summary


def test_the_help_imports_nothing_heavy_so_that_it_comes_at_once() -> None:
    code = f"""
import sys
sys.argv = ["haechi", "--help"]
from streams.cli import main
try:
    main()
finally:
    print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


@each_command
def test_the_help_of_a_command_ends_with_an_example(path: list[str]) -> None:
    assert f"haechi {' '.join(path)}" in example_of(path)


@each_command
def test_the_example_works_as_it_stands(path: list[str]) -> None:
    if path[0] in NEED_SERVERS_OR_A_MINUTE:
        pytest.skip("has tests of its own")
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example_of(path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"haechi \d+\.\d+\.\d+\n", haechi("--version").stdout)
