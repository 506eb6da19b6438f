"""Plays the recording through Kafka at a steady pace, and collects the sanctions that come."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaConsumer

from config.topics import INPUTS
from streams.demo.recording import Event
from streams.demo.stage import Stage, WorkerProcess

TICK_SECONDS = 0.02
LAST_SECONDS = 20.0
"""Longest wait for the worker after the last event was played."""


@dataclass(slots=True)
class Seen:
    """One sanction or lift as it was read, and how long after its deciding event (s), if known."""

    sanction: dict[str, Any]
    after_seconds: float | None


@dataclass(slots=True)
class Progress:
    """How far the demo is. Times in seconds, monotonic."""

    total: int
    began: float = field(default_factory=monotonic)
    played: int = 0
    ended: bool = False
    seen: dict[str, Seen] = field(default_factory=dict)


async def play(
    stage: Stage,
    worker: WorkerProcess,
    events: Iterable[Event],
    seconds: float,
    show: Callable[[Progress], None],
) -> Progress:
    """Play all events within `seconds`, then wait until the worker has done them all.

    Raises:
        EmbeddedServerError: the worker ended.
    """
    records = list(events)
    progress = Progress(len(records))
    sent: dict[int, float] = {}
    consumer = AIOKafkaConsumer(
        "sanctions",
        bootstrap_servers=stage.broker.address,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=10,  # with 500, the default, sanctions are read some 70 ms later
    )
    await consumer.start()
    reading = asyncio.create_task(_read(consumer, progress, sent))
    showing = asyncio.create_task(_show(progress, show))
    try:
        await _produce(stage, worker, records, seconds, progress, sent)
        await _until_done(worker, progress)
        progress.ended = True
    finally:
        for task in (reading, showing):
            task.cancel()
        await asyncio.gather(reading, showing, return_exceptions=True)
        await consumer.stop()
    show(progress)
    return progress


async def _produce(
    stage: Stage,
    worker: WorkerProcess,
    records: list[Event],
    seconds: float,
    progress: Progress,
    sent: dict[int, float],
) -> None:
    pace = len(records) / seconds
    async with stage.producer(linger_ms=5) as producer:
        began = monotonic()
        for number, (topic, value) in enumerate(records):
            ahead = began + number / pace - monotonic()
            if ahead > TICK_SECONDS:
                worker.check()
                await asyncio.sleep(ahead)
            sent[value["occurred_at_ms"]] = monotonic()
            key = str(value[INPUTS[topic].key]).encode()
            await producer.send(topic, json.dumps(value, ensure_ascii=False).encode(), key=key)
            progress.played = number + 1


async def _until_done(worker: WorkerProcess, progress: Progress) -> None:
    """Until every event is acknowledged, nothing is due any more, and no sanction has come."""
    deadline = monotonic() + LAST_SECONDS
    idle_before = None
    while monotonic() < deadline:
        worker.check()
        done = await asyncio.to_thread(worker.metric, "haechi_events_total")
        idle = await asyncio.to_thread(worker.metric, "haechi_idle_looks_total")
        known = len(progress.seen)
        await asyncio.sleep(0.5)
        if done >= progress.total and idle_before is None:
            idle_before = idle
        quiet = len(progress.seen) == known
        if quiet and idle_before is not None and idle > idle_before:
            return


async def _read(consumer: AIOKafkaConsumer, progress: Progress, sent: dict[int, float]) -> None:
    async for record in consumer:
        now = monotonic()
        sanction = json.loads(record.value)
        decided = sent.get(sanction["occurred_at_ms"])
        after = None if decided is None else now - decided
        progress.seen.setdefault(sanction["sanction_id"], Seen(sanction, after))


async def _show(progress: Progress, show: Callable[[Progress], None]) -> None:
    while True:
        show(progress)
        await asyncio.sleep(0.2)
