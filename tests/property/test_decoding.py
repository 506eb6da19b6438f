"""The fast decoder and the pydantic models are one contract."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from config.topics import INPUTS
from streams.decoding import decode_one

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(
        ["", "a" * 128, "a" * 129, "direct", "open", "owner", "declined", "\x00", "가"]
    ),
    st.lists(st.text(max_size=3), max_size=3),
    st.just({}),
)


def valid_value(annotation: str) -> st.SearchStrategy[Any]:
    if "Literal" in annotation:
        return st.sampled_from(
            ["direct", "group", "open", "channel", "member", "admin", "owner", "accepted",
             "declined", "left", "post", "comment", "created", "updated", "closed", "user",
             "institution", "account", "room", "advertising", "granted", "general", "business",
             "verified", "active", "biz-message", "sanction", "lift", "content"]
        )  # fmt: skip
    if "list" in annotation:
        return st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=4)
    if "bool" in annotation:
        return st.booleans()
    if "int" in annotation:
        return st.integers(0, 2_000_000_000_000)
    return st.text(min_size=1, max_size=10)


@st.composite
def documents(draw: st.DrawFn, topic: str) -> bytes:
    model = INPUTS[topic].model
    document: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        chance = draw(st.integers(0, 19))
        if chance == 0 or (chance < 8 and not field.is_required()):
            continue
        document[name] = draw(SCALARS if chance == 1 else valid_value(str(field.annotation)))
    if draw(st.booleans()):
        document["unknown"] = draw(SCALARS)
    raw = json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        position = draw(st.integers(0, len(raw)))
        raw = raw[:position] + draw(st.binary(max_size=3)) + raw[position:]
    return raw


def both(topic: str, raw: bytes) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    try:
        fast = msgspec.to_builtins(decode_one(topic, raw))
    except (msgspec.DecodeError, UnicodeDecodeError):
        fast = None
    try:
        slow = INPUTS[topic].model.model_validate_json(raw).model_dump()
    except ValidationError:
        slow = None
    return fast, slow


@pytest.mark.parametrize("topic", sorted(INPUTS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_both_decoders_accept_the_same_bytes_and_give_the_same_values(
    topic: str, data: st.DataObject
) -> None:
    fast, slow = both(topic, data.draw(documents(topic)))
    assert fast == slow


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=60))
def test_both_decoders_refuse_garbage(raw: bytes) -> None:
    fast, slow = both("likes", raw)
    assert fast is None
    assert slow is None
