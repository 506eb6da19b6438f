from collections import Counter, defaultdict
from typing import Any

import pytest

from benchmarks.build_demo import compose
from config.topics import INPUTS
from streams.demo.recording import Event, Truth, load_events, load_texts, load_truth, shift

MINUTE_MS = 60_000


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return list(load_events())


@pytest.fixture(scope="module")
def truth() -> Truth:
    return load_truth()


def mentioned_ids(events: list[Event]) -> set[str]:
    """Every id that acts, is acted on, or names a room."""
    ids: set[str] = set()
    for _, value in events:
        for name, given in value.items():
            if name.endswith("_id") and isinstance(given, str):
                ids.add(given)
            elif name.endswith("_ids"):
                ids.update(given)
    return ids


def test_every_event_is_valid_under_the_contract(events: list[Event]) -> None:
    for topic, value in events:
        INPUTS[topic].model.model_validate(value)


def test_no_event_has_a_field_that_the_contract_does_not_name(events: list[Event]) -> None:
    for topic, value in events:
        assert set(value) <= set(INPUTS[topic].model.model_fields)


def test_all_input_topics_occur_and_chat_is_most_of_it(events: list[Event]) -> None:
    counts = Counter(topic for topic, _ in events)
    assert set(counts) == set(INPUTS)
    assert 11_000 <= len(events) <= 13_000
    assert counts["chat-messages"] > 0.7 * len(events)


def test_events_are_in_order_within_forty_minutes_and_their_ids_unique(
    events: list[Event],
) -> None:
    times = [value["occurred_at_ms"] for _, value in events]
    assert times == sorted(times)
    assert 35 * MINUTE_MS < times[-1] - times[0] < 40 * MINUTE_MS
    assert len({value["event_id"] for _, value in events}) == len(events)


def test_a_report_names_an_earlier_event_and_a_room_is_older_than_what_happens_in_it(
    events: list[Event],
) -> None:
    seen: set[str] = set()
    for _, value in events:
        assert value.get("about_event_id") is None or value["about_event_id"] in seen
        assert value.get("room_created_at_ms", 0) <= value["occurred_at_ms"]
        seen.add(value["event_id"])


def test_everybody_that_the_truth_names_occurs_and_on_one_side_only(
    events: list[Event], truth: Truth
) -> None:
    ids = mentioned_ids(events)
    guilty = {spammer.id for spammer in truth.spammers}
    ordinary = {character.id for character in truth.ordinary}
    unverified = {manager.id for manager in truth.unverified}
    assert guilty | ordinary | unverified <= ids
    assert not guilty & ordinary
    assert not guilty & unverified
    assert not ordinary & unverified


def rooms_by_sender(events: list[Event]) -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = defaultdict(set)
    for topic, value in events:
        if topic == "chat-messages":
            rooms[value["sender_id"]].add(value["room_id"])
    return rooms


def test_repeated_advertisers_visit_six_to_fifteen_rooms(events: list[Event], truth: Truth) -> None:
    rooms = rooms_by_sender(events)
    advertisers = [who.id for who in truth.spammers if who.kind == "repeated-advertising"]
    assert len(advertisers) == 16
    assert all(6 <= len(rooms[advertiser]) <= 15 for advertiser in advertisers)


def test_mass_inviters_invite_sixty_people_or_more_and_no_ordinary_account_to_many_rooms(
    events: list[Event], truth: Truth
) -> None:
    invitees: dict[str, set[str]] = defaultdict(set)
    rooms: dict[str, set[str]] = defaultdict(set)
    for topic, value in events:
        if topic == "group-invites":
            invitees[value["inviter_id"]].update(value["invitee_ids"])
            rooms[value["inviter_id"]].add(value["room_id"])
    inviters = {who.id for who in truth.spammers if who.kind == "mass-group-invites"}
    guilty = {who.id for who in truth.spammers}
    assert all(len(invitees[inviter]) >= 60 for inviter in inviters)
    assert max(len(rooms[who]) for who in rooms if who not in guilty) <= 5


def test_an_owners_second_account_writes_from_the_owners_device(events: list[Event]) -> None:
    devices: dict[str, set[str]] = defaultdict(set)
    for topic, value in events:
        if topic == "chat-messages" and "device_id" in value:
            devices[value["sender_id"]].add(value["device_id"])
    assert devices["u-phone-tips-second"] == devices["u-phone-tips-owner"]


def test_the_stream_is_made_again_from_the_texts_alone(events: list[Event]) -> None:
    made, _ = compose(load_texts())
    assert [(line["topic"], line["value"]) for line in made] == events


def moved(value: dict[str, Any], speed: float) -> dict[str, Any]:
    first = {"event_id": "a", "occurred_at_ms": 1_000}
    later = {"event_id": "b", **value}
    return list(shift([("likes", first), ("likes", later)], 50_000, speed))[1][1]


def test_shift_moves_the_first_event_to_the_start_and_divides_what_follows_by_the_speed() -> None:
    assert moved({"occurred_at_ms": 5_000}, 1)["occurred_at_ms"] == 54_000
    assert moved({"occurred_at_ms": 5_000}, 4)["occurred_at_ms"] == 51_000


def test_shift_keeps_the_age_that_a_room_had_at_the_start() -> None:
    value = {"occurred_at_ms": 5_000, "room_created_at_ms": 400}
    assert moved(value, 4)["room_created_at_ms"] == 50_000 - 600
    assert value["room_created_at_ms"] == 400


def test_shift_refuses_a_speed_of_zero() -> None:
    with pytest.raises(ValueError, match="above zero"):
        list(shift([], 0, 0))
