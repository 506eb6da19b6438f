"""How sanctions begin, compete, end by time or by a decision, and what is told of it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from config.policy import Policy
from streams.replay.run import replay
from streams.sanctions import lift_id
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Event,
    Stage,
    event,
    message,
    only,
    rooms,
    spread,
)

SPAM = only("repeated-advertising")
HAND = only("by-hand")
KEY = "account:spammer:messaging"


def spam(at_ms: int = NOON) -> list[Event]:
    """Five rooms at one time; what they decide is dated by the last."""
    return spread(ADVERTISEMENT, "spammer", rooms(5), at_ms, 0)


def operator(action: str, at_ms: int, subject: str = "spammer", **fields: Any) -> Event:
    given = {"operator_id": "op", "subject_type": "account", "reason": "looked at it"}
    return event("operator-actions", at_ms, action=action, subject_id=subject, **given, **fields)


def order(at_ms: int, scope: str = "messaging", days: int = 7) -> Event:
    fields: dict[str, Any] = {
        "measure": "temporary-restriction",
        "scope": scope,
        "duration_ms": days * DAY,
    }
    return operator("sanction", at_ms, **fields)


def changed(policy: Policy, rule_id: str, **fields: Any) -> Policy:
    rules = [
        rule.model_copy(update=fields) if rule.id == rule_id else rule for rule in policy.rules
    ]
    return policy.model_copy(update={"rules": rules})


# --- one act is punished once


def both() -> Policy:
    """Two rules that one message is enough for, one of them far stricter."""
    policy = only("repeated-advertising", "illegal-site")
    return changed(policy, "repeated-advertising", thresholds={"rooms": 1})


def test_of_two_rules_that_one_event_breaks_the_stricter_is_imposed_and_names_the_other() -> None:
    stage = Stage(both())
    [sanction] = stage.feed(spam())
    assert (sanction.rule_id, sanction.measure) == ("illegal-site", "permanent-restriction")
    assert sanction.evidence.details["also_broken"] == ["repeated-advertising"]
    assert list(stage.in_force) == ["account:spammer:service"]


def test_the_act_delivered_again_is_punished_once() -> None:
    stage = Stage(both())
    events = spam()
    [first] = stage.feed(events)
    [again] = stage.feed(events)
    assert (again.sanction_id, again.measure, again.strike) == (
        first.sanction_id,
        first.measure,
        first.strike,
    )
    assert len(stage.sanctions) == 1


def test_of_two_equally_strict_rules_the_first_in_the_policy_is_imposed() -> None:
    policy = only("advertising-in-rooms", "repeated-advertising")
    policy = changed(policy, "advertising-in-rooms", thresholds={"messages": 1, "rooms": 1})
    policy = changed(policy, "repeated-advertising", thresholds={"rooms": 1})
    stage = Stage(policy)
    events = spam()
    stage.feed(events)
    stage.feed(events)
    [sanction] = stage.sanctions
    assert sanction.rule_id == "advertising-in-rooms"
    assert sanction.evidence.details["also_broken"] == ["repeated-advertising"]


def test_rules_that_count_many_events_find_acts_of_their_own() -> None:
    policy = only("advertising-in-rooms", "repeated-advertising")
    policy = changed(policy, "advertising-in-rooms", thresholds={"messages": 5, "rooms": 5})
    stage = Stage(policy)
    stage.feed(spam())
    assert {one.rule_id for one in stage.sanctions} == {
        "advertising-in-rooms",
        "repeated-advertising",
    }


def test_a_rule_in_shadow_does_not_take_the_place_of_an_enforced_one() -> None:
    stage = Stage(changed(both(), "illegal-site", mode="shadow"))
    stage.feed(spam())
    assert {(one.rule_id, one.mode) for one in stage.sanctions} == {
        ("illegal-site", "shadow"),
        ("repeated-advertising", "enforced"),
    }
    assert list(stage.in_force) == [KEY]


@pytest.mark.parametrize("together", [True, False])
def test_two_acts_are_two_strikes_however_they_come(together: bool) -> None:
    stage = Stage(SPAM)
    events = spam() + spam(NOON + 2 * HOUR)
    stage.feed(events, batch=500 if together else 1)
    assert [one.strike for one in stage.sanctions] == [1, 2]


# --- shadow


def test_strikes_in_shadow_are_counted_apart() -> None:
    stage = Stage(changed(SPAM, "repeated-advertising", mode="shadow"))
    for day in range(3):
        stage.feed(spam(NOON + day * DAY))
    assert [(one.mode, one.strike) for one in stage.sanctions] == [
        ("shadow", 1),
        ("shadow", 2),
        ("shadow", 3),
    ]
    assert {one.topic for one in stage.produced} == {"sanctions"}


def test_a_penalty_in_shadow_ends_in_shadow() -> None:
    stage = Stage(changed(SPAM, "repeated-advertising", mode="shadow"))
    stage.feed(spam())
    [lift] = stage.pass_time(NOON + DAY)
    assert json.loads(lift.value or b"")["mode"] == "shadow"


# --- the end by time


def test_a_restriction_ends_by_itself_with_a_lift_a_tombstone_and_a_notice() -> None:
    stage = Stage(SPAM)
    [imposed] = stage.feed(spam())
    assert stage.in_force == {KEY: imposed.sanction_id}
    assert stage.pass_time(NOON + DAY - 1) == []
    records = stage.pass_time(NOON + DAY)
    assert [one.topic for one in records] == ["sanctions", "restrictions"] + ["notifications"] * 9
    assert records[1].value is None
    [lift] = stage.lifts
    assert lift.sanction_id == lift_id(imposed.sanction_id)
    assert lift.lifts == imposed.sanction_id
    assert lift.occurred_at_ms == NOON + DAY
    assert (lift.measure, lift.scope, lift.rule_id) == (
        imposed.measure,
        imposed.scope,
        imposed.rule_id,
    )
    assert "period" in lift.reason
    assert stage.in_force == {}
    assert stage.pass_time(NOON + 2 * DAY) == []


def test_what_remains_after_a_lift_is_the_restriction_that_lasts_longest() -> None:
    stage = Stage(HAND)
    stage.feed([order(NOON, days=9), order(NOON + 1, days=3), order(NOON + 2, days=5)])
    longest = stage.sanctions[0].sanction_id
    for day in (3, 5):
        stage.pass_time(NOON + day * DAY + HOUR)
        assert stage.in_force == {KEY: longest}
    stage.pass_time(NOON + 9 * DAY)
    assert stage.in_force == {}
    assert len(stage.lifts) == 3


def test_warnings_end_by_no_time() -> None:
    stage = Stage(HAND)
    stage.feed([operator("sanction", NOON)])
    assert stage.in_force == {}
    assert stage.pass_time(NOON + 9_000 * DAY) == []


# --- the end by a person


@pytest.mark.parametrize("target", ["sanction", "scope", "all"])
def test_an_operator_lifts_one_sanction_one_scope_or_all(target: str) -> None:
    stage = Stage(HAND)
    stage.feed([order(NOON), order(NOON + 1, "boards"), order(NOON + 2, "boards")])
    boards = stage.sanctions[2].sanction_id
    fields = {"sanction": {"sanction_id": boards}, "scope": {"scope": "boards"}, "all": {}}[target]
    stage.feed([operator("lift", NOON + HOUR, **fields)])
    stage.pass_time(NOON + HOUR)
    left = {"sanction": {KEY, "account:spammer:boards"}, "scope": {KEY}, "all": set()}[target]
    assert set(stage.in_force) == left
    assert len(stage.lifts) == {"sanction": 1, "scope": 2, "all": 3}[target]
    assert {one.evidence.details["because"] for one in stage.lifts} == {"operator-decision"}


@pytest.mark.parametrize("together", [True, False])
def test_a_sanction_and_its_lift_may_come_in_one_batch(together: bool) -> None:
    stage = Stage(HAND)
    events = [order(NOON), operator("lift", NOON + HOUR, scope="messaging")]
    stage.feed(events, batch=500 if together else 1)
    stage.pass_time(NOON + HOUR)
    assert stage.in_force == {}
    assert [one.action for one in stage.sanctions] == ["impose", "lift"]


def test_a_lifted_strike_is_pardoned_and_one_that_ran_out_is_not() -> None:
    stage = Stage(SPAM)
    stage.feed(spam())
    stage.pass_time(NOON + DAY)
    [second] = stage.feed(spam(NOON + 2 * DAY))
    assert second.strike == 2
    lifted = operator("lift", NOON + 3 * DAY, sanction_id=second.sanction_id)
    stage.feed([lifted])
    stage.pass_time(NOON + 3 * DAY)
    [third] = stage.feed(spam(NOON + 4 * DAY))
    assert third.strike == 2


def test_a_sanction_that_ran_out_can_still_be_pardoned() -> None:
    stage = Stage(SPAM)
    [first] = stage.feed(spam())
    stage.pass_time(NOON + 2 * DAY)
    stage.feed([operator("lift", NOON + 3 * DAY, sanction_id=first.sanction_id)])
    assert stage.pass_time(NOON + 3 * DAY) == []
    assert stage.feed(spam(NOON + 4 * DAY))[0].strike == 1


def test_a_lift_ends_what_began_until_then_and_nothing_later() -> None:
    stage = Stage(HAND)
    stage.feed([order(NOON), order(NOON + 2 * HOUR)])
    stage.feed([operator("lift", NOON + HOUR, scope="messaging")])
    stage.pass_time(NOON + 3 * HOUR)
    assert stage.in_force == {KEY: stage.sanctions[1].sanction_id}


def test_a_lift_that_comes_before_its_sanction_ends_it_as_it_begins() -> None:
    known, stage = Stage(SPAM), Stage(SPAM)
    [first] = known.feed(events := spam())
    stage.feed([operator("lift", NOON + HOUR, sanction_id=first.sanction_id)])
    stage.feed(events)
    stage.pass_time(NOON + HOUR)
    assert stage.in_force == {}
    assert [one.action for one in stage.sanctions] == ["impose", "lift"]


def test_a_lift_of_somebody_who_has_no_sanction_does_nothing() -> None:
    stage = Stage(HAND)
    stage.feed([operator("lift", NOON, "nobody"), operator("lift", NOON, scope="boards")])
    assert stage.pass_time(NOON + DAY) == []
    assert stage.produced == []


def test_upholding_tells_the_account_and_changes_nothing() -> None:
    stage = Stage(SPAM)
    [imposed] = stage.feed(spam())
    before = len(stage.notifications)
    upheld = operator("uphold", NOON + HOUR, sanction_id=imposed.sanction_id)
    assert stage.feed([upheld]) == []
    told = stage.notifications[before:]
    assert len({one.notification_id for one in told}) == 9
    assert {one.account_id for one in told} == {"spammer"}
    assert {one.sanction_id for one in told} == {imposed.sanction_id}
    assert stage.in_force == {KEY: imposed.sanction_id}


# --- the end by what a rule waits for


def test_a_verification_lifts_and_its_end_brings_the_restriction_back() -> None:
    stage = Stage(only("unverified-channel"))
    start_ms = NOON + 90 * DAY
    state = {"account_id": "manager", "channel_id": "channel", "manager_type": "general"}

    def verification(status: str, days: int) -> Event:
        return event("identity-verifications", start_ms + days * DAY, status=status, **state)

    chat = {"room_type": "channel", "sender_role": "owner", "recipient_id": "reader"}
    stage.feed([message("manager", "room", "안녕하세요", start_ms, **chat)])
    key = "account:manager:channel-chat"
    [first] = stage.sanctions
    assert stage.in_force == {key: first.sanction_id}

    stage.feed([verification("verified", 1)])
    stage.pass_time(start_ms + DAY)
    assert stage.in_force == {}
    assert [one.lifts for one in stage.lifts] == [first.sanction_id]
    assert "verification is complete" in stage.lifts[0].reason

    stage.feed([verification("revoked", 2)])
    assert list(stage.in_force) == [key]
    stage.feed([verification("verified", 3)])
    stage.pass_time(start_ms + 3 * DAY)
    assert stage.in_force == {}
    assert len(stage.lifts) == 2


# --- the same in a replay


def test_a_replay_tells_lifts_too_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    quiet = message("somebody", "room-9", "안녕하세요", NOON + 40 * HOUR)
    events = [*spam(), message("other", "room-1", "네", NOON + 20 * HOUR), quiet]
    file = tmp_path / "events.jsonl"
    lines = [json.dumps({"topic": one.topic, "value": one.fields}) for one in events]
    file.write_text("\n".join(lines), "utf-8")
    outputs = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        asyncio.run(replay([str(file)], tmp_path / name, SPAM))
        outputs.append((tmp_path / name / "sanctions.jsonl").read_bytes())
    assert outputs[0] == outputs[1]
    made = [json.loads(line) for line in outputs[0].splitlines()]
    assert [(one["action"], one["occurred_at_ms"]) for one in made] == [
        ("impose", NOON),
        ("lift", NOON + DAY),
    ]


def test_of_a_minute_of_restriction_nothing_is_told_before_it_is_over() -> None:
    stage = Stage(HAND)
    fields: dict[str, Any] = {"measure": "temporary-restriction", "duration_ms": MINUTE}
    stage.feed([operator("sanction", NOON, **fields)])
    assert stage.pass_time(NOON + MINUTE - 1) == []
    assert stage.pass_time(NOON + MINUTE) != []
