"""Records to events: msgspec structs made from the pydantic models, at half their cost.

The structs are derived from `config.events`, so there is one definition of every field. A
property test holds both to accept and refuse the same bytes and to give the same values.
"""

import base64
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

RAW_BYTES_KEPT = 65_536
"""First bytes of an undecodable record that its dead letter carries."""


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


def decode(
    topic: str, records: Sequence[Record], latest_at_ms: int
) -> tuple[list[Any], list[DeadLetter]]:
    """Events of the good records, in order, and a dead letter for each of the others.

    An event dated after `latest_at_ms` is invalid: it would empty windows of their past.
    """
    decoder = DECODERS[topic].decode
    read = decoder if _all_utf8(records) else lambda raw: decode_one(topic, raw)
    events, dead = [], []
    for record in records:
        try:
            event = read(record.value or b"")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            dead.append(dead_letter(record, str(error)))
            continue
        if event.occurred_at_ms > latest_at_ms:
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
    return DECODERS[topic].decode(raw)


def _all_utf8(records: Sequence[Record]) -> bool:
    """Whether all values together are UTF-8: one check for the batch."""
    try:
        b"\n".join([record.value or b"" for record in records]).decode()
    except UnicodeDecodeError:
        return False
    return True


def dead_letter(record: Record, error: str) -> DeadLetter:
    """The dead letter of one record: where it came from, what is wrong, and its first bytes."""
    value = record.value or b""
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        error=error if record.value is not None else "the record has no value",
        size_bytes=len(value),
        sha256=sha256(value).hexdigest(),
        value_base64=base64.b64encode(value[:RAW_BYTES_KEPT]).decode(),
        key_base64=None if record.key is None else base64.b64encode(record.key).decode(),
    )
