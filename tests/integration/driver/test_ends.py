"""How a worker ends: by SIGTERM in order, by SIGKILL at any moment."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from streams.embedded import EmbeddedBroker
from tests.integration.driver.workers import committed, make_topic, numbers, produce

RECORDS = 200


@contextmanager
def worker(address: str, topic: str, seconds: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "default", "-m", "tests.integration.driver.worker"]
    process = subprocess.Popen(
        [*command, address, topic, str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(process: subprocess.Popen[str], kind: str, count: int) -> list[tuple[int, int]]:
    """Wait for so many lines of a kind; each tells the first and the next offset."""
    assert process.stdout is not None
    found: list[tuple[int, int]] = []
    while len(found) < count:
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        if told := re.search(rf"{kind} (\d+) (\d+)$", line):  # Faust moves the cursor before
            found.append((int(told[1]), int(told[2])))
    return found


@pytest.fixture
async def chat(embedded_broker: EmbeddedBroker, unique_prefix: str) -> str:
    topic = f"{unique_prefix}-chat"
    await make_topic(embedded_broker.address, topic)
    await produce(embedded_broker.address, topic, numbers(RECORDS))
    return topic


async def test_a_killed_worker_loses_nothing(embedded_broker: EmbeddedBroker, chat: str) -> None:
    address = embedded_broker.address
    done: list[tuple[int, int]] = []
    with worker(address, chat, seconds=0.15) as process:
        done += lines(process, "ended", 6)
        process.kill()
    offset = await committed(address, chat, chat)
    assert offset is None or offset <= max(next_offset for _, next_offset in done)

    with worker(address, chat, seconds=0.0) as process:
        while max(done)[1] < RECORDS:
            done += lines(process, "ended", 1)
    covered = sorted(done)
    assert covered[0][0] == 0
    assert all(following[0] <= batch[1] for batch, following in pairwise(covered))


async def test_sigterm_lets_started_batches_end_commits_them_and_leaves_in_order(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    with worker(address, chat, seconds=0.6) as process:
        assert lines(process, "started", 2) == [(0, 10), (10, 20)]
        before = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, noise = process.communicate(timeout=10)
        assert time.monotonic() - before < 5.0
    assert process.returncode == 0
    assert re.findall(r"(?:started|ended) \d+", output) == ["ended 0", "ended 10"]
    assert "Task was destroyed" not in noise
    assert "never awaited" not in noise
    assert "Traceback" not in noise
    assert await committed(address, chat, chat) == 20
