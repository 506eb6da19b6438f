"""Where reading begins and how it goes back."""

from collections.abc import Mapping

import pytest

from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from streams.embedded import EmbeddedBroker
from tests.integration.driver.workers import (
    build_app,
    commit,
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

Offsets = Mapping[tuple[str, int], int | None]


@pytest.fixture
async def chat(embedded_broker: EmbeddedBroker, unique_prefix: str) -> str:
    topic = f"{unique_prefix}-chat"
    await make_topic(embedded_broker.address, topic)
    await produce(embedded_broker.address, topic, numbers(50))
    return topic


async def test_starting_offsets_are_asked_before_anything_is_handed_out(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    await commit(address, chat, chat, 50)
    asked: list[Offsets] = []
    seen: list[RecordBatch] = []

    async def starting_offsets(assigned: Offsets) -> Mapping[tuple[str, int], int]:
        asked.append(dict(assigned))
        if len(asked) == 1:
            raise ConnectionError("Redis is away")
        assert not seen
        return {(chat, 0): 30}

    settings = DriverSettings(retry_delay_seconds=0.1)
    app = build_app(address, chat, chat, take(seen), settings)
    app.consumer.starting_offsets = starting_offsets
    async with running(app):
        await until(lambda: len(values_of(seen)) == 20)
    assert values_of(seen) == list(range(30, 50))
    assert asked == [{(chat, 0): 50}] * 2


async def test_a_rewind_abandons_open_batches_reads_again_and_commits_the_lower_offset(
    embedded_broker: EmbeddedBroker, chat: str
) -> None:
    address = embedded_broker.address
    held: list[RecordBatch] = []
    app = build_app(
        address,
        chat,
        chat,
        hold(held),
        DriverSettings(max_batch_records=20, shutdown_wait_seconds=0.1),
    )
    async with running(app) as consumer:
        await until(lambda: len(held) == 2)
        held[0].end()
        await until(lambda: consumer.statistics()[chat, 0].committed == 20)
        await until(lambda: len(held) == 3)

        await consumer.rewind({(chat, 0): 5, ("somebody-elses", 1): 7})
        assert held[1].abandoned
        assert held[2].abandoned
        held[1].end()
        assert await committed(address, chat, chat) == 5
        await until(lambda: len(held) == 5)
        assert values_of(held[3:]) == list(range(5, 45))
        assert await consumer.beginning_offsets([(chat, 0)]) == {(chat, 0): 0}
