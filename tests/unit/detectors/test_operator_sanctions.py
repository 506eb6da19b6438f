"""What an operator sanctions by hand."""

from typing import Any

import pytest

from tests.unit.streams_of_events import DAY, HOUR, NOON, Event, Stage, event, only

POLICY = only("by-hand")


def order(at_ms: int = NOON, **fields: Any) -> Event:
    given = {"action": "sanction", "subject_type": "account", "subject_id": "troll", **fields}
    return event("operator-actions", at_ms, operator_id="op", reason="threats", **given)


def test_an_order_is_a_sanction_with_its_own_measure_scope_and_duration() -> None:
    stage = Stage(POLICY)
    [sanction] = stage.feed(
        [order(measure="temporary-restriction", scope="boards", duration_ms=2 * DAY)]
    )
    assert (sanction.measure, sanction.scope) == ("temporary-restriction", "boards")
    assert sanction.expires_at_ms == NOON + 2 * DAY
    assert sanction.clause == "B4"
    assert "ordered by op" in sanction.evidence.signals
    assert {one.excerpt for one in sanction.evidence.events} == {"threats"}
    assert len(stage.notifications) == 9


def test_an_order_without_details_is_what_the_rule_says() -> None:
    [sanction] = Stage(POLICY).feed([order()])
    assert (sanction.measure, sanction.scope) == ("warning", "messaging")


@pytest.mark.parametrize("kind", ["account", "room", "channel", "content"])
def test_any_kind_of_subject_can_be_sanctioned(kind: str) -> None:
    [sanction] = Stage(POLICY).feed([order(subject_type=kind, measure="content-removal")])
    assert (sanction.subject_type, sanction.subject_id) == (kind, "troll")


def test_a_temporary_restriction_without_a_duration_lasts_a_week() -> None:
    [sanction] = Stage(POLICY).feed([order(measure="temporary-restriction")])
    assert sanction.expires_at_ms == NOON + 7 * DAY


@pytest.mark.parametrize("measure", ["activity-restriction", "permanent-restriction"])
def test_other_restrictions_without_a_duration_have_no_end(measure: str) -> None:
    [sanction] = Stage(POLICY).feed([order(measure=measure)])
    assert sanction.expires_at_ms is None


def test_two_orders_within_a_moment_are_two_sanctions() -> None:
    stage = Stage(POLICY)
    orders = [order(measure="temporary-restriction", scope="boards"), order(NOON + 1)]
    stage.feed(orders)
    assert len({one.sanction_id for one in stage.sanctions}) == 2


def test_an_order_delivered_again_is_the_same_sanction() -> None:
    stage = Stage(POLICY)
    one = order()
    stage.feed([one])
    stage.feed([one])
    assert len(stage.sanctions) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"measure": "flogging"}, ["measure", "flogging", "warning"]),
        ({"scope": "everything"}, ["scope", "everything", "messaging"]),
        ({"duration_ms": 0}, ["duration_ms", "leave it out"]),
    ],
)
def test_an_order_that_can_not_be_used_is_a_dead_letter_that_says_what_to_write(
    fields: dict[str, Any], words: list[str]
) -> None:
    stage = Stage(POLICY)
    assert stage.feed([order(**fields)]) == []
    [letter] = stage.dead_letters
    assert all(word in letter.error for word in words)


def test_a_duration_that_its_measure_can_not_have_is_left_out() -> None:
    [sanction] = Stage(POLICY).feed([order(measure="permanent-restriction", duration_ms=HOUR)])
    assert sanction.expires_at_ms is None


def test_lifting_and_upholding_are_no_sanctions() -> None:
    stage = Stage(POLICY)
    assert stage.feed([order(action="lift"), order(action="uphold")]) == []
