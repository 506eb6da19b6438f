"""A command that takes several values behind one option, as a shell's `*` gives them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import click

from streams.cli.example import ExampleCommand


class SeveralValuesCommand(ExampleCommand):
    """With an example; each option named in `several` takes all values up to the next option."""

    def __init__(self, *arguments: Any, several: Collection[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.several = several

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
