"""Every step of docs/write-your-first-rule.md does what the page shows.

The page is walked from top to bottom in a folder of its own: a block with a file's name is that
file, a `diff` block changes it, and each line behind `$ ` is typed. Figures and versions may have
moved on. `python -m tests.unit.test_first_rule_guide` writes the page anew.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from streams.cli import COMMANDS
from tests.unit.console_pages import PROJECT, printed_by

PAGE = PROJECT / "docs" / "write-your-first-rule.md"
BLOCK = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)
IN_A_CLONE = ("config", "streams")


def walked(page: str, folder: Path) -> str:
    """The page with what its commands print in this folder."""
    for name in IN_A_CLONE:
        (folder / name).symlink_to(PROJECT / name)
    (folder / "trial").mkdir()

    def block(found: re.Match[str]) -> str:
        language, name, content = found.groups()
        if language == "console":
            return f"```console\n{''.join(typed(content, folder))}```"
        if language == "diff":
            change(folder / name, content)
        elif name:
            (folder / name).write_text(content, "utf-8")
        return found[0]

    return BLOCK.sub(block, page)


def typed(content: str, folder: Path) -> Iterator[str]:
    """Each call with what it prints; one of a command that is not there yet stays as it is."""
    for part in re.split(r"^(?=\$ )", content, flags=re.MULTILINE):
        call = part.partition("\n")[0].removeprefix("$ ")
        command = re.match(r"haechi ([a-z]+)", call)
        if not call:
            continue
        if command and command[1] not in COMMANDS:
            yield part
        else:
            yield f"$ {call}\n{printed_by(call, folder)}"


def change(path: Path, diff: str) -> None:
    """Put the lines with + in the place of those with -; at the end where there are none."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line.startswith("-"))
    new = "".join(line[1:] for line in lines if line.startswith("+"))
    content = path.read_text("utf-8")
    at = content.rindex(old) if old else len(content)
    path.write_text(content[:at] + new + content[at + len(old) :], "utf-8")


def without_figures(page: str) -> str:
    """A page in which ids, policy versions and all numbers are alike."""
    return re.sub(r"\b[0-9a-f]{12,32}\b|\d[\d,.]*", "0", page)


def test_every_step_of_the_guide_does_what_the_page_shows(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    assert without_figures(walked(page, tmp_path)) == without_figures(page), (
        "run: python -m tests.unit.test_first_rule_guide"
    )
    printed = printed_by("haechi policy test trial/policy.yaml", tmp_path)
    assert printed.splitlines()[-1].endswith("all as they should be")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(walked(PAGE.read_text("utf-8"), Path(folder)), "utf-8")
