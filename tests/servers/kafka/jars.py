"""Fetches Kafka's jars from Maven Central once, into the cache directory."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.servers.missing import required_program, server_missing

JAVA_AT_LEAST = 17
FETCH_SECONDS = 300
REMEDY = "apt-get install default-jre-headless maven"

_POM = Path(__file__).with_name("pom.xml")
_PROJECT = Path(__file__).parents[3]


def java() -> str:
    """The path of a Java that can run Kafka 4; the test is skipped (CI: fails) without one."""
    path = required_program("java", REMEDY)
    shown = subprocess.run([path, "-version"], check=True, capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', shown)
    if version is None or int(version[1]) < JAVA_AT_LEAST:
        server_missing(f"java is older than {JAVA_AT_LEAST} ({REMEDY})")
    return path


def class_path() -> str:
    """All jars, as Java's `-cp` takes them; fetches them when they are not in the cache.

    The cache is `$HAECHI_CACHE`, by default `.cache` in the project. The test is skipped (CI:
    fails) when they cannot be had.
    """
    version = _kafka_version()
    directory = Path(os.environ.get("HAECHI_CACHE", _PROJECT / ".cache")) / "kafka" / version
    if not directory.is_dir():
        directory.parent.mkdir(parents=True, exist_ok=True)
        with (directory.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # several test runs may share the cache
            if not directory.is_dir():
                _fetch(directory)
    return f"{directory}/*"


def _kafka_version() -> str:
    version = re.search(r"kafka_2\.13</artifactId>\s*<version>([\d.]+)<", _POM.read_text())
    assert version is not None
    return version[1]


def _fetch(directory: Path) -> None:
    """Fetch into a directory beside, then rename, so that a directory that exists is whole."""
    maven = required_program("mvn", REMEDY)
    partial = directory.with_name(f"{directory.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    done = subprocess.run(
        [
            *(maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", _POM),
            *("dependency:copy-dependencies", f"-DoutputDirectory={partial}"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=FETCH_SECONDS,
    )
    if done.returncode != 0:
        server_missing(f"Maven could not fetch Kafka: {done.stdout.strip()[:300]}")
    partial.rename(directory)
