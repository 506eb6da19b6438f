"""Invitations of many people to many rooms, and of one person again and again."""

import pytest

from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    Event,
    Found,
    Stage,
    found_in,
    invite,
    only,
    people,
    response,
    rooms,
)

MASS = {Found("mass-group-invites", "inviter", "group-invites")}
AGAIN = {Found("repeated-invites", "inviter", "group-invites")}
NOBODY: set[Found] = set()
POLICY = only("mass-group-invites", "repeated-invites")


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def mass(number: int, into: int, at_ms: int = NOON, step_ms: int = MINUTE) -> list[Event]:
    """So many people, each to one of so many rooms in turn."""
    names = rooms(into)
    return [
        invite("inviter", [person], names[position % into], at_ms + position * step_ms)
        for position, person in enumerate(people(number))
    ]


def again(invites: int, refusals: int, what: str = "declined", at_ms: int = NOON) -> list[Event]:
    """One person invited so often, who refuses the first of them."""
    events = []
    for number in range(invites):
        asked_ms = at_ms + number * HOUR
        events.append(invite("inviter", ["victim"], f"room-{number}", asked_ms))
        if number < refusals:
            events.append(response("victim", "inviter", f"room-{number}", what, asked_ms + MINUTE))
    return events


def test_fifty_people_invited_to_five_rooms_within_an_hour_are_found() -> None:
    assert found(mass(50, 5)) == MASS


def test_the_threshold_of_people_is_exact() -> None:
    assert found(mass(49, 7)) == NOBODY


def test_the_threshold_of_rooms_is_exact() -> None:
    assert found(mass(55, 4)) == NOBODY


def test_lists_of_people_in_few_events_count_like_single_ones() -> None:
    names = people(50)
    events = [
        invite("inviter", names[10 * number : 10 * number + 10], room, NOON + number * SECOND)
        for number, room in enumerate(rooms(5))
    ]
    assert found(events) == MASS


def test_the_same_people_invited_to_many_rooms_count_once() -> None:
    events = [invite("inviter", people(10), room, NOON) for room in rooms(40)]
    assert found(events) == NOBODY


@pytest.mark.parametrize(("between_ms", "expected"), [(HOUR - 1, MASS), (HOUR, NOBODY)])
def test_the_window_of_mass_invites_ends_to_the_millisecond(
    between_ms: int, expected: set[Found]
) -> None:
    first = invite("inviter", people(10), "room-0", NOON)
    others = [invite("inviter", people(40, room), room, NOON + 1) for room in rooms(4)[1:]]
    last = invite("inviter", ["person-x"], "room-4", NOON + between_ms)
    assert found([first, *others, last]) == expected


def test_forty_friends_invited_to_a_wedding_room_are_left_alone() -> None:
    assert found_in([invite("bride", people(40), "wedding", NOON)]) == NOBODY


def test_a_team_lead_inviting_sixty_colleagues_at_once_is_left_alone() -> None:
    assert found_in([invite("lead", people(60), "work", NOON)]) == NOBODY


def test_a_team_lead_inviting_sixty_colleagues_one_by_one_is_left_alone() -> None:
    events = [
        invite("lead", [person], "work", NOON + number * SECOND)
        for number, person in enumerate(people(60))
    ]
    assert found_in(events) == NOBODY


def test_a_teacher_making_four_class_rooms_is_left_alone() -> None:
    events = [
        invite("teacher", people(30, f"pupil-{room}"), room, NOON + number * MINUTE)
        for number, room in enumerate(rooms(4))
    ]
    assert found_in(events) == NOBODY


def test_people_who_decline_in_numbers_do_not_make_their_inviter_persistent() -> None:
    events = [invite("lead", people(60), "work", NOON)]
    events += [response(person, "lead", "work", "declined", NOON + 1) for person in people(60)]
    assert found(events) == NOBODY


@pytest.mark.parametrize("what", ["declined", "left"])
def test_inviting_on_after_refusals_is_found(what: str) -> None:
    assert found(again(4, 2, what)) == AGAIN


def test_refusals_of_both_kinds_count_together() -> None:
    events = again(1, 1, "declined") + again(3, 1, "left", NOON + 2 * HOUR)
    assert found(events) == AGAIN


def test_three_invitations_are_one_below_the_threshold_however_often_refused() -> None:
    assert found(again(3, 3)) == NOBODY


def test_one_refusal_is_one_below_the_threshold_however_often_invited() -> None:
    assert found(again(12, 1)) == NOBODY


def test_a_friend_invited_again_after_leaving_once_is_left_alone() -> None:
    events = [
        invite("friend", ["other"], "trip", NOON),
        response("other", "friend", "trip", "accepted", NOON + MINUTE),
        response("other", "friend", "trip", "left", NOON + HOUR),
        invite("friend", ["other"], "trip", NOON + 2 * HOUR),
        response("other", "friend", "trip", "accepted", NOON + 3 * HOUR),
    ]
    assert found_in(events) == NOBODY


def test_accepting_is_no_refusal() -> None:
    assert found(again(9, 9, "accepted")) == NOBODY


def test_refusals_that_come_before_their_invitations_count_all_the_same() -> None:
    events = sorted(again(4, 2), key=lambda one: one.topic, reverse=True)
    assert [one.topic for one in events][:2] == ["invite-responses"] * 2
    assert found(events) == AGAIN


def test_refusals_that_come_after_all_invitations_count_all_the_same() -> None:
    events = sorted(again(4, 2), key=lambda one: one.topic)
    assert found(events) == AGAIN


def test_a_refusal_after_the_last_invitation_waits_for_the_next() -> None:
    stage = Stage(POLICY)
    last_ms = NOON + 3 * HOUR
    stage.feed(again(4, 1))
    assert stage.feed([response("victim", "inviter", "room-3", "left", last_ms + MINUTE)]) == []
    assert len(stage.feed([invite("inviter", ["victim"], "room-4", last_ms + HOUR)])) == 1


@pytest.mark.parametrize(("between_ms", "expected"), [(7 * DAY - 1, AGAIN), (7 * DAY, NOBODY)])
def test_persistence_is_counted_over_seven_days_to_the_millisecond(
    between_ms: int, expected: set[Found]
) -> None:
    first = invite("inviter", ["victim"], "room-0", NOON)
    middle = again(2, 2, at_ms=NOON + DAY)
    last = invite("inviter", ["victim"], "room-9", NOON + between_ms)
    assert found([first, *middle, last]) == expected


def test_the_person_who_was_pestered_is_named_in_the_evidence() -> None:
    stage = Stage(POLICY)
    [sanction] = stage.feed(again(4, 2))
    assert sanction.evidence.details == {"person": "victim"}
    assert "4 times after 2 refusals" in sanction.reason


def test_both_invite_rules_climb_one_ladder_of_their_family() -> None:
    stage = Stage(POLICY)
    stage.feed(mass(50, 5))
    [sanction] = stage.feed(again(4, 2, at_ms=NOON + DAY))
    assert sanction.strike == 2
    assert sanction.measure == "temporary-restriction"
    assert sanction.expires_at_ms == sanction.occurred_at_ms + 3 * DAY
