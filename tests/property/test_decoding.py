"""The fast decoder and the pydantic models are one contract.

They part in two things that are hardly JSON, where the fast decoder is the stricter one: it
refuses `NaN` and `Infinity` also in fields that nobody reads, and a wrong value also where the
same name is given again with a right one. Of numbers with more than 4,300 digits, which pydantic
refuses in fields that nobody reads, and of nesting between 199 and 201 levels nothing is said.
"""

import json
from collections.abc import Iterable
from typing import Any, get_args

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


ODD = st.one_of(
    st.sampled_from(
        [
            *(b"NaN", b"Infinity", b"-Infinity", b"nan", b"null", b"true", b"tru", b"1.0", b"-0"),
            *(b"-0.0", b"1e3", b"1E400", b"01", b"1.", b".5", b"+1", b"-", b"0x1", b"1_000"),
            *(b"9223372036854775807", b"9223372036854775808", b"253402300799999"),
            *(b"253402300800000", b"'a'", b'"a', b"[1,]", b'{"a":1,}', b"{1:2}", b'{"a":1,"a":2}'),
            *(b'"\\ud800"', b'"\\udc00"', b'"\\ud83d\\ude00"', b'"\\ude00\\ud83d"', b'"\\ud83dx"'),
            *(b'"\\u0000"', b'"\\x41"', b'"\\u12"', b'"\\/"', b'"\x01"', b'"\x7f"', b'"\t"'),
            *(
                b'"\xff"',
                b'"\xed\xa0\x80"',
                b'"\xc0\x80"',
                b'"\xf4\x90\x80\x80"',
                b'"\xef\xbb\xbf"',
            ),
            *(b"/* */ 1", b"1 // 2", b"undefined", b"\xc2\xa01", b"\x0c1", b"", b"1 2", b"]", b"}"),
            *(
                b'"' + b"a" * 128 + b'"',
                b'"' + b"a" * 129 + b'"',
                b'"' + "가".encode() * 128 + b'"',
            ),
            *(b'"' + b"a" * 10_000 + b'"', b'"' + "😀".encode() * 10_001 + b'"'),
            *(b"[" + b'"a",' * 499 + b'"a"]', b"[" + b'"a",' * 500 + b'"a"]', b"[]", b'[""]'),
        ]
    ),
    st.integers(1, 4_000).map(lambda digits: b"9" * digits),
    st.one_of(st.integers(1, 190), st.integers(300, 3_000)).map(lambda n: b"[" * n + b"]" * n),
    st.one_of(st.integers(1, 190), st.integers(300, 3_000)).map(
        lambda n: b'{"a":' * n + b"1" + b"}" * n
    ),
)
AROUND = st.sampled_from(
    [b"", b"", b" ", b"\r\n\t", b"\xef\xbb\xbf", b"\x00", b"{}", b"x", b"\x0c"]
)
VALID: dict[str, Any] = {
    "id": "a",
    "ids": ["a"],
    "at_ms": 1_700_000_000_000,
    "type": "group",
    "text": "가",
}


def valid_document(topic: str) -> dict[str, bytes]:
    """The required fields of a topic, each as the bytes of a valid value."""
    written = {}
    for name, field in INPUTS[topic].model.model_fields.items():
        if field.is_required():
            value = VALID.get(name.rpartition("_")[2], VALID["text"])
            if "Literal" in str(field.annotation):
                value = get_args(field.annotation)[0]
            elif name.endswith("_ms"):
                value = VALID["at_ms"]
            written[name] = json.dumps(value, ensure_ascii=False).encode()
    return written


def written(document: Iterable[tuple[str, bytes]]) -> bytes:
    return b"{" + b",".join(f'"{name}":'.encode() + raw for name, raw in document) + b"}"


@st.composite
def odd_documents(draw: st.DrawFn, topic: str) -> bytes:
    """A valid document in which one field, known or unknown, has an odd value."""
    document = valid_document(topic)
    name = draw(st.sampled_from([*INPUTS[topic].model.model_fields, "unknown"]))
    document[name] = draw(ODD)
    return draw(AROUND) + written(document.items()) + draw(AROUND)


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
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fast = None
    try:
        slow = INPUTS[topic].model.model_validate_json(raw).model_dump()
    except ValidationError:
        slow = None
    return fast, slow


def has_no_number(raw: bytes) -> bool:
    """Whether there is, perhaps, a `NaN` or an `Infinity`."""
    return b"NaN" in raw or b"Infinity" in raw


@pytest.mark.parametrize("topic", sorted(INPUTS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_both_decoders_accept_the_same_bytes_and_give_the_same_values(
    topic: str, data: st.DataObject
) -> None:
    raw = data.draw(documents(topic))
    fast, slow = both(topic, raw)
    assert fast == slow or (fast is None and has_no_number(raw))


@pytest.mark.parametrize("topic", sorted(INPUTS))
def test_both_decoders_accept_the_document_that_odd_ones_are_made_from(topic: str) -> None:
    fast, slow = both(topic, written(valid_document(topic).items()))
    assert fast is not None
    assert fast == slow


@pytest.mark.parametrize("topic", sorted(INPUTS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_both_decoders_think_alike_of_odd_documents(topic: str, data: st.DataObject) -> None:
    raw = data.draw(odd_documents(topic))
    fast, slow = both(topic, raw)
    assert fast == slow or (fast is None and has_no_number(raw))


@pytest.mark.parametrize("topic", sorted(INPUTS))
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_name_given_twice_is_refused_or_means_its_last_value(
    topic: str, data: st.DataObject
) -> None:
    document = [*valid_document(topic).items()]
    name = data.draw(st.sampled_from([*INPUTS[topic].model.model_fields]))
    place = data.draw(st.integers(0, len(document)))
    document.insert(place, (name, data.draw(ODD)))
    fast, slow = both(topic, written(document))
    assert fast in (None, slow)


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=60))
def test_both_decoders_refuse_garbage(raw: bytes) -> None:
    fast, slow = both("likes", raw)
    assert fast is None
    assert slow is None
