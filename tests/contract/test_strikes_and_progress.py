"""Strikes, restrictions in force, progress, and putting back what was lost."""

from dataclasses import replace

import pytest

from streams.errors import WindowsLost
from streams.windows.dossier import Step, Strike, Struck
from streams.windows.protocol import Origin, Partition, PastFinding, WindowStore
from tests.contract.timelines import DAY_MS, PARTITION, Reader, about, act, at

DAY_LONG = Step(2, DAY_MS, restricts=True)
WEEK_LONG = Step(3, 7 * DAY_MS, restricts=True)
FOR_EVER = Step(4, 0, restricts=True)
WARNING = Step(1, 0, restricts=False)
OTHER = Partition("group-invites", 1)
CHAIN = at(0) // (400 * DAY_MS)

STRIKE = Strike(
    sanction_id="first",
    finding_id="first",
    event_id="first",
    rule_id="three-rooms",
    subject_type="account",
    subject_id="s",
    family="advertising",
    scope="messaging",
    at_ms=at(0),
    decay_ms=90 * DAY_MS,
    ladder=(DAY_LONG, WEEK_LONG, FOR_EVER),
    enforced=True,
)


def strike(finding_id: str, days: float, **changes: object) -> Strike:
    names = {
        "sanction_id": finding_id,
        "finding_id": finding_id,
        "event_id": finding_id,
        "at_ms": at(0) + round(days * DAY_MS),
    }
    return replace(STRIKE, **{**names, **changes})  # type: ignore[arg-type]  # fields of Strike


async def test_each_finding_is_one_strike_more(store: WindowStore) -> None:
    struck = await store.strike([strike("1", 0), strike("2", 1), strike("3", 2)])
    assert [one.number for one in struck] == [1, 2, 3]


async def test_a_finding_that_comes_again_is_the_strike_it_was(store: WindowStore) -> None:
    await store.strike([strike("1", 0), strike("2", 1)])
    assert [one.number for one in await store.strike([strike("1", 0), strike("2", 1)])] == [1, 2]


@pytest.mark.parametrize(("days", "number"), [(89.999, 2), (90, 1), (90.001, 1)])
async def test_a_strike_counts_until_it_has_decayed(
    store: WindowStore, days: float, number: int
) -> None:
    await store.strike([strike("1", 0)])
    assert [one.number for one in await store.strike([strike("2", days)])] == [number]


async def test_families_and_subjects_are_struck_apart(store: WindowStore) -> None:
    struck = await store.strike(
        [strike("1", 0), strike("2", 1, family="invites"), strike("3", 2, subject_id="t")]
    )
    assert [one.number for one in struck] == [1, 1, 1]


async def test_the_restriction_that_ends_last_stays_in_force(store: WindowStore) -> None:
    week = strike("week", 0, ladder=(WEEK_LONG,))
    day = strike("day", 1, ladder=(DAY_LONG,), family="other")
    later = strike("later", 6.5, ladder=(DAY_LONG,), family="third")
    struck = await store.strike([week, day, later])
    assert [one.in_force for one in struck] == [True, False, True]


async def test_of_restrictions_that_end_together_the_severest_stays_in_force(
    store: WindowStore,
) -> None:
    severe = strike("1", 0, ladder=(Step(3, DAY_MS, restricts=True),))
    mild = strike("2", 0, ladder=(DAY_LONG,), family="other")
    assert [one.in_force for one in await store.strike([severe, mild])] == [True, False]
    assert [one.in_force for one in await store.strike([severe])] == [True]


async def test_a_restriction_without_end_is_never_replaced(store: WindowStore) -> None:
    ever = strike("1", 0, ladder=(FOR_EVER,))
    later = strike("2", 1_000, ladder=(WEEK_LONG,), family="other")
    assert [one.in_force for one in await store.strike([ever, later])] == [True, False]


async def test_warnings_and_shadow_findings_restrict_nothing(store: WindowStore) -> None:
    warned = strike("1", 0, ladder=(WARNING,))
    shadowed = strike("2", 0, enforced=False, family="other")
    real = strike("3", 0, family="third")
    assert [one.in_force for one in await store.strike([warned, shadowed, real])] == [
        False,
        False,
        True,
    ]
    assert await store.strike([warned]) == [Struck(1, in_force=False)]


async def test_progress_is_unknown_until_reading_begins(store: WindowStore) -> None:
    assert await store.progress([PARTITION, OTHER]) == {PARTITION: None, OTHER: None}
    await store.begin({PARTITION: 7})
    assert await store.progress([PARTITION, OTHER]) == {PARTITION: 7, OTHER: None}


async def test_progress_follows_and_never_goes_back_but_at_a_new_beginning(
    store: WindowStore,
) -> None:
    await store.begin({PARTITION: 5, OTHER: 0})
    await store.observe(Origin(PARTITION, 6), [about(act("1", 0, "a"))])
    await store.advance({PARTITION: 20, OTHER: 3})
    await store.advance({PARTITION: 10})
    assert await store.progress([PARTITION, OTHER]) == {PARTITION: 20, OTHER: 3}
    await store.begin({PARTITION: 4})
    assert await store.progress([PARTITION]) == {PARTITION: 4}


async def test_nothing_to_advance_or_ask_is_no_call_at_all(store: WindowStore) -> None:
    await store.advance({})
    await store.begin({})
    assert await store.progress([]) == {}
    assert await store.strike([]) == []


async def test_a_restored_finding_keeps_its_number(reader: Reader) -> None:
    await reader.store.restore(
        [PastFinding("three-rooms", "account", "s", CHAIN, ordinal, at(2)) for ordinal in (1, 2)]
    )
    abc = [act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c")]
    assert await reader.acts(*abc) == []
    found = await reader.acts(act("4", 10, "d"), act("5", 11, "e"), act("6", 12, "f"))
    assert [(one.chain, one.ordinal) for one in found] == [(CHAIN, 3)]


async def test_restoring_what_is_there_changes_nothing(reader: Reader) -> None:
    abc = [act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c")]
    found = await reader.acts(*abc)
    await reader.store.restore([PastFinding("three-rooms", "account", "s", CHAIN, 1, at(2))])
    assert await reader.acts(*abc) == found


async def test_findings_of_an_earlier_chain_are_not_restored_over_a_later_one(
    reader: Reader,
) -> None:
    past = [
        PastFinding("three-rooms", "account", "s", chain, ordinal, at(-100))
        for chain, ordinal in ((CHAIN, 1), (CHAIN - 1, 9))
    ]
    await reader.store.restore(past)
    found = await reader.acts(act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c"))
    assert [(one.chain, one.ordinal) for one in found] == [(CHAIN, 2)]


async def test_every_operation_works_through_sentinels_and_with_tls_and_a_user(
    smoke_store: WindowStore,
) -> None:
    reader = await Reader(smoke_store).begin()
    await smoke_store.restore([PastFinding("three-rooms", "account", "s", CHAIN, 1, at(-100))])
    found = await reader.acts(act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c"))
    await smoke_store.advance({PARTITION: 10})
    assert [one.ordinal for one in found] == [2]
    assert await smoke_store.strike([strike("1", 0)]) == [Struck(1, in_force=True)]
    assert await smoke_store.progress([PARTITION]) == {PARTITION: 10}


async def test_windows_that_were_never_begun_are_lost(windows: WindowStore) -> None:
    with pytest.raises(WindowsLost):
        await windows.observe(Origin(PARTITION, 1), [about(act("1", 0, "a"))])
    with pytest.raises(WindowsLost):
        await windows.advance({PARTITION: 1})
