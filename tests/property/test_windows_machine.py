"""A state machine: batches, late events and repeats in any order, checked after every step."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from config.settings import RedisSettings
from detectors.windows import Entry, Observation, Threshold, WindowSpec
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition, WindowStore
from streams.windows.redis_store import RedisWindows
from tests.window_stores import redis_settings
from tests.windows_oracle import decision_times

__all__ = ["redis_settings"]

MINUTE = 60_000
BEGIN_MS = 1_700_000_000_000
PARTITION = Partition("machine", 0)
SPEC = WindowSpec(
    rule_id="machine",
    counting="distinct",
    within_ms=20 * MINUTE,
    cooldown_ms=10 * MINUTE,
    thresholds=(Threshold("people", 4), Threshold("rooms", 2)),
)
PEOPLE = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True)
EVENTS = st.lists(
    st.tuples(PEOPLE, st.sampled_from("rst"), st.integers(0, 5)), min_size=1, max_size=3
)


class WindowMachine(RuleBasedStateMachine):
    """Feeds one window of a store, and keeps every event for the oracle."""

    def __init__(self, make_store: Callable[[], WindowStore]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = make_store()
        self.subject = uuid4().hex
        self.now_ms = BEGIN_MS
        self.batches: list[list[Entry]] = []
        self.found: set[int] = set()
        self.runner.run(self.store.begin({PARTITION: 0}))

    @rule(events=EVENTS, minutes=st.integers(0, 15))
    def observe_a_batch(self, events: list[tuple[list[str], str, int]], minutes: int) -> None:
        """Time goes on; the batch's events are up to five minutes late."""
        self.now_ms += minutes * MINUTE
        batch = [
            Entry(uuid4().hex, self.now_ms - late * MINUTE, (tuple(people), (room,)))
            for people, room, late in events
        ]
        self.batches.append(batch)
        self._feed(batch)

    @rule(which=st.integers(0, 1_000))
    def repeat_a_batch(self, which: int) -> None:
        """A batch comes again, as after a crash."""
        if self.batches:
            self._feed(self.batches[which % len(self.batches)])

    @invariant()
    def the_findings_are_those_of_the_oracle(self) -> None:
        """As many, numbered from one, and none twice."""
        acts = [entry for batch in self.batches for entry in batch]
        assert self.found == set(range(1, len(decision_times(SPEC, acts, [])) + 1))

    def teardown(self) -> None:
        """Close the store."""
        self.runner.run(self.store.close())
        self.runner.close()

    def _feed(self, batch: list[Entry]) -> None:
        observations = [Observation(SPEC, "account", self.subject, entry) for entry in batch]
        origin = Origin(PARTITION, len(self.batches))
        decisions = self.runner.run(self.store.observe(origin, observations))
        self.found |= {decision.ordinal for decision in decisions}


def follow_the_oracle(make_store: Callable[[], WindowStore], examples: int) -> None:
    class Machine(WindowMachine):
        def __init__(self) -> None:
            super().__init__(make_store)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_memory_windows_follow_the_oracle_step_by_step() -> None:
    follow_the_oracle(MemoryWindows, 60)


def test_redis_windows_follow_the_oracle_step_by_step(redis_settings: RedisSettings) -> None:
    follow_the_oracle(lambda: RedisWindows(redis_settings), 15)
