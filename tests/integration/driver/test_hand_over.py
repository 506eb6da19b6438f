"""Batches in, commits out, on the embedded broker."""

import time
from functools import partial

import pytest

from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from streams.embedded import EmbeddedBroker
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


@pytest.fixture
async def chat(embedded_broker: EmbeddedBroker, unique_prefix: str) -> str:
    topic = f"{unique_prefix}-chat"
    await make_topic(embedded_broker.address, topic, partitions=2)
    return topic


async def test_batches_come_whole_in_order_and_their_offsets_are_committed(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    await produce(address, chat, numbers(250))
    seen: list[RecordBatch] = []
    app = build_app(address, chat, chat, take(seen), DriverSettings(max_batch_records=100))
    async with running(app) as consumer:
        await until(lambda: len(values_of(seen)) == 250)
        assert [len(batch) for batch in seen] == [100, 100, 50]
        assert values_of(seen) == list(range(250))
        await until(lambda: consumer.statistics()[chat, 0].committed == 250)
        told = consumer.statistics()[chat, 0]
        assert (told.position, told.highwater, told.lag) == (250, 250, 0)
        assert (told.batches_in_flight, told.records_handed_out) == (0, 250)
        assert not consumer._acked, "Faust's own bookkeeping must stay empty"
        assert not consumer._unacked_messages
    assert await committed(address, chat, chat) == 250


@pytest.mark.parametrize("take_at_once", [None, 2])
async def test_an_exception_in_the_agent_acknowledges_nothing_and_the_batch_comes_again(
    embedded_broker: EmbeddedBroker, chat: str, take_at_once: int | None
) -> None:
    address = embedded_broker.address
    await produce(address, chat, numbers(30))
    failures: list[RecordBatch] = []
    seen: list[RecordBatch] = []

    async def handle(batch: RecordBatch) -> None:
        if not batch.start():
            return
        if not failures:
            failures.append(batch)
            raise RuntimeError("a bug in the agent")
        seen.append(batch)
        batch.end()

    settings = DriverSettings(max_batch_records=10, retry_delay_seconds=0.3)
    app = build_app(address, chat, chat, handle, settings, take_at_once)
    async with running(app) as consumer:
        await until(lambda: failures)
        assert consumer.books.committable() == {}
        await until(lambda: sorted(set(values_of(seen))) == list(range(30)))
        assert failures[0].abandoned
        await until(lambda: consumer.statistics()[chat, 0].committed == 30)


async def test_a_busy_partition_is_not_asked_while_others_go_on(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    await produce(address, chat, numbers(100), partition=0)
    held: list[RecordBatch] = []
    settings = DriverSettings(
        max_batch_records=10, max_batches_in_flight=2, shutdown_wait_seconds=0.1
    )
    app = build_app(address, chat, chat, hold(held), settings)
    async with running(app) as consumer:
        await until(lambda: len(held) == 2)
        await produce(address, chat, numbers(10), partition=1)
        await until(lambda: any(batch.partition == 1 for batch in held))
        assert sum(batch.partition == 0 for batch in held) == 2
        assert consumer.statistics()[chat, 0].position == 20
        assert consumer.statistics()[chat, 0].lag == 100

        held[1].end()  # behind an open one: still in flight, nothing to commit
        assert consumer.statistics()[chat, 0].batches_in_flight == 2
        assert consumer.books.committable() == {}
        before = time.monotonic()
        held[0].end()
        await until(lambda: sum(batch.partition == 0 for batch in held) == 4)
        assert time.monotonic() - before < 0.5, "a freed partition waited for a long poll"
        await until(lambda: consumer.statistics()[chat, 0].committed == 20)


async def test_all_partitions_together_stay_within_the_cap_of_the_worker(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    for partition in (0, 1):
        await produce(address, chat, numbers(100), partition)
    held: list[RecordBatch] = []
    settings = DriverSettings(
        max_batch_records=10,
        max_batches_in_flight=5,
        max_batches_total=3,
        shutdown_wait_seconds=0.1,
    )
    app = build_app(address, chat, chat, hold(held), settings)

    def enough(count: int) -> bool:
        return len(held) == count

    async with running(app) as consumer:
        for ended in range(6):
            await until(partial(enough, ended + 3))
            assert consumer.books.in_flight_total == 3
            min(
                (
                    batch
                    for batch in held
                    if consumer.books.in_flight((chat, batch.partition)) and not batch._open.ended
                ),
                key=lambda batch: batch.first_offset,
            ).end()
        assert {batch.partition for batch in held} == {0, 1}


async def test_a_failing_commit_moves_no_books_and_is_tried_again(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    await produce(address, chat, numbers(10))
    errors = iter([ConnectionError("Redis is away"), TimeoutError()])
    answers = iter([4, 4, 99])

    async def before_commit(offsets: dict[tuple[str, int], int]) -> dict[tuple[str, int], int]:
        for error in errors:
            raise error
        return dict.fromkeys(offsets, next(answers))

    history: list[int | None] = []

    def committed_by_the_books() -> int | None:
        told = consumer.statistics().get((chat, 0))
        offset: int | None = told.committed if told is not None else None
        if offset not in history:
            history.append(offset)
        return offset

    seen: list[RecordBatch] = []
    app = build_app(address, chat, chat, take(seen))
    app.consumer.before_commit = before_commit
    async with running(app) as consumer:
        await until(lambda: committed_by_the_books() == 10)
        assert history == [None, 4, 10], "the hook may hold back and cannot go ahead"
        assert consumer.statistics()[chat, 0].commit_failures == 2
    assert await committed(address, chat, chat) == 10
