"""What the README says can be typed, and what it says lies where, holds."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
NEEDS_SERVERS = ("topics create", "worker", "make ", "pip ", "export ")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ") and not any(word in line for word in NEEDS_SERVERS)
]
TARGETS = re.findall(r"`?\$? ?make ([a-z]+)", README)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_works_as_written(command: str, tmp_path: Path) -> None:
    written = command.replace("--out /tmp", f"--out {tmp_path}").replace(
        "haechi ", f"{sys.executable} -m streams.cli "
    )
    ended = subprocess.run(
        ["bash", "-c", written], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


def test_each_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in TARGETS:
        assert f"\n{target}:" in makefile


def test_each_file_and_folder_that_the_readme_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    folders = re.findall(r"^\| `([^`]+)`", README, re.MULTILINE)
    assert links
    assert folders
    for name in (*links, *folders):
        assert (ROOT / name).exists(), name
