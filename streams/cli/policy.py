"""`haechi policy check`: whether a policy file can be used, and if not, what to write instead."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

from pathlib import Path
from typing import Final

import click

from streams.cli.example import ExampleCommand

EXAMPLE: Final = "haechi policy check config/policy.yaml"


@click.group()
def policy() -> None:
    """Check a policy file."""


@policy.command(cls=ExampleCommand, example=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a policy file.

    Every problem is one line, FILE:LINE: what is wrong; what to write instead. A good file gives
    its rules and its version, which every sanction carries.
    """
    from detectors.registry import load_checked_policy

    checked = load_checked_policy(file)
    rules = "rule" if len(checked.rules) == 1 else "rules"
    click.echo(f"{file}: {len(checked.rules)} {rules}, version {checked.version}")
