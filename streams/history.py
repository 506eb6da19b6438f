"""Reads topics outside the consumer group: what happened before, to rebuild what Redis lost."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import time
from typing import Any, NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from config.settings import KafkaSettings
from streams.kafka_client import client_options
from streams.kafka_partitions import partitions_of
from streams.windows.protocol import Partition

READ_TIMEOUT_MS = 2_000


class Reach(NamedTuple):
    """How far back to read: `back_ms` before the record at `offset`; None: from the beginning."""

    offset: int
    back_ms: int | None


class KafkaHistory:
    """Short-lived consumers on the brokers of the settings."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    async def rewound(self, reaches: Mapping[Partition, Reach]) -> dict[Partition, int]:
        """Offsets from which all that counts for the records at `Reach.offset` is read again.

        Raises:
            KafkaError: no broker answers.
        """
        if not reaches:
            return {}
        async with self._consumer() as consumer:
            tps = {TopicPartition(*partition): reach for partition, reach in reaches.items()}
            consumer.assign(list(tps))
            firsts = await consumer.beginning_offsets(list(tps))
            ends = await consumer.end_offsets(list(tps))
            times = {}
            for tp, reach in tps.items():
                if reach.back_ms is not None:
                    at_ms = await _time_at(consumer, tp, reach.offset, firsts[tp], ends[tp])
                    times[tp] = max(0, at_ms - reach.back_ms)
            found = await consumer.offsets_for_times(times)
        result = {}
        for tp, reach in tps.items():
            earlier = found[tp].offset if found.get(tp) else reach.offset
            begin = firsts[tp] if reach.back_ms is None else min(reach.offset, earlier)
            result[Partition(tp.topic, tp.partition)] = begin
        return result

    async def past_sanctions(self) -> list[dict[str, Any]]:
        """All that `sanctions` tells, each sanction and lift once, in order of time.

        Raises:
            KafkaError: no broker answers.
        """
        sanctions: dict[str, dict[str, Any]] = {}
        async for value in self._values("sanctions"):
            sanction = msgspec.json.decode(value)
            sanctions[sanction["sanction_id"]] = sanction
        return sorted(sanctions.values(), key=lambda one: one["occurred_at_ms"])

    async def _values(self, topic: str) -> AsyncIterator[bytes]:
        """Every value of a topic, from its beginning to its present end."""
        numbers = (await partitions_of(self._settings)).get(topic, ())
        tps = [TopicPartition(topic, number) for number in numbers]
        if not tps:
            return
        async with self._consumer() as consumer:
            consumer.assign(tps)
            ends = await consumer.end_offsets(tps)
            await consumer.seek_to_beginning(*tps)
            while any([await consumer.position(tp) < ends[tp] for tp in tps]):
                fetched = await consumer.getmany(timeout_ms=READ_TIMEOUT_MS)
                for records in fetched.values():
                    for record in records:
                        if record.value is not None:
                            yield record.value

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[Any]:
        consumer = AIOKafkaConsumer(
            **client_options(self._settings),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=self._settings.fetch_max_wait_ms,
        )
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()


async def _time_at(consumer: Any, tp: TopicPartition, offset: int, first: int, end: int) -> int:
    """Timestamp (ms) of the record at an offset, or of the next there is; now at the end."""
    if max(offset, first) < end:
        consumer.seek(tp, max(offset, first))
        fetched = await consumer.getmany(tp, timeout_ms=READ_TIMEOUT_MS, max_records=1)
        for record in fetched.get(tp, ()):
            return int(record.timestamp)
    return int(time() * 1_000)
