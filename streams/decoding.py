"""Records to events: msgspec structs made from the pydantic models, at half their cost.

The structs are derived from `config.events`, so there is one definition of every field. A
property test holds both to accept and refuse the same bytes and to give the same values.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Protocol, Union, get_args, get_origin

import annotated_types
import msgspec
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.outputs import DeadLetter
from config.topics import INPUTS
from detectors.kinds.operator_sanctions import problem_of

RAW_BYTES_KEPT = 65_536
"""First bytes of an undecodable record that its dead letter carries."""

ERROR_CHARACTERS = 500
"""Longest error of a dead letter: some errors quote the record, which may be a megabyte."""

NESTING = 200
"""Deepest nesting of a value. Beyond it, whether msgspec reads on depends on its caller's stack."""

_QUOTED_OR_BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class Record(Protocol):
    """What is read of a Kafka record."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - Kafka's own names
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102


def struct_of(model: type[BaseModel]) -> type[msgspec.Struct]:
    """The struct with the fields, constraints and defaults of a pydantic model."""
    fields: list[Any] = []
    for name, field in model.model_fields.items():
        kind = _constrained(field.annotation, field.metadata)
        if field.is_required():
            fields.append((name, kind))
        elif isinstance(field.default, list):
            fields.append((name, kind, msgspec.field(default_factory=list)))
        else:
            fields.append((name, kind, field.default))
    return msgspec.defstruct(model.__name__, fields, kw_only=True, gc=False)


def _constrained(annotation: Any, metadata: Sequence[Any]) -> Any:
    """A type as msgspec knows it, with pydantic's constraints."""
    origin = get_origin(annotation)
    if origin is Annotated:
        kind, *extra = get_args(annotation)
        inner = [
            one
            for given in extra
            for one in (given.metadata if isinstance(given, FieldInfo) else [given])
        ]
        return _constrained(kind, [*inner, *metadata])
    if origin in {Union, UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return _constrained(kinds[0], metadata) | None
    kind = annotation
    if origin is list:
        kind = list.__class_getitem__(_constrained(get_args(annotation)[0], ()))
    limits: dict[str, Any] = {}
    for one in metadata:
        limits |= _LIMITS.get(type(one), _no_limit)(one)
    return Annotated[kind, msgspec.Meta(**limits)] if limits and origin is not Literal else kind


def _no_limit(_: Any) -> dict[str, Any]:
    return {}


_LIMITS: Final[Mapping[type, Callable[[Any], dict[str, Any]]]] = {
    annotated_types.MinLen: lambda one: {"min_length": one.min_length},
    annotated_types.MaxLen: lambda one: {"max_length": one.max_length},
    annotated_types.Ge: lambda one: {"ge": one.ge},
    annotated_types.Gt: lambda one: {"gt": one.gt},
    annotated_types.Le: lambda one: {"le": one.le},
}

DECODERS: Final[Mapping[str, msgspec.json.Decoder[Any]]] = {
    name: msgspec.json.Decoder(struct_of(topic.model)) for name, topic in INPUTS.items()
}
"""A decoder for each input topic."""


CHECKS: Final[Mapping[str, Callable[[Any], str]]] = {"operator-actions": problem_of}
"""What the fields' types can not say about an event: what is wrong with it, or nothing."""


def decode(
    topic: str, records: Sequence[Record], latest_at_ms: int
) -> tuple[list[Any], list[DeadLetter]]:
    """Events of the good records, in order, and a dead letter for each of the others.

    An event dated after `latest_at_ms` is invalid: it would empty windows of their past.
    """
    decoder = DECODERS[topic].decode
    read = decoder if _all_utf8(records) else lambda raw: decode_one(topic, raw)
    check = CHECKS.get(topic)
    events, dead = [], []
    for record in records:
        value = record.value or b""
        try:
            event = read(value)
            if len(value) > 2 * NESTING:
                _check_nesting(value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            dead.append(dead_letter(record, str(error)))
            continue
        problem = check(event) if check else ""
        if problem:
            dead.append(dead_letter(record, problem))
        elif event.occurred_at_ms > latest_at_ms:
            ahead_ms = event.occurred_at_ms - latest_at_ms
            reason = f"occurred_at_ms is {ahead_ms} ms further ahead of now than is allowed"
            dead.append(dead_letter(record, reason))
        else:
            events.append(event)
    return events, dead


def decode_one(topic: str, raw: bytes) -> Any:
    """The event of one value.

    Raises:
        msgspec.DecodeError: it is no JSON, or breaks the contract.
        UnicodeDecodeError: it is not UTF-8; msgspec alone passes over fields it does not know.
    """
    raw.decode()
    event = DECODERS[topic].decode(raw)
    _check_nesting(raw)
    return event


def _check_nesting(raw: bytes) -> None:
    """Refuse valid JSON that is nested more deeply than `NESTING`."""
    if raw.count(b"{") + raw.count(b"[") <= NESTING:
        return
    depth = 0
    for match in _QUOTED_OR_BRACKET.finditer(raw):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(match[0], 0)
        if depth > NESTING:
            raise msgspec.DecodeError(f"JSON is nested more deeply than {NESTING} levels")


def _all_utf8(records: Sequence[Record]) -> bool:
    """Whether all values together are UTF-8: one check for the batch."""
    try:
        b"\n".join([record.value or b"" for record in records]).decode()
    except UnicodeDecodeError:
        return False
    return True


def dead_letter(record: Record, error: str) -> DeadLetter:
    """The dead letter of one record: where it came from, what is wrong, and its first bytes.

    It fits a record, however long the value, the key and the error are.
    """
    value = record.value or b""
    if len(error) > ERROR_CHARACTERS:
        error = f"{error[: ERROR_CHARACTERS - 1]}…"
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        error=error if record.value is not None else "the record has no value",
        size_bytes=len(value),
        sha256=sha256(value).hexdigest(),
        value_base64=_base64(value),
        key_base64=None if record.key is None else _base64(record.key),
    )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw[:RAW_BYTES_KEPT]).decode()
