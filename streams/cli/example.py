"""A command whose help ends with an example that works as it stands."""

from typing import Any

import click


class ExampleCommand(click.Command):
    """A click command with an `example`: a line of shell for the root of the project."""

    def __init__(self, *arguments: Any, example: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example as it is, however wide the terminal."""
        formatter.write_paragraph()
        formatter.write("Example:\n")
        for line in self.example.splitlines():
            formatter.write(f"  {line}\n" if line else "\n")
