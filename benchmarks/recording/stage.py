"""The stage: events are put on it in any order and leave it numbered, in order of time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.recording.population import Account, Population, Room

START_AT_MS = 1_715_680_800_000
"""2024-05-14 19:00 in Seoul."""

LENGTH_MS = 40 * 60_000
"""The event time that the recording covers."""

MINUTE_MS = 60_000


@dataclass
class Draft:
    """An event without its id: ``at_ms`` counts from the start of the recording."""

    topic: str
    at_ms: int
    value: dict[str, Any]
    about: Draft | None = None


@dataclass
class Stage:
    """Collects drafts and the truth about who acted.

    Args:
        population: the accounts and rooms that the scenes draw on.
        texts: real texts by language, ham only.
        rng: the one source of chance.
    """

    population: Population
    texts: dict[str, Sequence[str]]
    rng: random.Random
    drafts: list[Draft] = field(default_factory=list)
    spammers: list[dict[str, str]] = field(default_factory=list)
    ordinary: list[dict[str, str]] = field(default_factory=list)
    unverified: list[dict[str, str]] = field(default_factory=list)

    def add(self, topic: str, at_ms: float, about: Draft | None = None, **value: Any) -> Draft:
        """Put one event on the stage; a time past the end is drawn back inside."""
        at = int(at_ms)
        if not 0 <= at < LENGTH_MS:
            at = self.rng.randrange(max(0, min(at, LENGTH_MS) - MINUTE_MS), LENGTH_MS)
        kept = {name: given for name, given in value.items() if given is not None}
        draft = Draft(topic, at, kept, about)
        self.drafts.append(draft)
        return draft

    def say(self, at_ms: float, sender: Account, room: Room, text: str) -> Draft:
        """Let an account send a message to a room."""
        return self.add(
            "chat-messages",
            at_ms,
            sender_id=sender.id,
            room_id=room.id,
            room_type=room.type,
            text=text,
            sender_role=room.role_of(sender),
            recipient_id=room.other_than(sender),
            device_id=sender.device_id if self.rng.random() < 0.96 else None,
            room_created_at_ms=None if room.type == "direct" else START_AT_MS + room.created_ms,
            lang=room.lang if self.rng.random() < 0.5 else None,
        )

    def invite(
        self, at_ms: float, inviter: Account, invitees: Iterable[Account], room: Room
    ) -> Draft:
        """Let an account invite others to a group or open room."""
        return self.add(
            "group-invites",
            at_ms,
            inviter_id=inviter.id,
            invitee_ids=[invitee.id for invitee in invitees],
            room_id=room.id,
            room_type=room.type,
            room_created_at_ms=START_AT_MS + room.created_ms,
        )

    def respond(
        self, at_ms: float, invitee: Account, inviter: Account, room: Room, response: str
    ) -> Draft:
        """Let an invited account accept, decline or leave."""
        return self.add(
            "invite-responses",
            at_ms,
            invitee_id=invitee.id,
            inviter_id=inviter.id,
            room_id=room.id,
            response=response,
        )

    def report(self, at_ms: float, reporter: str, about: Draft, reason: str) -> Draft:
        """Let a user, or an institution (``inst-…``), report the sender of a message."""
        kind = "institution" if reporter.startswith("inst-") else "user"
        return self.add(
            "user-reports",
            at_ms,
            about,
            reporter_id=reporter,
            reporter_type=kind,
            reported_type="account",
            reported_id=about.value["sender_id"],
            reason=reason,
        )

    def finish(self) -> list[dict[str, Any]]:
        """Order the drafts by time, number them, and turn them into replay lines."""
        ordered = sorted(self.drafts, key=lambda draft: draft.at_ms)
        ids = {id(draft): f"e-{number:05}" for number, draft in enumerate(ordered, 1)}
        return [_line(draft, ids) for draft in ordered]


def _line(draft: Draft, ids: dict[int, str]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "event_id": ids[id(draft)],
        "occurred_at_ms": START_AT_MS + draft.at_ms,
        **draft.value,
    }
    if draft.about is not None:
        value["about_event_id"] = ids[id(draft.about)]
    return {"topic": draft.topic, "value": value}
