"""The command `haechi` itself: commands that are imported when they are called."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, NamedTuple, NoReturn

import click

from streams.cli.ending import ending_of


class Listed(NamedTuple):
    """Where a command is (`module:name`), and what it does in one line."""

    place: str
    summary: str


class Commands(click.Group):
    """A group of listed commands. Its help imports none of them, so that it is quick.

    However a command ends, the exit code and one clear line on standard error say so.
    """

    def __init__(self, listed: Mapping[str, Listed], **options: Any) -> None:
        super().__init__(**options)
        self._listed = listed
        self.params.append(_version_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the list."""
        return list(self._listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name; None if there is no such name."""
        if cmd_name not in self._listed:
            return None
        module, _, name = self._listed[cmd_name].place.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - a test calls each of them
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.summary) for name, listed in self._listed.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the called command; when the reader of its output goes away, that is the end."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            return 0
        return result

    def main(self, *arguments: Any, **options: Any) -> NoReturn:
        """Run to the end of the process.

        Raises:
            SystemExit: always.
        """
        options |= {"prog_name": "haechi", "standalone_mode": False}
        try:
            code = super().main(*arguments, **options)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the boundary of the process
            ending = ending_of(error)
            for line in ending.lines:
                click.echo(line, err=True)
            sys.exit(ending.code)
        sys.exit(code if isinstance(code, int) else 0)


def _version_option() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(f"haechi {version('haechi')}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show,
        help="Show the version and exit.",
    )  # fmt: skip


def _forget_output() -> None:
    """Let what is still to be written go nowhere, so that the interpreter ends in silence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
