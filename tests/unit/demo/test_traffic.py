import json
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from benchmarks.traffic import Record, mixed_traffic
from config.topics import INPUTS

END_AT_MS = 1_715_680_800_000
EVENTS = 20_000


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(mixed_traffic(EVENTS, 2_000, 3, end_at_ms=END_AT_MS))


def test_every_record_is_valid_and_keyed_as_the_contract_says(records: list[Record]) -> None:
    for topic, key, value in records:
        event = json.loads(value)
        INPUTS[topic].model.model_validate(event)
        assert key.decode() == event[INPUTS[topic].key]


def test_the_same_seed_gives_the_same_records_and_another_seed_others(
    records: list[Record],
) -> None:
    assert list(mixed_traffic(EVENTS, 2_000, 3, end_at_ms=END_AT_MS)) == records
    assert list(mixed_traffic(EVENTS, 2_000, 4, end_at_ms=END_AT_MS)) != records


def test_times_rise_steadily_over_the_duration_to_the_given_end(records: list[Record]) -> None:
    times = [json.loads(value)["occurred_at_ms"] for _, _, value in records]
    assert times[-1] == END_AT_MS
    assert times[0] == END_AT_MS - 3_600_000
    assert all(0 <= later - earlier <= 181 for earlier, later in pairwise(times))


def test_event_ids_are_unique(records: list[Record]) -> None:
    assert len({json.loads(value)["event_id"] for _, _, value in records}) == EVENTS


def test_the_topics_share_eighty_ten_ten(records: list[Record]) -> None:
    counts = Counter(topic for topic, _, _ in records)
    assert counts["chat-messages"] / EVENTS == pytest.approx(0.8, abs=0.01)
    assert counts["group-invites"] / EVENTS == pytest.approx(0.1, abs=0.01)
    assert len(counts) == 10


def test_advertisers_send_their_share_to_six_to_fifteen_rooms_each(records: list[Record]) -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    messages = Counter[bool]()
    for topic, key, value in records:
        if topic == "chat-messages":
            messages[key.startswith(b"ad-")] += 1
            if key.startswith(b"ad-"):
                rooms[key.decode()].add(json.loads(value)["room_id"])
    assert messages[True] / messages.total() == pytest.approx(0.02, abs=0.005)
    assert max(len(visited) for visited in rooms.values()) in range(6, 16)


def test_no_spam_is_sent_where_none_is_asked_for() -> None:
    records = mixed_traffic(2_000, 100, 3, spam_share=0, end_at_ms=END_AT_MS)
    assert not [key for _, key, _ in records if key.startswith(b"ad-")]
