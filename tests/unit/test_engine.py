"""The way of a batch: what is decided with what, and what one bad record may not do."""

import asyncio

import pytest

from config.topics import INPUTS
from streams.recorded import Line
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Stage,
    event,
    message,
    only,
    open_message,
    response,
    room_state,
    rooms,
    spread,
)

POLICY = only(
    "repeated-advertising",
    "mass-group-invites",
    "repeated-invites",
    "open-chat-owner-advertising",
)


def test_a_batch_decided_again_gives_the_same_records() -> None:
    stage = Stage(POLICY)
    events = spread(ADVERTISEMENT, "spammer", rooms(5), NOON, MINUTE)
    records = [Line("chat-messages", 0, number, one.value) for number, one in enumerate(events)]
    prepared = stage.engine.prepare("chat-messages", 0, records)
    first = asyncio.run(stage.engine.decide(prepared))
    again = asyncio.run(stage.engine.decide(prepared))
    assert len(first.outgoing) == 1 + 1 + 9
    assert again.outgoing == first.outgoing


def test_the_last_event_of_an_act_delivered_again_gives_its_sanction_again() -> None:
    stage = Stage(POLICY)
    events = spread(ADVERTISEMENT, "spammer", rooms(5), NOON, MINUTE)
    [sanction] = stage.feed(events)
    stage.feed([message("spammer", "room-7", "나 왔어", NOON + HOUR)])
    assert stage.feed(events[-1:]) == [sanction]
    assert stage.feed(events[:1]) == []


def test_the_offset_after_the_batch_is_what_the_windows_have_reached() -> None:
    stage = Stage(POLICY)
    records = [Line("likes", 2, 40 + number, b"garbage") for number in range(3)]
    prepared = stage.engine.prepare("likes", 2, records)
    assert prepared.origin.partition == ("likes", 2)
    assert prepared.origin.next_offset == 43
    assert prepared.events == 0
    assert len(prepared.dead_letters) == 3


@pytest.mark.parametrize("topic", sorted(INPUTS))
def test_garbage_in_any_topic_becomes_dead_letters_and_nothing_else(topic: str) -> None:
    stage = Stage(POLICY)
    produced = stage.feed_raw(topic, [b"garbage", b"", b"{}", b"[1"])
    assert [one.topic for one in produced] == ["dead-letters"] * 4
    assert {one.key for one in produced} == {topic.encode()}


def test_topics_without_rules_are_read_and_bring_nothing_about() -> None:
    stage = Stage(POLICY)
    like = event("likes", NOON, actor_id="a", content_id="c", owner_id="o")
    assert stage.feed([like]) == []
    assert stage.produced == []


def test_an_event_from_the_future_does_not_empty_anybodys_window() -> None:
    stage = Stage(POLICY, latest_at_ms=lambda: NOON + HOUR)
    first, *others = spread(ADVERTISEMENT, "spammer", rooms(5), NOON, MINUTE)
    stage.feed([first])
    stage.feed([message("spammer", "room-9", ADVERTISEMENT, NOON + 400 * DAY)])
    assert len(stage.dead_letters) == 1
    stage.feed(others)
    assert len(stage.sanctions) == 1


def test_a_batch_that_reaches_over_weeks_is_judged_like_many_small_ones() -> None:
    events = [
        one
        for week in range(6)
        for one in spread(ADVERTISEMENT, "spammer", rooms(5), NOON + 7 * week * DAY, MINUTE)
    ]
    at_once, apart = Stage(), Stage()
    at_once.feed(events)
    apart.feed(events, batch=1)
    expected = {one.sanction_id: (one.rule_id, one.strike) for one in apart.sanctions}
    assert len(expected) > 6
    assert {one.sanction_id: (one.rule_id, one.strike) for one in at_once.sanctions} == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\x00", "\u202e", "ㄱ" * 10_000, "\u0301" * 10_000, "😀" * 10_000),
        *("a" * 10_000, "1" * 10_000, "https://" * 1_250, "\x1f" * 50 + ADVERTISEMENT),
    ],
    ids=lambda text: f"{text[:1]!r} {len(text)}",
)
def test_any_text_can_be_the_evidence_of_a_sanction(text: str) -> None:
    stage = Stage(POLICY)
    texts = [f"{text}{ADVERTISEMENT}"[-10_000:], f"{ADVERTISEMENT}{text}"[:10_000]]
    for number in range(6):
        at_ms = NOON + number
        stage.feed([message("spammer", f"room-{number}", texts[number % 2], at_ms)])
        stage.feed([open_message("owner", "r", texts[number % 2], at_ms, sender_role="owner")])
        stage.feed([message("other", f"room-{number}", text, at_ms)])
    assert stage.dead_letters == []
    for one in stage.sanctions:
        assert all((item.excerpt or "x").isprintable() for item in one.evidence.events)


@pytest.mark.parametrize("odd", ["a:b", "{1}", "*", "가나다", "a\x1fb", "\u0000", "😀" * 128, "?"])
def test_any_id_can_be_the_subject_of_a_sanction(odd: str) -> None:
    stage = Stage(POLICY)
    stage.feed([room_state("room", odd, NOON - DAY, [odd])])
    stage.feed(spread(ADVERTISEMENT, odd, rooms(5), NOON, MINUTE))
    stage.feed([open_message(odd, odd, ADVERTISEMENT, NOON + n, sender_role="owner")
                for n in range(3)])  # fmt: skip
    stage.feed([response(odd, odd, odd, "left", NOON)])
    assert {(one.subject_type, one.subject_id) for one in stage.sanctions} == {
        ("account", odd),
        ("room", odd),
    }
    assert {one.account_id for one in stage.notifications} == {odd}


def test_a_topic_is_read_again_as_far_back_as_the_rules_that_follow_its_findings_count() -> None:
    campaign, both = only("advertising-campaign"), only("advertising-campaign", "campaign-inviter")
    assert Stage(campaign).engine.window_ms("chat-messages") == DAY
    assert Stage(both).engine.window_ms("chat-messages") == 7 * DAY
    assert Stage(both).engine.window_ms("group-invites") == 37 * DAY
    assert Stage(both).engine.window_ms("likes") is None


def test_messages_are_read_again_as_far_back_as_devices_of_staff_are_remembered() -> None:
    engine = Stage(only("open-chat-owner-advertising")).engine
    assert engine.window_ms("chat-messages") == 365 * DAY
