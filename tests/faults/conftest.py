"""Kafka and the stream that all fault tests share, and what an undisturbed run makes of it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks.traffic import mixed_traffic
from config.policy import Policy
from config.settings import DEFAULT_POLICY
from config.topics import INPUTS
from detectors.registry import load_checked_policy
from streams.demo.recording import load_events, shift
from streams.embedded import running
from streams.replay.run import replay
from tests.faults.harness import Event, Made, Stage
from tests.servers.kafka import KafkaServer
from tests.servers.redis import RedisServer

SYNTHETIC_EVENTS = 10_000
SYNTHETIC_SECONDS = 2_400
NewStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def shared_kafka() -> Iterator[KafkaServer]:
    """One Kafka for all fault tests: what breaks it starts it again."""
    with running(KafkaServer) as server:
        yield server


@pytest.fixture
def kafka(shared_kafka: KafkaServer) -> KafkaServer:
    """The shared Kafka, running."""
    if not shared_kafka.is_running:
        shared_kafka.start()
    return shared_kafka


@pytest.fixture(scope="session")
def stream() -> list[Event]:
    """The recorded stream and synthetic traffic with more spam; both have just ended."""
    now_ms = int(time.time() * 1_000)
    events = recorded(now_ms) + synthetic(now_ms)
    return sorted(events, key=lambda event: event.at_ms)


def recorded(end_at_ms: int) -> list[Event]:
    """The recorded stream, moved to end at a time."""
    events = list(load_events())
    times = [int(value["occurred_at_ms"]) for _, value in events]
    return [
        Event(
            topic,
            str(value[INPUTS[topic].key]).encode(),
            msgspec.json.encode(value),
            int(value["occurred_at_ms"]),
        )
        for topic, value in shift(events, end_at_ms - (max(times) - times[0]), 1.0)
    ]


def synthetic(end_at_ms: int) -> list[Event]:
    """Traffic in which one message in ten advertises."""
    step_ms = SYNTHETIC_SECONDS * 1_000 / (SYNTHETIC_EVENTS - 1)
    return [
        Event(topic, key, value, round(end_at_ms - (SYNTHETIC_EVENTS - 1 - number) * step_ms))
        for number, (topic, key, value) in enumerate(
            mixed_traffic(SYNTHETIC_EVENTS, 2_000, 7, 0.1, SYNTHETIC_SECONDS, end_at_ms)
        )
    ]


@pytest.fixture(scope="session")
def replayed(stream: list[Event], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sanctions that `haechi replay` makes of the stream."""
    directory = tmp_path_factory.mktemp("replay")
    events = directory / "events.jsonl"
    with events.open("wb") as file:
        for one in stream:
            assert one.value is not None
            file.write(b'{"topic":"%s","value":%s}\n' % (one.topic.encode(), one.value))
    policy: Policy = load_checked_policy(DEFAULT_POLICY)
    asyncio.run(replay([str(events)], directory / "out", policy))
    lines = (directory / "out" / "sanctions.jsonl").read_bytes().splitlines()
    made = Made()
    for line in lines:
        made.add(msgspec.json.decode(line))
    return made


@pytest.fixture(scope="session")
def undisturbed(
    shared_kafka: KafkaServer,
    stream: list[Event],
    tmp_path_factory: pytest.TempPathFactory,
) -> Made:
    """The sanctions that a worker makes of the stream when nothing goes wrong."""

    async def run(redis: RedisServer) -> Made:
        async with Stage(shared_kafka, redis, tmp_path_factory.mktemp("undisturbed")) as stage:
            await stage.produce(stream)
            worker = stage.start_worker()
            await stage.until_done()
            await worker.stop()
            return await stage.sanctions()

    with running(lambda directory: RedisServer(directory, append_only=True)) as redis:
        return asyncio.run(run(redis))


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis of the test's own, with its append-only file."""
    with running(lambda directory: RedisServer(directory, append_only=True)) as server:
        yield server


@pytest.fixture
def new_stage(kafka: KafkaServer, redis: RedisServer, tmp_path: Path) -> NewStage:
    """Makes the scenario's stage on Kafka and the test's own Redis."""

    def make(**settings: str) -> Stage:
        return Stage(kafka, redis, tmp_path, settings)

    return make
