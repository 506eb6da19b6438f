"""Windows in memory that forget subjects find the same as windows that keep them all."""

import asyncio

from hypothesis import given, settings, strategies as st

from config.durations import DAY_MS
from detectors.windows import Decision, Entry, Observation, Threshold, WindowSpec
from streams.windows.evaluation import LATENESS_MS
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition

HOUR = 3_600_000
BEGIN_MS = 1_700_000_000_000
PEOPLE = WindowSpec(
    rule_id="people",
    counting="distinct",
    within_ms=2 * HOUR,
    cooldown_ms=HOUR,
    thresholds=(Threshold("people", 3),),
)
PRESSURE = WindowSpec(
    rule_id="pressure",
    counting="persistence",
    within_ms=3 * DAY_MS,
    cooldown_ms=HOUR,
    thresholds=(Threshold("acts", 2), Threshold("refusals", 1), Threshold("pressure", 3)),
    support_ms=3 * DAY_MS,
    weight=1,
)
Step = tuple[WindowSpec, str, str, bool, float, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([PEOPLE, PRESSURE]),
        st.sampled_from("xyz"),
        st.sampled_from("abcd"),
        st.booleans(),
        st.sampled_from([0.1, 0.5, 3, 30, 100]),
        st.integers(0, 20),
    ),
    max_size=60,
)


def decided(windows: MemoryWindows, steps: list[Step]) -> list[Decision]:
    """Decisions about events whose times go on by hours, each up to twenty hours late."""

    async def feed() -> list[Decision]:
        decisions, now_ms = list[Decision](), BEGIN_MS
        for number, (spec, subject, person, is_act, hours, late) in enumerate(steps):
            now_ms += int(hours * HOUR)
            entry = Entry(f"e{number}", now_ms - late * HOUR, ((person,),))
            one = Observation(spec, "account", subject, entry, is_act or spec is PEOPLE)
            decisions += await windows.observe(Origin(Partition("t", 0), number), [one])
        return decisions

    return asyncio.run(feed())


@settings(max_examples=300, deadline=None)
@given(steps=STEPS)
def test_forgetting_changes_no_decision(steps: list[Step]) -> None:
    assert decided(MemoryWindows(DAY_MS), steps) == decided(MemoryWindows(), steps)


def test_subjects_unseen_for_long_are_not_held() -> None:
    async def feed() -> int:
        windows = MemoryWindows(DAY_MS)
        for number in range(2_000):
            entry = Entry(f"e{number}", BEGIN_MS + number * HOUR, (("a",),))
            one = Observation(PEOPLE, "account", f"subject-{number}", entry)
            await windows.observe(Origin(Partition("t", 0), number), [one])
        return len(windows._windows)

    held_hours = (PEOPLE.within_ms + LATENESS_MS + DAY_MS) // HOUR
    assert asyncio.run(feed()) <= held_hours + 2
