"""Reads stretches of topics outside the consumer group, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from config.settings import KafkaSettings
from config.topics import INPUTS
from streams.errors import BrokerUnavailable
from streams.kafka_client import client_options
from streams.kafka_connection import quiet_aiokafka, reason, wait_for_broker
from streams.kafka_partitions import partitions_of
from streams.recording.stretch import Stretch, Wanted, stretches

FETCH_RECORDS: Final = 2_000
FETCH_WAIT_MS: Final = 500
STOP_SECONDS: Final = 5

Fetched = tuple[str, Sequence[Any], int]
"""A topic, records of one partition in order, and by how many offsets reading went on."""


class Reader:
    """Reads what is wanted, up to the ends that the partitions have when it is opened.

    Attributes:
        total: how many offsets there are to read.
    """

    def __init__(self, consumer: Any, kafka: KafkaSettings, wanted: Wanted) -> None:
        self._consumer = consumer
        self._kafka = kafka
        self._wanted = wanted
        self.total = 0
        self._stretches: dict[Any, Stretch] = {}
        self._positions: dict[Any, int] = {}

    async def open(self) -> None:
        """Look up where to read."""
        numbers = await partitions_of(self._kafka)
        self._stretches = await stretches(self._consumer, numbers, self._wanted)
        self.total = sum(stretch.end - stretch.first for stretch in self._stretches.values())
        if self._stretches:
            self._consumer.assign(list(self._stretches))
        for tp, stretch in self._stretches.items():
            self._consumer.seek(tp, stretch.first)
        self._positions = {tp: stretch.first for tp, stretch in self._stretches.items()}

    async def __aiter__(self) -> AsyncIterator[Fetched]:
        """Batches of records, states after all others."""
        moments = [tp for tp in self._stretches if not INPUTS[tp.topic].tells_states]
        states = [tp for tp in self._stretches if INPUTS[tp.topic].tells_states]
        self._consumer.pause(*states)
        async for fetched in self._read(moments):
            yield fetched
        self._consumer.resume(*states)
        async for fetched in self._read(states):
            yield fetched

    async def _read(self, partitions: Sequence[Any]) -> AsyncIterator[Fetched]:
        left, heard = set(partitions), monotonic()
        while left:
            fetched = await self._consumer.getmany(
                *left, timeout_ms=FETCH_WAIT_MS, max_records=FETCH_RECORDS
            )
            for tp in sorted(left):
                moved = await self._moved(tp)
                if moved:
                    heard = monotonic()
                    yield tp.topic, self._chosen(tp, fetched.get(tp, ())), moved
                if self._positions[tp] >= self._stretches[tp].end:
                    left.discard(tp)
                    self._consumer.pause(tp)
            if 1_000 * (monotonic() - heard) > self._kafka.request_timeout_ms:
                raise BrokerUnavailable(
                    f"Kafka at {self._kafka.brokers} sends no more records of "
                    f"{', '.join(sorted({tp.topic for tp in left}))}; check the brokers, then "
                    "record again"
                )

    async def _moved(self, partition: Any) -> int:
        """By how many offsets reading went on; what the broker answers makes the end exact."""
        stretch, before = self._stretches[partition], self._positions[partition]
        position = await self._consumer.position(partition)
        reached = self._consumer.highwater(partition)
        if stretch.open_ended and reached is not None:
            self._stretches[partition] = stretch = Stretch(stretch.first, reached, open_ended=False)
        self._positions[partition] = max(before, min(position, stretch.end))
        return self._positions[partition] - before

    def _chosen(self, partition: Any, records: Sequence[Any]) -> list[Any]:
        """Offsets found by time are where the times begin, which need not be in order."""
        since_ms, until_ms = self._wanted.since_ms, self._wanted.until_ms
        if since_ms is None or (self._wanted.states and INPUTS[partition.topic].tells_states):
            since_ms = 0
        end = self._stretches[partition].end
        return [
            one
            for one in records
            if one.offset < end
            and one.timestamp >= since_ms
            and (until_ms is None or one.timestamp < until_ms)
        ]


@asynccontextmanager
async def reader(kafka: KafkaSettings, wanted: Wanted) -> AsyncIterator[Reader]:
    """A reader that has looked up where to read; waits for a broker as all commands do.

    Raises:
        BrokerUnavailable: no broker answers, or one refuses us.
        SettingsError: a file of certificates can not be used.
        InputError: a wanted topic is not there.
    """
    options = client_options(kafka)
    with quiet_aiokafka():
        await wait_for_broker(kafka)
        consumer = AIOKafkaConsumer(**options, enable_auto_commit=False)
        try:
            await consumer.start()
            opened = Reader(consumer, kafka, wanted)
            await opened.open()
            yield opened
        except (KafkaError, TimeoutError) as error:
            raise BrokerUnavailable(
                f"Kafka at {kafka.brokers} did not do what was asked ({reason(error)}); check "
                "that the addresses which the brokers advertise can be reached from here"
            ) from error
        finally:
            await _stopped(consumer)


async def _stopped(consumer: Any) -> None:
    """Stop a consumer; aiokafka sometimes waits for ever for a fetch that it has cancelled."""
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await consumer.stop()
