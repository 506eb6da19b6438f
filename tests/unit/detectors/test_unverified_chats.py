"""1:1 chat of a channel by a manager whose identity is not verified."""

from typing import Any

import pytest

from config.outputs import Sanction
from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    NOON,
    Event,
    Stage,
    event,
    message,
    only,
)

POLICY = only("unverified-channel")
EFFECTIVE = 1_701_615_600_000
"""2023-12-04 00:00 in Seoul."""

LATER = EFFECTIVE + 90 * DAY


def chat(at_ms: int = LATER, **fields: Any) -> Event:
    given = {"room_type": "channel", "sender_role": "owner", "recipient_id": "reader", **fields}
    return message("manager", "channel-room", "네, 오늘 7시까지 영업합니다", at_ms, **given)


def verification(status: str, at_ms: int, manager_type: str = "general") -> Event:
    fields = {"account_id": "manager", "channel_id": "channel", "manager_type": manager_type}
    return event("identity-verifications", at_ms, status=status, **fields)


def sanctions_of(*events: Event) -> list[Sanction]:
    stage = Stage(POLICY)
    stage.feed(events)
    return stage.sanctions


def test_a_manager_without_a_verification_is_restricted_in_channel_chat_until_verified() -> None:
    [sanction] = sanctions_of(chat())
    assert (sanction.subject_id, sanction.scope) == ("manager", "channel-chat")
    assert sanction.measure == "activity-restriction"
    assert sanction.expires_at_ms is None


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_admins_of_a_channel_are_its_managers(role: str) -> None:
    assert len(sanctions_of(chat(sender_role=role))) == 1


def test_readers_who_write_to_a_channel_need_no_verification() -> None:
    assert sanctions_of(chat(sender_role="member")) == []


@pytest.mark.parametrize("room_type", ["direct", "group", "open"])
def test_only_rooms_of_channels_are_asked(room_type: str) -> None:
    assert sanctions_of(chat(room_type=room_type)) == []


@pytest.mark.parametrize(("at_ms", "found"), [(EFFECTIVE - 1, 0), (EFFECTIVE, 1)])
def test_the_duty_begins_at_the_effective_date_in_the_policys_zone(at_ms: int, found: int) -> None:
    assert len(sanctions_of(chat(at_ms))) == found


def test_a_verified_manager_chats_freely() -> None:
    assert sanctions_of(verification("verified", LATER - DAY), chat()) == []


def test_a_business_manager_is_exempt() -> None:
    exempt = verification("verified", LATER - DAY, "business")
    assert sanctions_of(exempt, chat()) == []


def test_a_verification_counts_from_its_own_time() -> None:
    assert len(sanctions_of(verification("verified", LATER + 1), chat())) == 1
    assert sanctions_of(verification("verified", LATER), chat()) == []


@pytest.mark.parametrize("status", ["revoked", "expired"])
def test_a_verification_that_ends_is_found_at_once_without_any_chat(status: str) -> None:
    [sanction] = sanctions_of(verification("verified", LATER - DAY), verification(status, LATER))
    assert sanction.occurred_at_ms == LATER


def test_each_time_without_verification_is_one_finding_however_many_chats() -> None:
    stage = Stage(POLICY)
    stage.feed([chat(LATER + n * HOUR) for n in range(30)])
    assert len(stage.sanctions) == 1
    stage.feed([verification("verified", LATER + 2 * DAY), chat(LATER + 3 * DAY)])
    assert len(stage.sanctions) == 1
    stage.feed([verification("revoked", LATER + 4 * DAY), chat(LATER + 5 * DAY)])
    assert len(stage.sanctions) == 2
    stage.feed([verification("verified", LATER + 6 * DAY), chat(LATER + 7 * DAY)])
    stage.feed([verification("expired", LATER + 8 * DAY), chat(LATER + 9 * DAY)])
    assert len({one.sanction_id for one in stage.sanctions}) == 3


def test_a_manager_whom_nobody_ever_verified_and_whose_verification_is_revoked_counts() -> None:
    assert len(sanctions_of(verification("revoked", LATER - DAY), chat())) == 1


def test_an_end_before_the_effective_date_is_found_only_with_a_chat_after_it() -> None:
    ended = verification("revoked", EFFECTIVE - DAY)
    assert sanctions_of(ended) == []
    assert len(sanctions_of(ended, chat(EFFECTIVE + DAY))) == 1


def test_the_effective_date_may_be_changed_in_the_policy() -> None:
    count = POLICY.rules[0].count.model_copy(update={"effective_from": None})
    stage = Stage(only("unverified-channel", count=count))
    stage.feed([chat(NOON)])
    assert len(stage.sanctions) == 1
