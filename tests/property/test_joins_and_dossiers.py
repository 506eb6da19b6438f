"""Joins and dossiers in Redis answer what those in memory answer, whatever happens."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from config.settings import RedisSettings
from detectors.windows import Ending, Entry, Joined, JoinObservation, JoinSpec
from streams.windows.dossier import Step, Strike
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition, WindowStore
from streams.windows.redis_store import RedisWindows
from tests.window_stores import redis_settings

__all__ = ["redis_settings"]

MINUTE = 60_000
START_MS = 1_700_000_000_000
PARTITION = Partition("t", 0)
ON_REDIS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PLAIN = JoinSpec("rule", "plain", within_ms=20 * MINUTE, support_ms=15 * MINUTE)
JOINS = {
    "plain": PLAIN,
    "by account": replace(PLAIN, name="by-account", by_account=True),
    "crowd": replace(PLAIN, name="crowd", crowd=3),
    "alike crowd": replace(PLAIN, name="alike", crowd=2, agreement=3),
    "waiting": replace(PLAIN, name="waiting", settles=True),
}
few = st.sampled_from("abcde")
times = st.integers(0, 40).map(lambda minute: START_MS + minute * MINUTE)
signatures = st.tuples(*[st.integers(0, 1)] * 4)


@st.composite
def entries(draw: st.DrawFn, number: int) -> tuple[bool, Entry]:
    entry = Entry(
        event_id=f"e{number}",
        at_ms=draw(times),
        identities=((draw(few), draw(few)),),
        signature=draw(signatures),
        account=draw(few),
    )
    return draw(st.booleans()), entry


@st.composite
def cut_entries(draw: st.DrawFn) -> list[list[tuple[bool, Entry]]]:
    every = [draw(entries(number)) for number in range(draw(st.integers(1, 14)))]
    batches = []
    while every:
        size = draw(st.integers(1, 5))
        batches.append(every[:size])
        every = every[size:]
    return batches


async def answered(
    store: WindowStore, spec: JoinSpec, key: str, batches: list[list[tuple[bool, Entry]]]
) -> list[set[Joined]]:
    await store.begin({PARTITION: 0})
    answers: list[set[Joined]] = []
    for number, batch in enumerate([*batches, *batches[-2:]], 1):
        observations = [JoinObservation(spec, key, entry, is_act) for is_act, entry in batch]
        answers.append(set(await store.join(Origin(PARTITION, number), observations)))
    return answers


@pytest.mark.parametrize("name", sorted(set(JOINS) - {"waiting"}))
@ON_REDIS
@given(batches=cut_entries())
def test_joins_in_redis_answer_as_in_memory(
    name: str, batches: list[list[tuple[bool, Entry]]], redis_settings: RedisSettings
) -> None:
    async def run() -> None:
        key = uuid4().hex
        expected = await answered(MemoryWindows(), JOINS[name], key, batches)
        store = RedisWindows(redis_settings)
        try:
            assert await answered(store, JOINS[name], key, batches) == expected
        finally:
            await store.close()

    asyncio.run(run())


@ON_REDIS
@given(batches=cut_entries())
def test_acts_that_waited_are_answered_once_settled_as_if_all_had_been_known(
    batches: list[list[tuple[bool, Entry]]], redis_settings: RedisSettings
) -> None:
    async def run() -> None:
        key, spec = uuid4().hex, JOINS["waiting"]
        whole = [one for batch in batches for one in batch]
        expected = (await answered(MemoryWindows(), spec, key, [whole]))[0]
        acts = {entry for is_act, entry in whole if is_act}
        store = RedisWindows(redis_settings)
        try:
            assert all(not answer for answer in await answered(store, spec, key, batches))
            waiting = [one for one in await store.unsettled(4_000_000_000_000) if one.key == key]
            assert len(waiting) == bool(acts)
            for one in waiting:
                joined = await store.settle(spec, one.key)
                assert {each.act for each in joined} == acts
                assert set(joined) >= {each for each in expected if each.act in acts}
                await store.confirm_settled(one, [each.act for each in joined])
                assert await store.settle(spec, one.key) == []
        finally:
            await store.close()

    asyncio.run(run())


LADDERS = (
    (Step(1, 0, restricts=False), Step(2, 3 * MINUTE, restricts=True)),
    (Step(2, 5 * MINUTE, restricts=True), Step(3, 9 * MINUTE, restricts=True)),
    (Step(4, 0, restricts=True),),
)


@st.composite
def strikes(draw: st.DrawFn) -> Strike:
    number = draw(st.integers(0, 5))
    return Strike(
        sanction_id=f"s{number}",
        finding_id=f"f{number // 2}",
        event_id=f"e{number // 3}",
        rule_id=f"r{number // 2}",
        subject_type="account",
        subject_id="who",
        family="one" if number % 4 else "two",
        scope="messaging" if number % 2 else "likes",
        at_ms=START_MS + (number // 2) * 2 * MINUTE,
        decay_ms=5 * MINUTE,
        ladder=LADDERS[number // 2],
        enforced=number != 4,
        rank=number // 2,
        about=b"{}",
    )


targets = st.sampled_from(["s0", "s1", "s3", "rule:r0", "rule:r1", "scope:likes", "all"])
ends = st.builds(
    Ending,
    subject_type=st.just("account"),
    subject_id=st.just("who"),
    target=targets,
    at_ms=st.integers(-1, 12).map(lambda minute: START_MS + minute * MINUTE),
    reason=st.sampled_from(["verified", "operator-decision"]),
    pardon=st.booleans(),
)
looks = st.integers(0, 30).map(lambda minute: START_MS + minute * MINUTE)
operations = st.lists(
    st.one_of(st.lists(strikes(), min_size=1, max_size=4), ends, looks), max_size=12
)


async def done(store: WindowStore, subject: str, operation: Any) -> object:
    if isinstance(operation, Ending):
        changed = await store.end([replace(operation, subject_id=subject)])
        return sorted(changed, key=lambda one: one.sanction_id)
    if isinstance(operation, int):
        lifts = [one for one in await store.due_lifts(operation) if one.subject_id == subject]
        await store.confirm_lifts(lifts)
        return {(one.penalty, one.remaining) for one in lifts}
    once = {one.sanction_id: replace(one, subject_id=subject) for one in operation}
    return await store.strike(list(once.values()))


@ON_REDIS
@given(sequence=operations)
def test_dossiers_in_redis_answer_as_in_memory(
    sequence: list[Any], redis_settings: RedisSettings
) -> None:
    async def run() -> None:
        subject = uuid4().hex
        memory, store = MemoryWindows(), RedisWindows(redis_settings)
        try:
            for operation in sequence:
                expected = await done(memory, subject, operation)
                assert await done(store, subject, operation) == expected
        finally:
            await store.close()

    asyncio.run(run())
