"""Records that are broken, come twice or in another order."""

import base64
import json
import random
from hashlib import sha256
from typing import Any

from config.topics import INPUTS
from streams.decoding import RAW_BYTES_KEPT
from tests.faults.conftest import NewStage
from tests.faults.harness import Event, Made
from tests.faults.test_redis_faults import finish

POISON = b"poison"
YEAR_MS = 365 * 86_400_000


def poison(stream: list[Event]) -> list[Event]:
    """Every kind of broken record for every input topic."""
    now_ms = stream[-1].at_ms
    broken = []
    for topic in INPUTS:
        sound = next(one for one in stream if one.topic == topic)
        value: dict[str, Any] = json.loads(sound.value or b"{}")
        wrong_type = {name: [part] for name, part in value.items()}
        future = {**value, "event_id": "from-the-future", "occurred_at_ms": now_ms + YEAR_MS}
        values = [
            b"\x00\x01\x02garbage\xff\xfe",
            b"",
            None,
            json.dumps(wrong_type).encode(),
            json.dumps({"event_id": "alone"}).encode(),
            json.dumps(future).encode(),
            b'{"event_id": "\xff\xfe", ' + json.dumps(value).encode()[1:],
            (sound.value or b"")[:-1],
            b"[" * 200_000,
            b"1" * 1_000_000,
        ]
        broken += [Event(topic, POISON, raw, now_ms) for raw in values]
        broken.append(Event(topic, POISON * 100_000, b"and a long key", now_ms))
    return broken


async def test_poison_in_every_topic_goes_to_the_dead_letters_and_changes_nothing_else(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    chance = random.Random(20_260_102)
    broken = poison(stream)
    places = sorted(chance.sample(range(len(stream)), len(broken)))
    mixed = list(stream)
    for place, one in zip(reversed(places), broken, strict=True):
        mixed.insert(place, one)
    async with new_stage() as stage:
        origins = await stage.produce(mixed)
        stage.start_worker()
        await finish(stage, undisturbed)
        letters = await stage.values("dead-letters")
    expected = {
        origin: dead_letter(one)
        for origin, one in zip(origins, mixed, strict=True)
        if one.key and one.key.startswith(POISON)
    }
    found = {
        (one["topic"], one["partition"], one["offset"]): without_origin(one) for one in letters
    }
    assert found == expected
    assert len(letters) == len(expected)
    assert all(one["error"] for one in letters)


def dead_letter(event: Event) -> dict[str, Any]:
    value = event.value or b""
    return {
        "size_bytes": len(value),
        "sha256": sha256(value).hexdigest(),
        "value_base64": base64.b64encode(value[:RAW_BYTES_KEPT]).decode(),
        "key_base64": base64.b64encode((event.key or b"")[:RAW_BYTES_KEPT]).decode(),
    }


def without_origin(letter: dict[str, Any]) -> dict[str, Any]:
    return {
        name: part
        for name, part in letter.items()
        if name not in {"topic", "partition", "offset", "error"}
    }


async def test_every_event_twice_changes_no_sanction(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    """Half of them at once, half of them some time later."""
    chance = random.Random(20_260_103)
    doubled = []
    for place, one in enumerate(stream):
        later = place + (0 if chance.random() < 0.5 else chance.randint(1, 2_000))
        doubled += [(place, one), (later, one)]
    doubled.sort(key=lambda pair: pair[0])
    async with new_stage() as stage:
        await stage.produce([one for _, one in doubled])
        stage.start_worker()
        await finish(stage, undisturbed)


async def test_events_shuffled_within_a_minute_change_no_sanction(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    chance = random.Random(20_260_104)
    shuffled = sorted(stream, key=lambda one: one.at_ms + chance.uniform(0, 60_000))
    async with new_stage() as stage:
        await stage.produce(shuffled)
        stage.start_worker()
        await finish(stage, undisturbed)


async def test_a_worker_stops_with_one_line_when_most_records_are_garbage(
    new_stage: NewStage, stream: list[Event]
) -> None:
    window = 100
    async with new_stage(HAECHI_WORKER__UNDECODABLE_WINDOW_RECORDS=str(window)) as stage:
        sound = [one for one in stream if one.topic == "likes"][:400]
        await stage.produce(sound)
        worker = stage.start_worker()
        await stage.until_done()
        garbage = [Event("likes", None, b"garbage", sound[-1].at_ms, 0)] * 5_000
        first = min(offset for _, _, offset in await stage.produce(garbage))
        assert await worker.ended() == 1
        committed = await stage.committed()
        letters = await stage.values("dead-letters")
    said = [line for line in worker.output.splitlines() if "stopping:" in line]
    assert len(said) == 1
    assert "could not be used" in said[0]
    assert "Traceback" not in worker.output
    assert committed["likes", 0] <= first + window
    assert len(letters) <= window
