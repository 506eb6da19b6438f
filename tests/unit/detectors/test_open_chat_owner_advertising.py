"""Owners and admins who advertise in their open chat, under the shipped policy."""

from typing import Any

import pytest

from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OTHER_ADVERTISEMENT,
    Event,
    Found,
    Stage,
    found_in,
    message,
    only,
    open_message,
    room_state,
)

RULE = "open-chat-owner-advertising"
ROOM = Found(RULE, "room", "room")
OWNER = Found(RULE, "owner", "open-chat")
BOTH = {ROOM, OWNER}
NOBODY: set[Found] = set()
POLICY = only("open-chat-owner-advertising")
HOUSE_RULES = (
    "★공지★ 우리 방은 광고 금지, 홍보 금지입니다. 올리면 바로 강퇴합니다. 가입 인사 먼저 해주세요"
)


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def advertise(
    sender: str, number: int = 3, room: str = "room", at_ms: int = NOON, **fields: Any
) -> list[Event]:
    return [
        open_message(sender, room, ADVERTISEMENT, at_ms + position * MINUTE, **fields)
        for position in range(number)
    ]


def test_an_owner_known_by_the_role_of_the_sender_is_found() -> None:
    assert found(advertise("owner", sender_role="owner")) == BOTH


def test_an_admin_known_by_role_brings_the_room_and_its_known_owner_down() -> None:
    events = [room_state("room", "owner", NOON - DAY), *advertise("aide", sender_role="admin")]
    assert found(events) == BOTH


@pytest.mark.parametrize("sender", ["owner", "aide"])
def test_owner_and_admins_known_by_the_rooms_event_alone_are_found(sender: str) -> None:
    events = [room_state("room", "owner", NOON - DAY, ["aide"]), *advertise(sender)]
    assert found(events) == BOTH


def test_advertisements_of_owner_and_admins_count_together() -> None:
    events = [
        room_state("room", "owner", NOON - DAY, ["aide", "other-aide"]),
        *advertise("owner", 1),
        *advertise("aide", 1, at_ms=NOON + HOUR),
        *advertise("other-aide", 1, at_ms=NOON + 2 * HOUR),
    ]
    assert found(events) == BOTH


def test_a_second_account_on_the_owners_device_is_the_owner() -> None:
    chat = open_message("owner", "room", "안녕", NOON, sender_role="owner", device_id="phone")
    second = advertise("second", at_ms=NOON + HOUR, device_id="phone")
    assert found([room_state("room", "owner", NOON - DAY), chat, *second]) == BOTH


def test_a_second_account_on_another_device_is_somebody_else() -> None:
    chat = open_message("owner", "room", "안녕", NOON, sender_role="owner", device_id="phone")
    second = advertise("second", at_ms=NOON + HOUR, device_id="tablet")
    assert found([room_state("room", "owner", NOON - DAY), chat, *second]) == NOBODY


def test_messages_without_a_device_are_not_all_from_one_device() -> None:
    chat = open_message("owner", "room", "안녕", NOON, sender_role="owner")
    assert found([chat, *advertise("second", at_ms=NOON + HOUR)]) == NOBODY


def test_an_owner_who_becomes_known_after_the_finding_is_sanctioned_then() -> None:
    stage = Stage(POLICY)
    stage.feed(advertise("aide", sender_role="admin"))
    assert stage.found == {ROOM}
    assert stage.notifications == []
    later = stage.feed([room_state("room", "owner", NOON + DAY)])
    assert stage.found == BOTH
    assert {one.account_id for one in stage.notifications} == {"owner"}
    assert len({one.sanction_id for one in later} - {stage.sanctions[0].sanction_id}) == 1


def test_a_rooms_event_that_comes_late_counts_from_its_own_time() -> None:
    stage = Stage(POLICY)
    stage.feed(advertise("owner"))
    assert stage.found == NOBODY
    stage.feed([room_state("room", "owner", NOON - MINUTE)])
    assert stage.found == BOTH


def test_a_member_who_becomes_owner_afterwards_was_a_member_before() -> None:
    events = [
        room_state("room", "owner", NOON - DAY),
        *advertise("heir"),
        room_state("room", "heir", NOON + HOUR, change="updated"),
    ]
    assert found(events) == NOBODY


def test_whoever_is_owner_at_the_time_is_restricted_not_their_successor() -> None:
    events = [
        room_state("room", "owner", NOON - DAY),
        room_state("room", "heir", NOON + HOUR, change="updated"),
        *advertise("owner"),
    ]
    assert found(events) == BOTH


def test_a_member_advertising_in_somebodys_open_chat_does_not_restrict_the_room() -> None:
    events = [room_state("room", "owner", NOON - DAY, ["aide"]), *advertise("member", 9)]
    assert found(events) == NOBODY


def test_an_owner_who_repeats_the_house_rules_twenty_times_is_left_alone() -> None:
    events = [room_state("room", "owner", NOON - DAY)]
    events += [
        open_message("owner", "room", HOUSE_RULES, NOON + number * HOUR // 2, sender_role="owner")
        for number in range(20)
    ]
    assert found_in(events) == NOBODY


def test_an_owner_who_advertises_in_a_group_of_friends_is_not_an_open_chats_owner() -> None:
    events = [
        message("owner", "room", ADVERTISEMENT, NOON + number, sender_role="owner")
        for number in range(4)
    ]
    assert found(events) == NOBODY


def test_two_advertisements_are_one_below_the_threshold() -> None:
    assert found(advertise("owner", 2, sender_role="owner")) == NOBODY


def test_different_advertisements_count_too() -> None:
    events = advertise("owner", 2, sender_role="owner")
    other = open_message("owner", "room", OTHER_ADVERTISEMENT, NOON + HOUR, sender_role="owner")
    assert found([*events, other]) == BOTH


@pytest.mark.parametrize(("between_ms", "expected"), [(DAY - 1, BOTH), (DAY, NOBODY)])
def test_the_window_is_a_day_to_the_millisecond(between_ms: int, expected: set[Found]) -> None:
    first = open_message("owner", "room", ADVERTISEMENT, NOON, sender_role="owner")
    second = open_message("owner", "room", ADVERTISEMENT, NOON + 1, sender_role="owner")
    last = open_message("owner", "room", ADVERTISEMENT, NOON + between_ms, sender_role="owner")
    assert found([first, second, last]) == expected


def test_two_rooms_of_one_owner_are_two_strikes_of_the_owner_and_one_of_each_room() -> None:
    stage = Stage(POLICY)
    stage.feed(advertise("owner", room="room-a", sender_role="owner"))
    stage.feed(advertise("owner", room="room-b", sender_role="owner", at_ms=NOON + HOUR))
    strikes = {(one.subject_id, one.strike): one for one in stage.sanctions}
    assert set(strikes) == {("room-a", 1), ("room-b", 1), ("owner", 1), ("owner", 2)}
    first, second = strikes["owner", 1], strikes["owner", 2]
    assert first.expires_at_ms == first.starts_at_ms + DAY
    assert second.expires_at_ms == second.starts_at_ms + 7 * DAY


def test_a_closed_room_keeps_the_staff_that_it_had() -> None:
    events = [
        room_state("room", "owner", NOON - DAY, ["aide"]),
        room_state("room", "somebody", NOON - HOUR, change="closed"),
        *advertise("aide"),
    ]
    assert found(events) == BOTH


def test_an_owner_who_chats_all_day_stays_known_with_all_admins() -> None:
    stage = Stage(POLICY)
    stage.feed([room_state("room", "owner", NOON, ["aide"])])
    for number in range(200):
        at_ms = NOON + number * MINUTE
        chat = open_message(
            "owner", "room", "다들 식사하셨어요?", at_ms, sender_role="owner", device_id="phone"
        )
        stage.feed([chat])
    stage.feed(advertise("aide", at_ms=NOON + 4 * HOUR))
    assert stage.found == BOTH
