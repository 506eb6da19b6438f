"""Similar advertising in young rooms right after being invited to them."""

import random

import pytest

from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Event,
    Found,
    Stage,
    event,
    found_in,
    message,
    only,
)

POLICY = only("advertising-where-invited")
OFFER = "무료 종목 추천 리딩방 입장하세요 매일 급등주 3종목 수익 보장 카톡 stock77"
TOUT = {Found("advertising-where-invited", "tout", "messaging")}
NOBODY: set[Found] = set()
YOUNG = NOON - DAY


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def invited(number: int = 3, at_ms: int = NOON - HOUR, created: int | None = YOUNG) -> list[Event]:
    fields = {"inviter_id": "host", "invitee_ids": ["guest", "tout"], "room_type": "group"}
    return [
        event("group-invites", at_ms + n, room_id=f"new-{n}", room_created_at_ms=created, **fields)
        for n in range(number)
    ]


def posts(number: int = 3, created: int | None = YOUNG, step_ms: int = MINUTE) -> list[Event]:
    return [
        message("tout", f"new-{n}", OFFER, NOON + n * step_ms, room_created_at_ms=created)
        for n in range(number)
    ]


def test_the_same_offer_in_three_new_rooms_after_an_invitation_to_each_is_found() -> None:
    assert found(invited() + posts()) == TOUT


def test_two_rooms_are_one_below_the_threshold() -> None:
    assert found(invited() + posts(2)) == NOBODY


def test_rooms_to_which_nobody_invited_the_sender_do_not_count() -> None:
    assert found(posts(9)) == NOBODY
    assert found(invited(2) + posts(9)) == NOBODY


@pytest.mark.parametrize(("created", "expected"), [(13, TOUT), (15, NOBODY)])
def test_only_rooms_younger_than_two_weeks_count(created: int, expected: set[Found]) -> None:
    created_ms = NOON - created * DAY
    assert found(invited(created=created_ms) + posts(created=created_ms)) == expected


def test_a_room_of_unknown_age_is_not_young() -> None:
    assert found(invited(created=None) + posts(created=None)) == NOBODY


def test_an_invitation_counts_for_three_days() -> None:
    assert found(invited(at_ms=NOON - 2 * DAY, created=NOON - 9 * DAY) + posts()) == TOUT
    assert found(invited(at_ms=NOON - 4 * DAY, created=NOON - 9 * DAY) + posts()) == NOBODY


def test_an_invitation_after_the_text_does_not_count() -> None:
    assert found(invited(at_ms=NOON + HOUR) + posts()) == NOBODY


def test_others_who_were_invited_too_and_say_hello_are_left_alone() -> None:
    hellos = [
        message("guest", f"new-{n}", "안녕하세요 반갑습니다", NOON + n, room_created_at_ms=YOUNG)
        for n in range(3)
    ]
    assert found(invited() + hellos) == NOBODY


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_texts_and_invitations_makes_no_difference(seed: int) -> None:
    in_order, shuffled = Stage(POLICY), Stage(POLICY)
    in_order.feed(events := invited() + posts())
    random.Random(seed).shuffle(events)
    shuffled.feed(events, batch=1 + seed)
    assert [one.sanction_id for one in shuffled.sanctions] == [
        one.sanction_id for one in in_order.sanctions
    ]


def test_three_rooms_are_counted_within_six_hours() -> None:
    assert found(invited() + posts(step_ms=3 * HOUR - 1)) == TOUT
    assert found(invited() + posts(step_ms=3 * HOUR)) == NOBODY
