"""docs/command-line.md shows what the commands print; figures and versions may have moved on.

`python -m tests.unit.cli.test_command_line_page` writes the page anew.
"""

import re

from streams.cli import COMMANDS
from tests.unit.console_pages import PROJECT, printed_by

PAGE = PROJECT / "docs" / "command-line.md"


def with_output(block: re.Match[str]) -> str:
    """A block of calls, each with what it prints now."""
    calls = re.findall(r"^\$ (.*)$", block[1], re.MULTILINE)
    shown = "".join(f"$ {call}\n{printed_by(call, PROJECT)}" for call in calls)
    return f"```console\n{shown}```"


def written_anew(page: str) -> str:
    return re.sub(r"```console\n(.*?)```", with_output, page, flags=re.DOTALL)


def without_figures(page: str) -> str:
    """A page in which policy versions and all numbers are alike."""
    return re.sub(r"\b[0-9a-f]{12}\b|\d[\d,.]*", "0", page)


def test_the_page_shows_what_the_commands_print() -> None:
    page = PAGE.read_text("utf-8")
    assert without_figures(page) == without_figures(written_anew(page)), (
        "run: python -m tests.unit.cli.test_command_line_page"
    )


def test_the_page_has_a_part_for_every_command() -> None:
    page = PAGE.read_text("utf-8")
    for name in COMMANDS:
        assert re.search(rf"^## {name}\b", page, re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(written_anew(PAGE.read_text("utf-8")), "utf-8")
