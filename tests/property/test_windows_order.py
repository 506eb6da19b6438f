"""Windows reach the oracle's findings however events are shuffled, repeated and cut."""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from config.settings import RedisSettings
from detectors.windows import Decision, Entry, Observation, Threshold, WindowSpec
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition, WindowStore
from streams.windows.redis_store import RedisWindows
from tests.window_stores import redis_settings
from tests.windows_oracle import decision_times

__all__ = ["redis_settings"]

MINUTE = 60_000
LATE = 5 * MINUTE
COUNTING = {
    "distinct": (Threshold("people", 4), Threshold("rooms", 2)),
    "net": (Threshold("owners", 3),),
    "similar": (Threshold("rooms", 3),),
    "staff": (Threshold("advertisements", 3),),
    "persistence": (Threshold("invites", 2), Threshold("refusals", 1), Threshold("pressure", 5)),
}


def spec_for(counting: Any) -> WindowSpec:
    return WindowSpec(
        rule_id=counting,
        counting=counting,
        within_ms=20 * MINUTE,
        cooldown_ms=10 * MINUTE,
        thresholds=COUNTING[counting],
        support_ms=20 * MINUTE if counting == "persistence" else 10_000 * MINUTE,
        agreement=3,
        weight=2,
    )


@dataclass(frozen=True)
class Arrival:
    arrives_ms: int
    is_act: bool
    entry: Entry


few = st.sampled_from(["a", "b", "c", "d", "e"])


@st.composite
def arrivals(draw: st.DrawFn, counting: str) -> list[Arrival]:
    events = []
    for number in range(draw(st.integers(3, 14))):
        at_ms = 1_700_000_000_000 + draw(st.integers(0, 60)) * MINUTE
        is_act = counting in {"distinct", "similar"} or draw(st.integers(0, 3)) > 0
        if counting == "net" and not is_act:
            at_ms += MINUTE // 2  # of the same millisecond nobody can say which came first
        entry = draw(_entries(counting, f"e{number}", at_ms, is_act))
        # what takes an act back comes by the same key as the act: in order
        late_ms = 0 if counting == "net" else draw(st.integers(0, LATE))
        events.append(Arrival(at_ms + late_ms, is_act, entry))
    return sorted(events, key=lambda event: event.arrives_ms)


@st.composite
def _entries(draw: st.DrawFn, counting: str, event_id: str, at_ms: int, is_act: bool) -> Entry:
    people = tuple(sorted(set(draw(st.lists(few, min_size=1, max_size=3)))))
    if counting == "distinct":
        return Entry(event_id, at_ms, (people, (draw(few),)))
    if counting == "persistence":
        return Entry(event_id, at_ms, (people,))
    if counting in {"net", "similar"}:
        signature = draw(st.tuples(*[st.integers(0, 1)] * 4)) if counting == "similar" else ()
        return Entry(event_id, at_ms, ((draw(few),),), signature)
    account, device = draw(few), draw(st.sampled_from(["", "d1", "d2"]))
    if is_act:
        role: Literal["", "admin", "owner"] = draw(st.sampled_from(["", "", "admin", "owner"]))
        return Entry(event_id, at_ms, ((event_id,),), (), account, device, role)
    if draw(st.booleans()):
        return Entry(event_id, at_ms + int(event_id[1:]), members=people)
    return Entry(event_id, at_ms, device=device or "d1")


async def replay(
    store: WindowStore, spec: WindowSpec, subject: str, events: list[Arrival], cuts: list[int]
) -> list[Decision]:
    partition = Partition("t", 0)
    await store.begin({partition: 0})
    decisions: list[Decision] = []
    start = 0
    for size in [*cuts, len(events)]:
        part = events[start : start + size]
        start += size
        if part:
            observations = [
                Observation(spec, "account", subject, event.entry, event.is_act) for event in part
            ]
            decisions += await store.observe(Origin(partition, start), observations)
    return decisions


async def check(
    store: WindowStore, counting: str, subject: str, events: list[Arrival], cuts: list[int]
) -> None:
    spec = spec_for(counting)
    repeated = [*events, *events[-5:]]
    decisions = await replay(store, spec, subject, repeated, cuts)
    acts = [event.entry for event in events if event.is_act]
    supports = [event.entry for event in events if not event.is_act]
    expected = decision_times(spec, acts, supports)
    assert {one.ordinal for one in decisions} == set(range(1, len(expected) + 1))
    again = await replay(store, spec, subject, repeated, [])
    names = {(one.chain, one.ordinal) for one in decisions}
    assert {(one.chain, one.ordinal) for one in again} <= names
    for decision in decisions:
        for threshold, count in zip(spec.thresholds, decision.counts, strict=True):
            assert count >= threshold.at_least


@pytest.mark.parametrize("counting", sorted(COUNTING))
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_memory_windows_find_what_the_oracle_finds(counting: str, data: st.DataObject) -> None:
    events = data.draw(arrivals(counting))
    cuts = data.draw(st.lists(st.integers(1, 4), max_size=8))
    asyncio.run(check(MemoryWindows(), counting, "s", events, cuts))


@pytest.mark.parametrize("counting", sorted(COUNTING))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_redis_windows_find_what_the_oracle_finds(
    counting: str, data: st.DataObject, redis_settings: RedisSettings
) -> None:
    events = data.draw(arrivals(counting))
    cuts = data.draw(st.lists(st.integers(1, 4), max_size=8))

    async def run() -> None:
        store = RedisWindows(redis_settings)
        try:
            await check(store, counting, uuid4().hex, events, cuts)
        finally:
            await store.close()

    asyncio.run(run())
