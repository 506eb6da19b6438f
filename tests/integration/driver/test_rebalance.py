"""Two workers of one group, on Apache Kafka: batches in flight while partitions move."""

import asyncio
from functools import partial
from typing import Any

import pytest

from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from tests.integration.driver.workers import (
    build_app,
    committed,
    hold,
    make_topic,
    numbers,
    produce,
    running,
    take,
    until,
    values_of,
)
from tests.servers.kafka import KafkaServer

PARTITIONS = 4


@pytest.fixture
async def chat(kafka_server: KafkaServer, unique_prefix: str) -> str:
    topic = f"{unique_prefix}-chat"
    await make_topic(kafka_server.address, topic, PARTITIONS)
    return topic


def has_its_half(consumer: Any) -> bool:
    return len(consumer.books) == PARTITIONS // 2


async def fill(address: str, topic: str, each: int) -> None:
    for partition in range(PARTITIONS):
        await produce(address, topic, numbers(each, first=partition * each), partition)


async def test_started_batches_end_and_are_committed_before_their_partition_moves(
    kafka_server: KafkaServer, chat: str
) -> None:
    #  first   [ started, ends late ]--commit--|
    #  second             |joins               '- begins behind it
    address = kafka_server.address
    await fill(address, chat, each=40)
    one: list[RecordBatch] = []
    two: list[RecordBatch] = []
    settings = DriverSettings(max_batch_records=10, shutdown_wait_seconds=0.1)
    async with running(build_app(address, chat, chat, hold(one), settings)) as first:
        await until(lambda: len(one) == 2 * PARTITIONS)
        async with running(build_app(address, chat, chat, hold(two), settings)) as second:
            await until(lambda: not first.flow_active)
            assert not two, "a partition moved while its batches were being worked on"
            for batch in one:
                batch.end()
            await until(lambda: len(two) == PARTITIONS)
            assert set(first.books) | set(second.books) == {(chat, n) for n in range(PARTITIONS)}
            assert set(first.books).isdisjoint(second.books)
            assert min(batch.first_offset for batch in two) == 20
    for partition in range(PARTITIONS):
        assert await committed(address, chat, chat, partition) == 20


async def test_batches_still_queued_are_abandoned_and_read_again(
    kafka_server: KafkaServer, chat: str
) -> None:
    #  first   agent busy with one batch, the others wait in the channel | revoked
    #  both                                                              '- read again
    address = kafka_server.address
    await fill(address, chat, each=10)
    one: list[RecordBatch] = []
    two: list[RecordBatch] = []
    late: list[RecordBatch] = []
    go_on = asyncio.Event()

    async def busy(batch: RecordBatch) -> None:
        if not batch.start():
            late.append(batch)
            return
        await go_on.wait()
        one.append(batch)
        batch.end()

    async with running(build_app(address, chat, chat, busy)) as first:
        await until(lambda: first.books.in_flight_total == PARTITIONS)
        async with running(build_app(address, chat, chat, take(two))):
            await until(lambda: not first.flow_active)
            go_on.set()
            await until(
                lambda: sorted(values_of(one) + values_of(two)) == list(range(10 * PARTITIONS))
            )


async def test_nothing_is_lost_while_workers_come_and_go(
    kafka_server: KafkaServer, chat: str
) -> None:
    address = kafka_server.address
    each = 300
    await fill(address, chat, each)
    seen: list[RecordBatch] = []

    async def work(batch: RecordBatch) -> None:
        if batch.start():
            await asyncio.sleep(0.005)
            if not batch.abandoned:
                seen.append(batch)
            batch.end()

    settings = DriverSettings(max_batch_records=5)
    async with running(build_app(address, chat, chat, work, settings)):
        for _ in range(2):
            async with running(build_app(address, chat, chat, work, settings)) as other:
                await until(partial(has_its_half, other))
        await until(lambda: set(values_of(seen)) == set(range(each * PARTITIONS)))
