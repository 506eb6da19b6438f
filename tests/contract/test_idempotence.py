"""Records that come again, late, or with other content; bounds; many writers at once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config.settings import RedisSettings
from detectors.windows import Decision
from streams.windows.evaluation import LATENESS_MS
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition, WindowStore
from streams.windows.redis_store import RedisWindows
from tests.contract.timelines import (
    MINUTE_MS,
    PARTITION,
    SPEC,
    Reader,
    about,
    act,
    at,
    times,
    with_thresholds,
)
from tests.window_stores import REDIS_KINDS, settings_of

ABC = (act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c"))
WRITERS = 100


async def test_a_batch_that_comes_again_brings_the_decisions_it_brought(reader: Reader) -> None:
    first = await reader.acts(*ABC)
    origin = Origin(PARTITION, reader.offset)
    again = await reader.store.observe(origin, [about(entry) for entry in ABC])
    assert len(first) == 1
    assert again == first


async def test_a_stored_decision_is_returned_when_later_acts_have_passed(reader: Reader) -> None:
    (first,) = await reader.acts(*ABC)
    await reader.acts(act("4", 10, "d"), act("5", 11, "e"), act("6", 12, "f"))
    assert await reader.acts(ABC[2]) == [first]


async def test_an_event_that_brought_no_decision_brings_none_when_it_comes_again(
    reader: Reader,
) -> None:
    for entry in ABC:
        await reader.acts(entry)
    assert await reader.acts(ABC[0]) == []


async def test_a_second_record_with_an_event_id_changes_nothing(reader: Reader) -> None:
    await reader.acts(ABC[0], ABC[1])
    assert await reader.acts(act("2", 2, "c"), act("1", 1, "d")) == []
    assert [one.counts for one in await reader.acts(ABC[2])] == [(3,)]


@pytest.mark.parametrize("order", [1, -1], ids=["earlier first", "later first"])
async def test_of_contradicting_records_the_earlier_counts_whichever_came_first(
    reader: Reader, order: int
) -> None:
    for entry in [act("same", 1, "a"), act("same", 2, "b")][::order]:
        await reader.acts(entry)
    assert await reader.acts(act("2", 3, "a"), act("3", 4, "c")) == []
    assert [one.counts for one in await reader.acts(act("4", 5, "b"))] == [(3,)]


async def test_capacity_keeps_the_latest_acts(reader: Reader) -> None:
    spec = replace(with_thresholds(rooms=5), capacity=4)
    acts = [act(f"e{number}", number / 10, f"r{number}") for number in range(20)]
    assert await reader.acts(*acts, spec=spec) == []
    roomy = replace(spec, rule_id="roomy", capacity=5)
    found = await reader.acts(*acts[:5], spec=roomy)
    assert [one.counts for one in found] == [(5,)]


async def test_acts_later_than_the_lateness_that_is_kept_find_nothing_to_count_with(
    reader: Reader,
) -> None:
    kept_minutes = (SPEC.within_ms + LATENESS_MS) // MINUTE_MS
    await reader.acts(act("old", 0, "a"), act("old too", 0, "b"))
    await reader.acts(*(act(f"n{n}", kept_minutes + 1, "n") for n in range(3)))
    assert times(await reader.acts(act("late", 1, "c"))) == []


async def test_acts_late_by_less_than_the_lateness_count(reader: Reader) -> None:
    kept_minutes = (SPEC.within_ms + LATENESS_MS) // MINUTE_MS
    await reader.acts(act("old", 1, "a"), act("old too", 1, "b"))
    await reader.acts(*(act(f"n{n}", kept_minutes, "n") for n in range(3)))
    assert times(await reader.acts(act("late", 2, "c"))) == [at(2)]


@pytest.fixture(params=("memory", *REDIS_KINDS))
def connect(request: pytest.FixtureRequest, unique_prefix: str) -> Callable[[], Any]:
    """Connects one more writer to the same windows."""
    if request.param == "memory":
        memory = MemoryWindows()
        return lambda: memory
    server = request.getfixturevalue(request.param)
    settings: RedisSettings = settings_of(server, unique_prefix)
    return lambda: RedisWindows(settings)


async def test_a_hundred_writers_at_once_count_exactly_and_decide_once(
    connect: Callable[[], WindowStore],
) -> None:
    spec = with_thresholds(rooms=WRITERS)

    async def write(number: int) -> list[Decision]:
        store = connect()
        partition = Partition("chat-messages", number)
        await store.begin({partition: 0})
        mine = about(act(f"e{number}", number / 100, f"room-{number}"), spec=spec)
        shared = about(act("shared", 0, "room-0"), spec=spec)
        answers = await store.observe(Origin(partition, 1), [mine, shared])
        await store.close()
        return answers

    answers = await asyncio.gather(*(write(number) for number in range(WRITERS)))
    decisions = [one for answer in answers for one in answer]
    assert {(one.chain, one.ordinal) for one in decisions} == {(at(0) // CHAIN_MS, 1)}
    assert {one.counts for one in decisions} == {(WRITERS,)}


CHAIN_MS = 400 * 86_400_000
