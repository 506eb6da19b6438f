"""One text or contact behind many senders, and who invited these."""

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
    found_in,
    invite,
    message,
    only,
)

POLICY = only("advertising-campaign", "campaign-inviter")
BETTING = "토토 사이트 첫충 30% 매일 페이백, 가입코드 win77 텔레그램 @winbet777"
CASINO = "▶신규 첫충 50%◀ 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @winbet777"
NOBODY: set[Found] = set()
HOST = Found("campaign-inviter", "host", "group-invites")


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def bots(number: int) -> set[Found]:
    return {Found("advertising-campaign", f"bot-{n}", "messaging") for n in range(number)}


def campaign(number: int, *texts: str, at_ms: int = NOON, room: str = "") -> list[Event]:
    """The texts in turn, each time by another account in a room of its own."""
    return [
        message(f"bot-{n}", room or f"room-{n}", texts[n % len(texts)], at_ms + n * MINUTE)
        for n in range(number)
    ]


def test_all_senders_of_a_contact_are_found_once_there_are_eight() -> None:
    assert found(campaign(8, BETTING, CASINO)) == bots(8)


def test_seven_senders_are_one_below_the_threshold() -> None:
    assert found(campaign(7, BETTING) * 2) == NOBODY


def test_similar_texts_with_different_contacts_are_one_campaign() -> None:
    texts = [BETTING.replace("@winbet777", f"@winbet{n}77") for n in range(8)]
    assert found(campaign(8, *texts)) == bots(8)


def test_different_texts_with_different_contacts_are_no_campaign() -> None:
    texts = [BETTING, "▶신규 첫충 50%◀ 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @vip900"]
    assert found(campaign(8, *texts)) == NOBODY


def test_one_account_that_sends_a_text_eight_times_is_no_campaign() -> None:
    events = [message("bot", f"room-{n}", BETTING, NOON + n * MINUTE) for n in range(8)]
    assert found(events) == NOBODY


@pytest.mark.parametrize(("between_ms", "expected"), [(DAY - 1, bots(8)), (DAY, NOBODY)])
def test_a_campaign_is_counted_over_a_day_to_the_millisecond(
    between_ms: int, expected: set[Found]
) -> None:
    first, *others = campaign(7, BETTING)
    last = message("bot-7", "room-7", BETTING, NOON + between_ms)
    assert found([first, *others, last]) == expected


def test_whoever_joins_a_campaign_later_is_found_with_the_first_text() -> None:
    stage = Stage(POLICY)
    stage.feed(campaign(8, BETTING))
    assert stage.found == bots(8)
    stage.feed([message("late", "room-9", BETTING, NOON + HOUR)])
    assert {one.subject for one in stage.found - bots(8)} == {"late"}
    assert len(stage.sanctions) == 9


def test_a_hundred_senders_are_all_found() -> None:
    stage = Stage(POLICY)
    stage.feed(campaign(100, BETTING), batch=9)
    assert stage.found == bots(100)


def test_a_member_is_found_once_a_week_however_often_it_sends() -> None:
    stage = Stage(POLICY)
    stage.feed(campaign(8, BETTING))
    stage.feed([message("bot-0", "room", BETTING, NOON + HOUR), *campaign(8, BETTING, CASINO)])
    assert len(stage.sanctions) == 8


@pytest.mark.parametrize("seed", range(3))
def test_the_order_and_the_batches_of_texts_make_no_difference(seed: int) -> None:
    in_order, shuffled = Stage(POLICY), Stage(POLICY)
    in_order.feed(events := campaign(9, BETTING, CASINO))
    random.Random(seed).shuffle(events)
    shuffled.feed(events, batch=1 + seed)
    ids = {one.sanction_id for one in in_order.sanctions}
    assert len(ids) == 9
    assert {one.sanction_id for one in shuffled.sanctions} == ids


def test_the_evidence_names_the_campaign_and_the_same_one_for_every_member() -> None:
    stage = Stage(POLICY)
    stage.feed(campaign(8, BETTING))
    details = [one.evidence.details for one in stage.sanctions]
    assert len({str(one) for one in details}) == 1
    assert details[0]["senders_at_least"] == 8
    assert details[0]["campaigns"]
    assert all("at least 8 accounts" in one.reason for one in stage.sanctions)


def test_advertising_in_the_lawful_form_is_no_campaign() -> None:
    text = "(광고) 토토 사이트 첫충 30% 매일 페이백 텔레그램 @winbet777 무료수신거부 080-123-4567"
    events = [
        message(f"bot-{n}", f"dm-{n}", text, NOON + n, room_type="direct", recipient_id=f"p-{n}")
        for n in range(9)
    ]
    assert found(events) == NOBODY


# --- who invited them


@pytest.mark.parametrize(("invited", "expected"), [(3, {HOST}), (2, NOBODY)])
def test_whoever_invited_three_accounts_of_a_campaign_is_found(
    invited: int, expected: set[Found]
) -> None:
    names = [f"bot-{n}" for n in range(invited)]
    events = [invite("host", names, "arena", NOON - HOUR), *campaign(8, BETTING, room="arena")]
    assert found(events) - bots(8) == expected


def test_invitations_to_other_rooms_than_those_where_they_post_do_not_count() -> None:
    names = [f"bot-{n}" for n in range(8)]
    events = [invite("host", names, "elsewhere", NOON - HOUR), *campaign(8, BETTING, room="arena")]
    assert found(events) == bots(8)


def test_an_invitation_counts_for_a_month() -> None:
    names = [f"bot-{n}" for n in range(8)]
    posts = campaign(8, BETTING, room="arena")
    assert HOST in found([invite("host", names, "arena", NOON - 29 * DAY), *posts])
    assert HOST not in found([invite("host", names, "arena", NOON - 31 * DAY), *posts])


def test_an_inviter_is_found_although_the_invitation_comes_after_the_texts() -> None:
    names = [f"bot-{n}" for n in range(8)]
    posts = campaign(8, BETTING, room="arena")
    assert HOST in found([*posts, invite("host", names, "arena", NOON - HOUR)])
