"""Names that imitate a registered sender."""

import pytest

from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    NOON,
    Event,
    Found,
    Stage,
    event,
    found_in,
    only,
)

POLICY = only("impersonation")
NOBODY: set[Found] = set()
ROOM = {
    Found("impersonation", "fake", "open-chat"),
    Found("impersonation", "faker", "open-chat"),
}


def registered(
    name: str = "달무리상회", account: str = "shop", at_ms: int = NOON - DAY, status: str = "active"
) -> Event:
    fields = {"account_id": account, "kind": "channel", "display_name": name, "status": status}
    return event("business-senders", at_ms, **fields)


def room(title: str, owner: str = "faker", at_ms: int = NOON, change: str = "created") -> Event:
    fields = {"room_id": "fake", "owner_id": owner, "title": title, "description": ""}
    return event("open-chat-rooms", at_ms, change=change, **fields)


def found(*events: Event) -> set[Found]:
    return found_in(events, policy=POLICY)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("달무리상회", "달무ㄹl상회 고객센터"),
        ("달무리상회", "공식 달\u200b무리상회"),
        ("Moonlight", "M00nlight official"),
        ("Studio54 Seoul", "Studi054 Seoul"),
        ("Moonlight", "Мооnlight support"),  # Cyrillic letters
    ],
)
def test_a_name_written_with_look_alike_characters_is_found_within_a_title(
    name: str, title: str
) -> None:
    assert found(registered(name), room(title)) == ROOM


@pytest.mark.parametrize(
    "title",
    [
        "달무리상회 좋아하는 사람들",
        "달 무리 상회",
        "달무리상회 👨\u200d👩\u200d👧 가족방",
        "한강 러닝 모임",
    ],
)
def test_the_name_as_it_is_and_other_names_are_left_alone(title: str) -> None:
    assert found(registered(), room(title)) == NOBODY


@pytest.mark.parametrize("title", ["Room 101 at Studio54", "STUDIO54", "studio 54"])
def test_digits_that_belong_to_a_name_are_no_disguise(title: str) -> None:
    assert found(registered("Studio54"), room(title)) == NOBODY


def test_a_name_that_nobody_registered_can_not_be_imitated() -> None:
    assert found(room("달무ㄹl상회 고객센터")) == NOBODY


def test_a_registration_that_was_revoked_protects_nothing() -> None:
    ended = registered(at_ms=NOON - HOUR, status="revoked")
    assert found(registered(), ended, room("달무ㄹl상회")) == NOBODY


def test_the_registered_sender_may_write_its_name_as_it_likes() -> None:
    assert found(registered(), room("달무ㄹl상회 고객센터", owner="shop")) == NOBODY


def test_a_room_opened_before_the_name_was_registered_imitates_nobody() -> None:
    assert found(registered(at_ms=NOON + HOUR), room("달무ㄹl상회")) == NOBODY


def test_a_room_that_closes_is_left_alone() -> None:
    assert found(registered(), room("달무ㄹl상회", change="closed")) == NOBODY


def test_another_sender_that_registers_a_look_alike_name_is_found() -> None:
    imitation = registered("달무ㄹl상회", "faker", NOON)
    assert found(registered(), imitation) == {Found("impersonation", "faker", "open-chat")}


def test_short_names_are_too_common_to_be_imitated() -> None:
    assert found(registered("리상"), room("ㄹl상")) == NOBODY


def test_the_evidence_names_what_is_imitated_and_how_it_is_written() -> None:
    stage = Stage(POLICY)
    stage.feed([registered(), room("달무ㄹl상회 고객센터")])
    evidence = stage.sanctions[0].evidence
    assert "imitates: 달무리상회" in evidence.signals
    assert "달무ㄹl상회" in {one.excerpt for one in evidence.events}
