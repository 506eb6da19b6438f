"""Same-or-similar advertising by one sender to several rooms, under the shipped policy."""

import random

import pytest

from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OTHER_ADVERTISEMENT,
    SECOND,
    Event,
    Found,
    Stage,
    found_in,
    message,
    only,
    rooms,
    spread,
)
from training.evasion import SPELLINGS

SPAMMER = {Found("repeated-advertising", "spammer", "messaging")}
NOBODY: set[Found] = set()
POLICY = only("repeated-advertising")

COPIES = [
    "▶신규 첫충 50%◀ 매일 첫충 20% 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @vip777",
    "▶ 신 규 첫 충 70% ◀ 매일 첫충 25% 카.지.노 바.카.라 꽁.머.니 5만 지급 먹튀없는 텔레 @vip778",
    "▶신규 첫충 50%◀ 매일 첫충 20% ㅋㅏㅈㅣ노 바ㅋㅏ라 꽁머ㄴㅣ 3만 지급 먹튀없는 텔레 @vip901",
    "▶신\u200b규 첫\u200b충 50%◀ 매일 첫\u2060충 20% 카\u200b지노 바\u200b카라 꽁\ufeff머니 3만 지급 먹튀없는 텔레 @vip777",  # noqa: E501 - one text
    "🔥신규 첫충 𝟓𝟎%🔥 매일 첫충 𝟐𝟎% 카지노 바카라 꽁머니 𝟑만 지급 먹튀없는 텔레 @𝐯𝐢𝐩𝟕𝟕𝟕",
]

MENU = (
    "🍗 오늘만 특가! 황금올리브 두 마리 25,900원 배달비 무료 주문 010-2345-6789 https://bit.ly/3xyz"
)


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def spam(at_ms: int = NOON, number: int = 5, step_ms: int = MINUTE) -> list[Event]:
    return spread(ADVERTISEMENT, "spammer", rooms(number), at_ms, step_ms)


def test_copies_written_to_evade_filters_are_found_in_five_rooms() -> None:
    events = [
        message("spammer", room, text, NOON + number * 10 * MINUTE)
        for number, (room, text) in enumerate(zip(rooms(5), COPIES, strict=True))
    ]
    assert found(events) == SPAMMER


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_evasion_is_seen_through_across_five_rooms(spelling: str) -> None:
    source = random.Random(7)
    events = [
        message("spammer", room, SPELLINGS[spelling](ADVERTISEMENT, source), NOON + number)
        for number, room in enumerate(rooms(5))
    ]
    assert found(events) == SPAMMER


@pytest.mark.parametrize("seed", range(5))
def test_the_order_and_the_batches_in_which_messages_come_make_no_difference(seed: int) -> None:
    in_order = Stage(POLICY)
    in_order.feed(events := spam(step_ms=10 * MINUTE))
    random.Random(seed).shuffle(events)
    shuffled = Stage(POLICY)
    shuffled.feed(events, batch=1 + seed)
    assert [one.sanction_id for one in shuffled.sanctions] == [
        one.sanction_id for one in in_order.sanctions
    ]


def test_a_message_that_comes_two_hours_late_counts_in_the_window_it_belongs_to() -> None:
    *others, late = spam(step_ms=10 * MINUTE)
    after = message("spammer", "room-0", "나 이제 집에 간다", NOON + 2 * HOUR + 40 * MINUTE)
    stage = Stage(POLICY)
    assert stage.feed([*others, after]) == []
    [sanction] = stage.feed([late])
    assert sanction.occurred_at_ms == late.at_ms


def test_advertising_in_five_direct_rooms_is_found() -> None:
    events = [
        message(
            "spammer",
            f"direct-{number}",
            ADVERTISEMENT,
            NOON + number * MINUTE,
            room_type="direct",
            recipient_id=f"person-{number}",
        )
        for number in range(5)
    ]
    assert found(events) == SPAMMER


def test_two_senders_do_not_make_one_spammer() -> None:
    events = [
        message(f"sender-{number % 2}", room, ADVERTISEMENT, NOON + number * MINUTE)
        for number, room in enumerate(rooms(8))
    ]
    assert found(events) == NOBODY


def test_one_joke_forwarded_to_ten_rooms_is_left_alone() -> None:
    joke = "사장님이 미쳤어요를 외치는 가게에 갔더니 진짜로 사장님이 안 계시더라 ㅋㅋㅋㅋㅋ"
    assert found_in(spread(joke, "friend", rooms(10), NOON, SECOND)) == NOBODY


def test_greetings_all_day_in_thirty_rooms_are_left_alone() -> None:
    greetings = [
        "안녕하세요",
        "네",
        "ㅋㅋㅋㅋ",
        "좋은 아침입니다!",
        "good morning",
        "감사합니다 ^^",
    ]
    events = [
        message("friend", room, greetings[number % 6], NOON + number * MINUTE)
        for number, room in enumerate(rooms(30) * 16)
    ]
    assert found_in(events) == NOBODY


def test_a_wedding_invitation_sent_to_twenty_rooms_is_left_alone() -> None:
    text = "저희 12월 9일 토요일 낮 12시 더컨벤션에서 결혼해요! 신랑측 국민은행 123456-01-123456"
    assert found_in(spread(text, "bride", rooms(20), NOON, MINUTE)) == NOBODY


def test_a_link_to_a_meeting_sent_to_ten_rooms_is_left_alone() -> None:
    text = "이번 주 회식 장소 공유드립니다 https://naver.me/abc123 18시 30분까지 와주세요"
    assert found_in(spread(text, "lead", rooms(10), NOON, MINUTE)) == NOBODY


def test_two_different_advertisements_to_three_rooms_each_are_left_alone() -> None:
    first = spread(ADVERTISEMENT, "seller", rooms(3), NOON, MINUTE)
    second = spread(MENU, "seller", rooms(6)[3:], NOON + 10 * MINUTE, MINUTE)
    assert found(first + second) == NOBODY


def test_two_different_advertisements_are_each_found_in_five_rooms() -> None:
    first = spread(OTHER_ADVERTISEMENT, "lender", rooms(5), NOON, MINUTE)
    second = spread(MENU, "cook", rooms(5), NOON, MINUTE)
    assert {one.subject for one in found(first + second)} == {"lender", "cook"}


def test_one_room_however_often_counts_once() -> None:
    events = spread(ADVERTISEMENT, "spammer", ["room-0"] * 20 + rooms(4), NOON, MINUTE)
    assert found(events) == NOBODY


def test_four_rooms_are_one_below_the_threshold() -> None:
    assert found(spam(number=4)) == NOBODY
    assert found(spam(number=5)) == SPAMMER


@pytest.mark.parametrize(("between_ms", "expected"), [(HOUR - 1, SPAMMER), (HOUR, NOBODY)])
def test_the_window_reaches_back_less_than_an_hour_to_the_millisecond(
    between_ms: int, expected: set[Found]
) -> None:
    # first ad         four rooms                          fifth room
    # NOON ............................................... NOON + between
    first, *others = spam(number=5, step_ms=0)
    last = message("spammer", "room-4", ADVERTISEMENT, NOON + between_ms)
    assert found([first, *others[:3], last]) == expected


def test_the_same_message_delivered_again_changes_nothing() -> None:
    four = spam(number=4)
    assert found([*four, *four, *four]) == NOBODY
    five = spam()
    stage = Stage(POLICY)
    stage.feed([*five, *five, *five], batch=3)
    assert len(stage.sanctions) == 1


def test_a_second_record_with_the_same_id_is_the_same_event() -> None:
    events = [
        message("spammer", room, ADVERTISEMENT, NOON + number, event_id="same")
        for number, room in enumerate(rooms(9))
    ]
    assert found(events) == NOBODY


def test_what_follows_within_the_cooldown_belongs_to_the_same_act() -> None:
    # five rooms at noon: found. More rooms until 1 ms before the cooldown ends: nothing new.
    stage = Stage(POLICY)
    stage.feed(spam(step_ms=0))
    more = spread(ADVERTISEMENT, "spammer", rooms(40)[5:], NOON + MINUTE, MINUTE)
    last = message("spammer", "room-50", ADVERTISEMENT, NOON + HOUR - 1)
    stage.feed([*more, last])
    assert len(stage.sanctions) == 1


def test_going_on_when_the_cooldown_ends_is_the_next_act_and_the_next_step() -> None:
    # found at noon; five other rooms within the hour; the cooldown ends with the last of them
    stage = Stage(POLICY)
    stage.feed(spam(step_ms=0))
    others = spread(ADVERTISEMENT, "spammer", rooms(9)[5:], NOON + 10 * MINUTE, MINUTE)
    stage.feed([*others, message("spammer", "room-9", ADVERTISEMENT, NOON + HOUR)])
    first, second = stage.sanctions
    assert (first.strike, second.strike) == (1, 2)
    assert second.occurred_at_ms == NOON + HOUR
    assert first.expires_at_ms == NOON + DAY
    assert second.expires_at_ms == NOON + HOUR + 7 * DAY


def test_the_ladder_is_climbed_and_its_last_step_stays() -> None:
    stage = Stage(POLICY)
    for day in range(5):
        stage.feed(spam(NOON + day * DAY, step_ms=SECOND))
    assert [(one.strike, one.measure) for one in stage.sanctions] == [
        (1, "temporary-restriction"),
        (2, "temporary-restriction"),
        (3, "activity-restriction"),
        (4, "permanent-restriction"),
        (5, "permanent-restriction"),
    ]
    assert stage.sanctions[-1].expires_at_ms is None


@pytest.mark.parametrize(("later_ms", "strike"), [(90 * DAY - 1, 2), (90 * DAY, 1)])
def test_a_strike_counts_for_ninety_days_to_the_millisecond(later_ms: int, strike: int) -> None:
    stage = Stage(POLICY)
    stage.feed(spam(step_ms=0))
    stage.feed(spam(NOON + later_ms, step_ms=0))
    assert [one.strike for one in stage.sanctions] == [1, strike]
