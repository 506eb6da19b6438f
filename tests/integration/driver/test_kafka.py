"""What only Apache Kafka has: transactions, retention, times, and a broker that comes back."""

import asyncio
import logging

import pytest
import uvloop
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

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
from tests.servers.fixtures import StartKafka
from tests.servers.kafka import KafkaServer


@pytest.fixture
async def chat(kafka_server: KafkaServer, unique_prefix: str) -> str:
    topic = f"{unique_prefix}-chat"
    await make_topic(kafka_server.address, topic)
    return topic


async def test_transaction_markers_are_neither_open_nor_acknowledged(
    kafka_server: KafkaServer, chat: str
) -> None:
    #  0   1   2   3        4   5   6   7
    #  [ open  ]   marker   [ ended ]   marker
    address = kafka_server.address
    producer = AIOKafkaProducer(bootstrap_servers=address, transactional_id=chat)
    await producer.start()
    for first in (0, 3):
        async with producer.transaction():
            for value in numbers(3, first):
                await producer.send_and_wait(chat, value, partition=0)
    await producer.stop()

    held: list[RecordBatch] = []
    app = build_app(address, chat, chat, hold(held), DriverSettings(max_batch_records=3))
    async with running(app) as consumer:
        await until(lambda: len(held) == 2)
        assert [(b.first_offset, b.next_offset) for b in held] == [(0, 3), (4, 7)]
        held[1].end()
        assert consumer.books.committable() == {}
        held[0].end()
        assert consumer.books.committable() == {(chat, 0): 7}
        await until(lambda: consumer.statistics()[chat, 0].position == 8)
        assert consumer.statistics()[chat, 0].lag == 0
        await until(lambda: consumer.statistics()[chat, 0].committed == 7)


async def test_records_that_retention_took_are_told_and_passed_over(
    kafka_server: KafkaServer, chat: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = kafka_server.address
    await produce(address, chat, numbers(30))
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.delete_records({TopicPartition(chat, 0): RecordsToDelete(before_offset=20)})
    await admin.close()

    async def starting_offsets(_: object) -> dict[tuple[str, int], int]:
        return {(chat, 0): 5}

    seen: list[RecordBatch] = []
    settings = DriverSettings(retry_delay_seconds=0.1)
    with caplog.at_level(logging.ERROR):
        app = build_app(address, chat, chat, take(seen), settings)
        app.consumer.starting_offsets = starting_offsets
        async with running(app):
            await until(lambda: values_of(seen) == list(range(20, 30)))
    assert "Records 5..19" in caplog.text


async def test_offsets_are_found_by_time(kafka_server: KafkaServer, chat: str) -> None:
    address = kafka_server.address
    await produce(address, chat, numbers(50))
    seen: list[RecordBatch] = []
    async with running(build_app(address, chat, chat, take(seen))) as consumer:
        await until(lambda: len(values_of(seen)) == 50)
        first = seen[0].records[0].timestamp
        last = seen[-1].records[-1].timestamp
        assert await consumer.offsets_for_time({(chat, 0): first}) == {(chat, 0): 0}
        assert await consumer.offsets_for_time({(chat, 0): last + 1}) == {(chat, 0): 50}


async def test_a_broker_that_goes_away_is_waited_for(
    start_kafka: StartKafka, unique_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The consumer's thread runs on uvloop, as in production: it treats closed connections
    # differently.
    monkeypatch.setattr(asyncio, "new_event_loop", uvloop.new_event_loop)
    kafka = start_kafka()
    chat = f"{unique_prefix}-chat"
    await make_topic(kafka.address, chat)
    await produce(kafka.address, chat, numbers(20))
    seen: list[RecordBatch] = []
    settings = DriverSettings(
        max_batch_records=10, max_batches_in_flight=1, commit_timeout_seconds=0.5
    )
    app = build_app(kafka.address, chat, chat, hold(seen), settings)
    async with running(app) as consumer:
        await until(lambda: len(seen) == 1)
        await asyncio.to_thread(kafka.kill)
        seen[0].end()
        await until(lambda: consumer.statistics()[chat, 0].commit_failures >= 2)
        assert consumer.statistics()[chat, 0].committed is None
        assert not app.should_stop

        await asyncio.to_thread(kafka.start)
        await produce(kafka.address, chat, numbers(10, first=20))

        def everything_came() -> bool:
            for batch in seen:
                batch.end()
            return set(values_of(seen)) == set(range(30))

        def everything_is_committed() -> bool:
            told = consumer.statistics().get((chat, 0))
            return everything_came() and told is not None and told.committed == 30

        await until(everything_is_committed, seconds=30.0)
    assert await committed(kafka.address, chat, chat) == 30
