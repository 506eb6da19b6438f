"""Imports go one way, `config` ← `detectors` ← `streams`, and importing connects nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"config": {"detectors", "streams"}, "detectors": {"streams"}}
WORLD = {"aiokafka", "faust", "redis", "socket", "requests", "urllib", "asyncio", "threading"}
CLOCKS_AND_ENVIRONMENT = {
    *("os.environ", "os.getenv", "time.time", "time.time_ns", "time.monotonic", "time.sleep"),
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now"),
}

IMPORT_WITHOUT_SOCKETS = """
import socket, sys

def refuse(*_, **__):
    raise AssertionError("a connection was made")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.socket.bind = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
import streams.app
print(type(streams.app.app).__name__)
"""


def modules(layer: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((PROJECT / layer).rglob("*.py")):
        yield path.relative_to(PROJECT), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Full names of everything that a module imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted(tree: ast.Module) -> Iterator[str]:
    """Every `name.attribute` that a module uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            yield ast.unparse(node)


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_nothing_of_the_layers_above_it(layer: str) -> None:
    seen = 0
    for path, tree in modules(layer):
        seen += 1
        packages = {name.partition(".")[0] for name in imported(tree)}
        assert not packages & FORBIDDEN[layer], path
    assert seen > 5


def test_nothing_that_ships_imports_the_tests_or_the_training() -> None:
    for layer in ("config", "detectors", "streams"):
        for path, tree in modules(layer):
            packages = {name.partition(".")[0] for name in imported(tree)}
            assert not packages & {"tests", "training", "benchmarks"}, path


def test_detectors_know_no_server_no_clock_and_no_environment() -> None:
    for path, tree in modules("detectors"):
        names = set(imported(tree))
        assert not {name.partition(".")[0] for name in names} & WORLD, path
        assert not (names | set(dotted(tree))) & CLOCKS_AND_ENVIRONMENT, path


def test_importing_the_app_connects_to_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_WITHOUT_SOCKETS],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "App"
