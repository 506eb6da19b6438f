"""A command that takes several values behind one option, as a shell's `*` gives them."""

from collections.abc import Collection, Iterable, Iterator
from typing import ClassVar

import click

from streams.cli.example import ExampleCommand


class SeveralValuesCommand(ExampleCommand):
    """With an example; each option named in `several` takes all values up to the next option."""

    several: ClassVar[tuple[str, ...]] = ()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give each value behind such an option one of its own."""
        return super().parse_args(ctx, list(_spread(args, self.several)))


def _spread(arguments: Iterable[str], several: Collection[str]) -> Iterator[str]:
    option, first = "", False
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            option = argument if argument in several else ""
            first = bool(option)
        elif option:
            if not first:
                yield option
            first = False
        yield argument
