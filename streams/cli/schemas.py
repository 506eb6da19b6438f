"""`haechi schemas`: the JSON Schema of every topic, for those who produce and consume."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

from pathlib import Path
from typing import Final

import click

from streams.cli.example import ExampleCommand

EXAMPLE: Final = "haechi schemas /tmp/schemas"


@click.command(cls=ExampleCommand, example=EXAMPLE)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def schemas(directory: Path) -> None:
    """Write the JSON Schema of every topic.

    Writes DIR/TOPIC.json for the topics that haechi reads and those that it writes. "x-key" names
    the field that is the record's key.
    """
    from streams.schemas import write_schemas

    for path in write_schemas(directory):
        click.echo(path)
