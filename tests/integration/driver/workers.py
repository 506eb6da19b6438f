"""A real Faust app on a real broker, in this process or as a program of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from faust.transport.drivers import TRANSPORTS

from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from streams.driver.tables import PromptTables

# What the entry point does once the package is installed.
TRANSPORTS.aliases["haechi"] = "streams.driver.transport:Transport"

Handle = Callable[[RecordBatch], Awaitable[None] | None]


def build_app(
    address: str,
    group: str,
    topic: str,
    handle: Handle,
    settings: DriverSettings | None = None,
    take_at_once: int | None = None,
    **options: Any,
) -> Any:
    """An app with one agent that gives each batch to ``handle``, perhaps by ``take()``."""
    defaults = {
        "broker_session_timeout": 1.5,
        "broker_heartbeat_interval": 0.3,
        "broker_rebalance_timeout": 6.0,
        "broker_request_timeout": 10.0,
        "broker_commit_interval": 0.2,
        "consumer_auto_offset_reset": "earliest",
        "topic_disable_leader": True,
        "web_enabled": False,
        "store": "memory://",
        "TableManager": PromptTables,
    }
    app = faust.App(group, broker=f"haechi://{address}", **(defaults | options))
    app.driver_settings = settings
    app.finalize()
    inputs = app.topic(topic, value_serializer="raw", key_serializer="raw")

    @app.agent(inputs)  # type: ignore[untyped-decorator]  # Faust is untyped
    async def detect(batches: Any) -> None:
        if take_at_once is None:
            async for batch in batches:
                await give(batch)
        else:
            async for several in batches.take(take_at_once, within=0.2):
                for batch in several:
                    await give(batch)

    async def give(batch: RecordBatch) -> None:
        answer = handle(batch)
        if answer is not None:
            await answer

    return app


@asynccontextmanager
async def running(app: Any) -> AsyncIterator[Any]:
    """The app's consumer, with the app starting."""
    start = asyncio.ensure_future(app.start())  # ends after the first assignment
    try:
        yield app.consumer
        assert not app.crashed, app.crash_reason
    finally:
        await app.stop()
        await asyncio.wait_for(start, 10.0)


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for a condition of this process."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        await asyncio.sleep(0.01)


async def make_topic(address: str, topic: str, partitions: int = 1) -> None:
    """Make a topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(topic, partitions, 1)])
        assert answer.topic_errors[0][1] == 0, answer
    finally:
        await admin.close()


async def produce(
    address: str, topic: str, values: Iterable[bytes], partition: int = 0, **options: Any
) -> None:
    """Send records and wait until the broker has them."""
    producer = AIOKafkaProducer(bootstrap_servers=address, **options)
    await producer.start()
    try:
        await asyncio.gather(
            *[await producer.send(topic, value, partition=partition) for value in values]
        )
    finally:
        await producer.stop()


async def committed(address: str, group: str, topic: str, partition: int = 0) -> int | None:
    """What the broker says the group has committed."""
    consumer = AIOKafkaConsumer(bootstrap_servers=address, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        offset: int | None = await consumer.committed(TopicPartition(topic, partition))
        return offset
    finally:
        await consumer.stop()


async def commit(address: str, group: str, topic: str, offset: int) -> None:
    """Commit for a group without members."""
    consumer = AIOKafkaConsumer(bootstrap_servers=address, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        await consumer.commit({TopicPartition(topic, 0): offset})
    finally:
        await consumer.stop()


def numbers(count: int, first: int = 0) -> list[bytes]:
    """Values that tell their place."""
    return [str(number).encode() for number in range(first, first + count)]


def values_of(batches: Iterable[RecordBatch]) -> list[int]:
    """The numbers in batches, in order."""
    return [int(record.value) for batch in batches for record in batch.records]


def take(into: list[RecordBatch]) -> Handle:
    """A handler that is done with each batch at once."""

    def handle(batch: RecordBatch) -> None:
        if batch.start():
            into.append(batch)
            batch.end()

    return handle


def hold(into: list[RecordBatch]) -> Handle:
    """A handler that starts batches and leaves ending them to the test."""

    def handle(batch: RecordBatch) -> None:
        if batch.start():
            into.append(batch)

    return handle
