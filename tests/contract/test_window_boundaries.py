"""Where windows and cooldowns begin and end."""

import random
from dataclasses import replace

import pytest

from detectors.windows import Decision, Entry
from streams.windows.protocol import WindowStore
from tests.contract.timelines import (
    DAY_MS,
    SPEC,
    Drawing,
    Reader,
    about,
    act,
    at,
    drawn,
    times,
    with_thresholds,
)

DRAWINGS = {
    "the act itself counts": drawn(
        "a.bc......",
        "...^......",
    ),
    "an act as old as the window no longer counts": drawn(
        "a..b.c....",
        "..........",
    ),
    "an act a minute younger than the window counts": drawn(
        "a..bc.....",
        "....^.....",
    ),
    "the same room twice counts once": drawn(
        "a.ab......",
        "..........",
    ),
    "acts of one millisecond count together": drawn(
        "..a.......",
        "..b.......",
        "..c.......",
        "..^.......",
    ),
    "acts within the cooldown belong to the finding": drawn(
        "abcabca...",
        "..^.......",
    ),
    "acts within the cooldown count towards the next finding": drawn(
        "abcabcab..",
        "..^....^..",
    ),
    "acts before a finding do not count towards the next": drawn(
        "abc....a.b",
        "..^.......",
    ),
    "the act at the cooldown's end may make the next finding": drawn(
        "abc...ab..",
        ".......c..",
        "..^....^..",
    ),
    "an act a minute before the cooldown's end makes none": drawn(
        "abc..ab...",
        "......c...",
        "..^.......",
    ),
    "quiet times lie between findings": drawn(
        "abc..............abc......",
        "..^................^......",
    ),
    "other subjects' quietness is no matter": drawn(
        "a.........",
        "..........",
    ),
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
async def test_acts_in_one_batch_make_the_findings_drawn(reader: Reader, drawing: Drawing) -> None:
    assert times(await reader.acts(*drawing.acts)) == list(drawing.findings_ms)


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
async def test_acts_one_by_one_make_the_findings_drawn(reader: Reader, drawing: Drawing) -> None:
    decisions: list[Decision] = []
    for entry in drawing.acts:
        decisions += await reader.acts(entry)
    assert times(decisions) == list(drawing.findings_ms)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
async def test_acts_in_any_order_make_as_many_findings_with_the_same_names(
    reader: Reader, drawing: Drawing, seed: int
) -> None:
    shuffled = random.Random(seed).sample(drawing.acts, len(drawing.acts))
    decisions: list[Decision] = []
    for entry in shuffled:
        decisions += await reader.acts(entry)
    assert {one.ordinal for one in decisions} == set(range(1, len(drawing.findings_ms) + 1))


@pytest.mark.parametrize(
    ("late_minute", "found_minute"), [(-0.5, None), (0, None), (0.001, 5), (3, 5), (4, 5), (5, 5)]
)
async def test_a_late_act_counts_in_the_window_that_it_belongs_to(
    reader: Reader, late_minute: float, found_minute: float | None
) -> None:
    await reader.acts(act("first", 4, "a"), act("second", 5, "b"))
    late = await reader.acts(act("late", late_minute, "c"))
    assert times(late) == ([] if found_minute is None else [at(found_minute)])


async def test_a_late_act_that_would_have_decided_sooner_makes_no_second_finding(
    reader: Reader,
) -> None:
    found = await reader.acts(act("1", 0, "a"), act("2", 1, "b"), act("4", 3, "d"))
    sooner = await reader.acts(act("3", 2, "c"))
    again = await reader.acts(act("4", 3, "d"))
    assert times(found) == [at(3)]
    assert times(sooner) == []
    assert [one.ordinal for one in again] == [1]
    assert times(again) == [at(2)]


async def test_all_thresholds_must_be_reached_by_the_same_acts(reader: Reader) -> None:
    spec = with_thresholds(invitees=3, rooms=2)
    one_room = [act(f"i{number}", number / 10, f"p{number}", "room") for number in range(6)]
    assert await reader.acts(*one_room, spec=spec) == []
    found = await reader.acts(act("other", 1, "p0", "other-room"), spec=spec)
    assert [one.counts for one in found] == [(6, 2)]


async def test_windows_of_subjects_and_rules_do_not_mix(reader: Reader) -> None:
    other_rule = with_thresholds(rooms=3)
    for number, (subject, spec) in enumerate([("s", SPEC), ("t", SPEC), ("s", other_rule)]):
        entry = act(f"e{number}", number, "abc"[number])
        assert await reader.observe(about(entry, subject, spec)) == [] or spec is other_rule
    room = about(act("e9", 3, "z"), "s", SPEC, subject_type="room")
    assert await reader.observe(room) == []


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
async def test_a_decision_tells_what_it_counted(
    store: WindowStore, order: int, reader: Reader
) -> None:
    acts = [act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c")][::order]
    decisions: list[Decision] = []
    for entry in acts:
        decisions += await reader.acts(entry)
    (found,) = decisions
    assert (found.event_id, found.at_ms, found.counts) == ("3", at(2), (3,))
    assert [one.event_id for one in found.events] == ["1", "2", "3"]
    assert (found.subject_type, found.subject_id, found.chain) == ("account", "s", at(0) // CHAIN)


CHAIN = 400 * 86_400_000


async def test_a_late_act_in_a_cooldown_lets_a_later_act_qualify(reader: Reader) -> None:
    await reader.acts(act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c"))
    await reader.acts(act("5", 6, "b"), act("6", 7, "c"))
    late = await reader.acts(act("4", 5, "a"))
    assert [(one.ordinal, one.at_ms) for one in late] == [(2, at(7))]


async def test_an_owner_who_becomes_known_within_the_cooldown_is_told_of(reader: Reader) -> None:
    spec = replace(with_thresholds(ads=2), counting="staff", support_ms=DAY_MS)
    ads = [
        Entry(f"ad-{number}", at(number), ((f"ad-{number}",),), account="helper", role="admin")
        for number in range(2)
    ]
    (found,) = await reader.acts(*ads, spec=spec, subject_type="room")
    room = Entry("room", at(2), members=("owner", "helper"))
    learnt = await reader.observe(about(room, spec=spec, is_act=False, subject_type="room"))
    assert found.account == ""
    assert [(one.ordinal, one.account) for one in learnt] == [(1, "owner")]
