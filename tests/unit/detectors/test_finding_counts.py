"""Who breaks the policy again and again, in whichever way."""

import pytest

from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    NOON,
    SECOND,
    Event,
    Stage,
    event,
    only,
    open_message,
    rooms,
    spread,
)

ADDS = "friend-adds-at-strangers"
LIKES = "likes-at-strangers"
POLICY = only(ADDS, LIKES, "repeated-advertising", "repeat-offender", "after-notice")


def adds(day: float, actor: str = "farmer") -> list[Event]:
    start_ms = NOON + int(day * DAY)
    return [
        event("friend-adds", start_ms + n * SECOND, actor_id=actor, target_id=f"t-{day}-{n}")
        for n in range(30)
    ]


def likes(day: float) -> list[Event]:
    start_ms = NOON + int(day * DAY)
    return [
        event("likes", start_ms + n * SECOND, actor_id="farmer", content_id=f"c-{day}-{n}",
              owner_id=f"o-{n}")
        for n in range(30)
    ]  # fmt: skip


def rules_of(stage: Stage) -> list[str]:
    return [one.rule_id for one in stage.sanctions]


def played(*acts: list[Event]) -> Stage:
    stage = Stage(POLICY)
    for act in acts:
        stage.feed(act)
    return stage


def test_four_breaches_of_several_kinds_within_a_week_concern_the_whole_service() -> None:
    stage = played(adds(0), likes(1), spread(ADVERTISEMENT, "farmer", rooms(5), NOON + 2 * DAY, 1))
    assert "after-notice" not in rules_of(stage)
    [sanction] = [one for one in played(adds(0), likes(1), adds(2), adds(4)).sanctions
                  if one.rule_id == "after-notice"]  # fmt: skip
    assert (sanction.subject_id, sanction.scope) == ("farmer", "service")
    assert sanction.evidence.counts[0].counted == 4


def test_the_breach_that_completes_them_is_met_in_its_own_scope_too() -> None:
    stage = played(adds(0), adds(2), adds(4), adds(6))
    assert rules_of(stage) == [ADDS] * 4 + ["after-notice"]
    scopes = {one.scope for one in stage.sanctions if one.occurred_at_ms > NOON + 6 * DAY}
    assert scopes == {"service", "friend-adds"}


@pytest.mark.parametrize(("last_day", "fires"), [(6.9, True), (7.1, False)])
def test_breaches_are_counted_within_a_week(last_day: float, fires: bool) -> None:
    stage = played(adds(0), adds(2), adds(4), adds(last_day))
    assert ("after-notice" in rules_of(stage)) is fires


def test_six_breaches_within_ninety_days_are_a_repetition() -> None:
    spread_out = [adds(14 * n) for n in range(6)]
    assert "repeat-offender" not in rules_of(played(*spread_out[:5]))
    assert "repeat-offender" in rules_of(played(*spread_out))


def test_the_breaches_of_others_do_not_count() -> None:
    stage = played(adds(0), adds(1), *[adds(day, "other") for day in (2, 3)])
    assert "after-notice" not in rules_of(stage)


def test_findings_of_rules_in_shadow_do_not_count() -> None:
    shadowed = [
        rule.model_copy(update={"mode": "shadow"}) if rule.id == ADDS else rule
        for rule in POLICY.rules
    ]
    stage = Stage(POLICY.model_copy(update={"rules": shadowed}))
    for day in range(4):
        stage.feed(adds(day * 1.5))
    assert {one.mode for one in stage.sanctions} == {"shadow"}
    assert set(rules_of(stage)) == {ADDS}


def test_a_rules_findings_about_rooms_count_for_the_owner() -> None:
    policy = only("open-chat-owner-advertising", "after-notice")
    stage = Stage(policy)
    for day in range(4):
        at_ms = NOON + int(day * 1.5 * DAY)
        stage.feed(
            [
                open_message("owner", f"room-{day}", ADVERTISEMENT, at_ms + n, sender_role="owner")
                for n in range(3)
            ]
        )
    assert {one.subject_id for one in stage.sanctions if one.rule_id == "after-notice"} == {"owner"}


def test_only_one_family_counts_where_the_rule_says_so() -> None:
    notice = next(rule for rule in POLICY.rules if rule.id == "after-notice")
    family = next(rule.family for rule in POLICY.rules if rule.id == ADDS)
    narrowed = notice.model_copy(update={"count": notice.count.model_copy(update={"of": family})})
    rules = [*(rule for rule in POLICY.rules if rule.id in {ADDS, LIKES}), narrowed]
    stage = Stage(POLICY.model_copy(update={"rules": rules}))
    for act in (adds(0), likes(1), adds(2), likes(3), adds(4)):
        stage.feed(act)
    assert "after-notice" not in rules_of(stage)
    stage.feed(adds(6))
    assert "after-notice" in rules_of(stage)


def test_a_breach_delivered_again_counts_once() -> None:
    stage = played(adds(0), adds(2), adds(4), adds(4), adds(2), adds(0))
    assert "after-notice" not in rules_of(stage)
