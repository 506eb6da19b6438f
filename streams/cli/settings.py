"""`haechi settings`: every setting, its default and its meaning. `docs/settings.md` is this."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

import click

from streams.cli.example import ExampleCommand

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

EXAMPLE: Final = "haechi settings"

INTRODUCTION: Final = """\
# Settings

Settings are environment variables. An unset variable has its default. A wrong value, and a name
that begins with HAECHI_ and is none of these, are refused by one line that names the variable.
This file is what `haechi settings` prints.
"""


@click.command(cls=ExampleCommand, example=EXAMPLE)
def settings() -> None:
    """List every setting.

    Prints every environment variable that haechi reads, with its default and its meaning.
    """
    click.echo(settings_table(), nl=False)


def settings_table() -> str:
    """All settings as Markdown, a table for each group."""
    from config.settings import PREFIX, Settings

    alone = {name: field for name, field in Settings.model_fields.items() if not _group(field)}
    parts = [INTRODUCTION, *_table("General", alone, PREFIX)]
    for name, field in Settings.model_fields.items():
        group = _group(field)
        if group:
            parts += [*_table(_title(name), group.model_fields, f"{PREFIX}{name.upper()}__", group)]
    return "\n".join(parts) + "\n"


def _group(field: "FieldInfo") -> "type[BaseModel] | None":
    from pydantic import BaseModel

    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _table(
    title: str,
    fields: "dict[str, FieldInfo]",
    prefix: str,
    group: "type[BaseModel] | None" = None,
) -> Iterator[str]:
    yield f"## {title}\n"
    if group is not None and group.__doc__:
        yield "\n".join(line.strip() for line in group.__doc__.strip().splitlines()) + "\n"
    yield "| variable | default | meaning |"
    yield "| --- | --- | --- |"
    for name, field in fields.items():
        yield f"| `{prefix}{name.upper()}` | {_default(field)} | {_meaning(field)} |"
    yield ""


def _default(field: "FieldInfo") -> str:
    from pydantic import SecretStr

    value: Any = field.default
    if value is None or value == "" or isinstance(value, SecretStr):
        return ""
    return f"`{value.name}` of the package" if isinstance(value, Path) else f"`{value}`"


def _meaning(field: "FieldInfo") -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    text = field.description or ""
    if choices:
        text += f": {', '.join(f'`{choice}`' for choice in choices)}"
    return text.replace("|", "\\|")
