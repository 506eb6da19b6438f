"""Which records are events, and what becomes of the others."""

import base64
import hashlib
import json
from typing import Any

import pytest

from config.topics import INPUTS
from streams.decoding import DECODERS, ERROR_CHARACTERS, RAW_BYTES_KEPT, decode, struct_of
from streams.recorded import Line
from tests.unit.streams_of_events import NOON, Stage, invite, message, open_message

MESSAGE = message("sender", "room", "안녕하세요", NOON).fields
INVITE = invite("inviter", ["invitee"], "room", NOON).fields
LIKE = {
    "event_id": "e",
    "occurred_at_ms": NOON,
    "actor_id": "a",
    "content_id": "c",
    "owner_id": "o",
}
KAFKA_RECORD_BYTES = 1_000_000


def line(topic: str, value: bytes | None, offset: int = 0, key: bytes | None = None) -> Any:
    return Line(topic, 3, offset, value, key=key)  # type: ignore[arg-type]  # a tombstone has none


def outcome(topic: str, value: bytes | None) -> tuple[list[Any], list[Any]]:
    return decode(topic, [line(topic, value)], NOON)


def accepts(topic: str, fields: dict[str, Any], **changes: Any) -> bool:
    events, _ = outcome(topic, json.dumps({**fields, **changes}).encode())
    return bool(events)


def with_raw(fields: dict[str, Any], raw: bytes) -> bytes:
    """The document with some more bytes before its last brace."""
    return json.dumps(fields).encode()[:-1] + b", " + raw + b"}"


@pytest.mark.parametrize(
    ("topic", "fields", "change", "good"),
    [
        ("chat-messages", MESSAGE, {"sender_id": "a" * 128}, True),
        ("chat-messages", MESSAGE, {"sender_id": "가" * 128}, True),
        ("chat-messages", MESSAGE, {"sender_id": "a" * 129}, False),
        ("chat-messages", MESSAGE, {"sender_id": ""}, False),
        ("chat-messages", MESSAGE, {"text": ""}, True),
        ("chat-messages", MESSAGE, {"text": "😀" * 10_000}, True),
        ("chat-messages", MESSAGE, {"text": "가" * 10_001}, False),
        ("chat-messages", MESSAGE, {"room_type": "secret"}, False),
        ("chat-messages", MESSAGE, {"recipient_id": None}, True),
        ("chat-messages", MESSAGE, {"sender_role": None}, False),
        ("chat-messages", MESSAGE, {"occurred_at_ms": True}, False),
        ("chat-messages", MESSAGE, {"occurred_at_ms": 1.0}, False),
        ("chat-messages", MESSAGE, {"occurred_at_ms": str(NOON)}, False),
        ("chat-messages", MESSAGE, {"occurred_at_ms": -1}, False),
        ("chat-messages", MESSAGE, {"occurred_at_ms": 0}, True),
        ("chat-messages", MESSAGE, {"occurred_at_ms": 10**400}, False),
        ("group-invites", INVITE, {"invitee_ids": []}, False),
        ("group-invites", INVITE, {"invitee_ids": ["a"] * 500}, True),
        ("group-invites", INVITE, {"invitee_ids": ["a"] * 501}, False),
        ("group-invites", INVITE, {"invitee_ids": ["a", ""]}, False),
        ("group-invites", INVITE, {"invitee_ids": "abc"}, False),
        ("group-invites", INVITE, {"room_type": "direct"}, False),
        ("likes", LIKE, {"undo": 1}, False),
        ("likes", LIKE, {"undo": None}, False),
        ("likes", LIKE, {"unknown": {"deep": [1, 2]}}, True),
    ],
)
def test_a_field_is_accepted_within_the_limits_of_the_contract(
    topic: str, fields: dict[str, Any], change: dict[str, Any], good: bool
) -> None:
    assert accepts(topic, fields, **change) == good


@pytest.mark.parametrize("missing", sorted(MESSAGE))
def test_a_required_field_must_be_there(missing: str) -> None:
    fields = {name: value for name, value in MESSAGE.items() if name != missing}
    assert not outcome("chat-messages", json.dumps(fields).encode())[0]


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b" ",
        b"null",
        b"[]",
        b'"text"',
        b"1",
        b"{}",
        b"\xff\xfe",
        b"\xef\xbb\xbf" + json.dumps(LIKE).encode(),
        json.dumps(LIKE).encode() + b"x",
        json.dumps(LIKE).encode() + b"{}",
        json.dumps(LIKE).encode()[:-1],
        json.dumps(LIKE).encode("utf-16"),
        with_raw(LIKE, b'"owner_id": "\\ud800"'),
        with_raw(LIKE, b'"unknown": "\\udfff"'),
        with_raw(LIKE, b'"unknown": "\xed\xa0\x80"'),
        with_raw(LIKE, b'"unknown": NaN'),
        with_raw(LIKE, b'"unknown": -Infinity'),
        with_raw(LIKE, b'"unknown": ' + b"[" * 500 + b"]" * 500),
        with_raw(LIKE, b'"unknown": ' + b'{"a":' * 500 + b"1" + b"}" * 500),
        with_raw(LIKE, b'"unknown": ' + b"[" * 200_000 + b"]" * 200_000),
        b"[" * 1_000_000,
        b'"' + b'\\"' * 400_000,
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_event_becomes_one_dead_letter(value: bytes | None) -> None:
    events, dead = outcome("likes", value)
    assert events == []
    assert len(dead) == 1
    assert dead[0].error


@pytest.mark.parametrize(
    "raw",
    [
        b'"actor_id": "\\ud83d\\ude00"',
        b'"actor_id": "\\u0000"',
        b'"actor_id": "twice"',
        b'"unknown": ' + b"9" * 400,
        b'"unknown": 1e400',
        b'"unknown": ' + b"[" * 150 + b"]" * 150,
        b'"unknown": [' + b"[]," * 5_000 + b"[]]",
        b'"unknown": "' + b"[" * 5_000 + b'"',
        b'"unknown": "' + b'\\"[' * 5_000 + b'"',
    ],
    ids=lambda raw: repr(raw)[:40],
)
def test_what_is_unusual_but_sound_is_an_event(raw: bytes) -> None:
    events, dead = outcome("likes", with_raw(LIKE, raw))
    assert len(events) == 1
    assert dead == []


def test_a_name_given_twice_means_its_last_value() -> None:
    [event], _ = outcome("likes", with_raw(LIKE, b'"actor_id": "last"'))
    assert event.actor_id == "last"


def test_an_event_dated_later_than_allowed_is_told_by_how_much() -> None:
    assert accepts("likes", LIKE, occurred_at_ms=NOON)
    _, [letter] = outcome("likes", json.dumps({**LIKE, "occurred_at_ms": NOON + 7}).encode())
    assert letter.error == "occurred_at_ms is 7 ms further ahead of now than is allowed"


def test_good_records_keep_their_order_around_bad_ones() -> None:
    values = [json.dumps({**LIKE, "event_id": f"e{number}"}).encode() for number in range(4)]
    values[1:1] = [b"garbage", b"\xff"]
    records = [line("likes", value, offset) for offset, value in enumerate(values)]
    events, dead = decode("likes", records, NOON)
    assert [event.event_id for event in events] == ["e0", "e1", "e2", "e3"]
    assert [(letter.partition, letter.offset) for letter in dead] == [(3, 1), (3, 2)]


def test_a_record_that_is_not_utf8_does_not_change_what_is_thought_of_the_others() -> None:
    odd = with_raw(LIKE, b'"unknown": "\xff"')
    events, dead = decode(
        "likes", [line("likes", json.dumps(LIKE).encode()), line("likes", odd, 1)], NOON
    )
    assert len(events) == 1
    assert [letter.offset for letter in dead] == [1]


def test_a_dead_letter_says_where_a_megabyte_came_from_and_shows_its_beginning() -> None:
    value = b"\x00\xff" * 500_000
    [letter] = decode("likes", [line("likes", value, 41, b"some key")], NOON)[1]
    assert (letter.topic, letter.partition, letter.offset) == ("likes", 3, 41)
    assert letter.size_bytes == 1_000_000
    assert letter.sha256 == hashlib.sha256(value).hexdigest()
    assert base64.b64decode(letter.value_base64) == value[:65_536]
    assert letter.key_base64 is not None
    assert base64.b64decode(letter.key_base64) == b"some key"
    assert RAW_BYTES_KEPT == 65_536


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (json.dumps({**MESSAGE, "room_type": "x" * 900_000}).encode(), None),
        (json.dumps({**MESSAGE, "room_type": "가" * 300_000}, ensure_ascii=False).encode(), None),
        (b"garbage", b"k" * 900_000),
        (b"\xff" * 500_000, b"k" * 400_000),
    ],
    ids=["quoted by the error", "quoted in Hangul", "a long key", "both long"],
)
def test_a_dead_letter_always_fits_a_record(value: bytes, key: bytes | None) -> None:
    [letter] = decode("chat-messages", [line("chat-messages", value, key=key)], NOON)[1]
    assert len(letter.error) <= ERROR_CHARACTERS
    assert len(letter.model_dump_json().encode()) < KAFKA_RECORD_BYTES / 2


def test_a_record_without_a_value_is_named_as_such() -> None:
    [letter] = outcome("likes", None)[1]
    assert letter.error == "the record has no value"
    assert letter.size_bytes == 0


@pytest.mark.parametrize("topic", sorted(INPUTS))
def test_the_structs_have_the_fields_and_defaults_of_the_models(topic: str) -> None:
    model = INPUTS[topic].model
    struct = struct_of(model)
    assert struct.__struct_fields__ == tuple(model.model_fields)
    assert DECODERS[topic].type.__struct_fields__ == struct.__struct_fields__
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    given = dict.fromkeys(required, "x")
    made = struct(**given)
    for name, field in model.model_fields.items():
        if name not in given:
            assert getattr(made, name) == field.default


def test_two_events_do_not_share_a_list_that_is_the_default() -> None:
    struct = struct_of(INPUTS["open-chat-rooms"].model)
    fields = dict.fromkeys(("event_id", "occurred_at_ms", "room_id", "change"), "x")
    fields |= dict.fromkeys(("owner_id", "title", "description"), "x")
    one: Any = struct(**fields)
    one.admin_ids.append("somebody")
    other: Any = struct(**fields)
    assert other.admin_ids == []


def test_a_bad_record_in_a_batch_leaves_the_findings_of_the_others() -> None:
    values = [
        open_message("owner", "room", "카지노 바카라 꽁머니 3만 지급 텔레 @vip777", NOON + number,
                     sender_role="owner").value
        for number in range(3)
    ]  # fmt: skip
    stage = Stage()
    stage.feed_raw("chat-messages", [b"\xff", values[0], b"{}", *values[1:], b""])
    assert {one.subject for one in stage.found} == {"room", "owner"}
    assert len(stage.dead_letters) == 3
