"""Read the recorded stream, its truth and the real texts that ship with the demo.

Everything is package data in this folder; `ATTRIBUTION.md` says where the texts come from.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

import msgspec

Event = tuple[str, dict[str, Any]]
"""A topic and the value of one of its events."""


class Text(msgspec.Struct, frozen=True):
    """One real text: its language, the set it comes from, and `spam` or `ham`."""

    text: str
    lang: str
    source: str
    label: str


class Spammer(msgspec.Struct, frozen=True):
    """A subject that breaks the policy in the recording: in which campaign, and how (`kind`)."""

    id: str
    subject_type: str
    campaign: str
    kind: str
    about: str
    lang: str


class Character(msgspec.Struct, frozen=True):
    """An account of ordinary life that must never be sanctioned, and why it might look guilty."""

    id: str
    character: str


class Unverified(msgspec.Struct, frozen=True):
    """A channel manager who writes in 1:1 chat before the identity verification."""

    id: str
    channel_id: str


class Truth(msgspec.Struct, frozen=True):
    """Who is who. Every account that is not named among the spammers is an ordinary person."""

    spammers: list[Spammer]
    unverified: list[Unverified]
    ordinary: list[Character]


class _Line(msgspec.Struct, frozen=True):
    topic: str
    value: dict[str, Any]


def load_events() -> Iterator[Event]:
    """Yield the recorded stream in order of `occurred_at_ms`; blocks on reading the file."""
    decoder = msgspec.json.Decoder(_Line)
    for raw in _lines("events.jsonl.gz"):
        line = decoder.decode(raw)
        yield line.topic, line.value


def load_texts() -> list[Text]:
    """Return the real texts in their shipped order; blocks on reading the file."""
    decoder = msgspec.json.Decoder(Text)
    return [decoder.decode(raw) for raw in _lines("texts.jsonl.gz")]


def load_truth() -> Truth:
    """Return who the recording's spammers and ordinary characters are."""
    return msgspec.json.decode(files(__package__).joinpath("truth.json").read_bytes(), type=Truth)


def shift(events: Iterable[Event], start_at_ms: int, speed: float) -> Iterator[Event]:
    """Move a stream in time: the first event to `start_at_ms`, the rest `speed` times as fast.

    A time before the first event, such as the creation of an old room, keeps its distance to the
    start, so that a room's age does not depend on the speed. The events given are not changed.

    Raises:
        ValueError: `speed` is not above zero.
    """
    if speed <= 0:
        raise ValueError(f"the speed must be above zero, not {speed}")
    first_at_ms: int | None = None
    for topic, value in events:
        if first_at_ms is None:
            first_at_ms = int(value["occurred_at_ms"])
        moved = dict(value)
        for name in ("occurred_at_ms", "room_created_at_ms"):
            if name in moved:
                past_ms = moved[name] - first_at_ms
                moved[name] = start_at_ms + (round(past_ms / speed) if past_ms > 0 else past_ms)
        yield topic, moved


def _lines(name: str) -> Iterator[bytes]:
    packed = files(__package__).joinpath(name).read_bytes()
    return iter(gzip.decompress(packed).splitlines())
