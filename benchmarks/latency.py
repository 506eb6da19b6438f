"""How long after an event was produced its sanction can be read, at a steady pace."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from aiokafka import AIOKafkaConsumer

from benchmarks.traffic import Record, mixed_traffic
from streams.demo.stage import Stage

EVENTS_PER_SECOND = 2_000
SECONDS = 30
"""Longer runs measure the embedded broker, which takes ever more CPU as its log grows: from a third
of a core to nine tenths within a minute, while the worker takes less."""

SPAM_SHARE = 0.02
"""Part of the messages that advertisers send, as in the backlog."""

ATTACK_SHARE = 0.1
"""Every tenth message an advertisement, and each sanctioned by several rules: some 80 sanctions a
second, each with three notifications."""

TICK_SECONDS = 0.005
LINGER_MS = 2
"""How long the producer gathers records, as a messenger's would; counts as latency."""


@dataclass(frozen=True)
class Latency:
    """Percentiles in ms over `sanctions` sanctions."""

    p50_ms: float
    p99_ms: float
    sanctions: int


DECIDED_LATER = frozenset(
    {
        *("advertising-campaign", "campaign-inviter"),  # by what other accounts send later
        *("advertising-without-consent", "unverified-channel"),  # once consents have been read
        *("repeat-offender", "after-notice"),  # by findings, which are no events
    }
)
"""Rules that are not decided by the very event that a sanction names."""


def paced(seed: int, spam_share: float = SPAM_SHARE) -> Latency:
    """Produce at a steady pace; compare each sanction's deciding event with when it was sent."""
    events = EVENTS_PER_SECOND * SECONDS
    end_at_ms = int(time.time() * 1_000) + SECONDS * 1_000
    records = list(mixed_traffic(events, 10_000, seed, spam_share, SECONDS, end_at_ms))
    with Stage() as stage:
        stage.start_worker()
        return asyncio.run(_paced(stage, records))


async def _paced(stage: Stage, records: Sequence[Record]) -> Latency:
    sent: dict[str, float] = {}
    read: dict[str, float] = {}
    consumer = AIOKafkaConsumer(
        "sanctions",
        bootstrap_servers=stage.broker.address,
        fetch_max_wait_ms=5,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    reader = asyncio.create_task(_read(consumer, read))
    await _produce(stage, records, sent)
    await asyncio.sleep(2)
    reader.cancel()
    await consumer.stop()
    waits = [(read[event] - sent[event]) * 1_000 for event in read if event in sent]
    cuts = quantiles(waits, n=100)
    return Latency(round(cuts[49], 1), round(cuts[98], 1), len(waits))


async def _read(consumer: AIOKafkaConsumer, read: dict[str, float]) -> None:
    async for record in consumer:
        now = time.monotonic()
        sanction = json.loads(record.value)
        if sanction["rule_id"] not in DECIDED_LATER:
            read.setdefault(sanction["finding"]["event_id"], now)


async def _produce(stage: Stage, records: Sequence[Record], sent: dict[str, float]) -> None:
    async with stage.producer(linger_ms=LINGER_MS) as producer:
        began = time.monotonic()
        for number, (topic, key, value) in enumerate(records):
            ahead = began + number / EVENTS_PER_SECOND - time.monotonic()
            if ahead > TICK_SECONDS:
                await asyncio.sleep(ahead)
            sent[value[13 : value.index(b'"', 13)].decode()] = time.monotonic()
            await producer.send(topic, value, key=key)
