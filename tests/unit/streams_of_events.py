"""Small builders of events, and an engine on windows in memory that tells what it finds."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import count, groupby
from typing import Any, NamedTuple

from config.events import LATEST_AT_MS
from config.outputs import DeadLetter, Notification, Restriction, Sanction
from config.policy import Policy
from config.settings import DEFAULT_POLICY
from detectors.registry import load_checked_policy
from detectors.text import load_model
from streams.engine import Engine
from streams.recorded import Line
from streams.topics_out import Outgoing
from streams.windows.memory import MemoryWindows

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOON = 1_700_017_200_000
"""2023-11-15 12:00 in Seoul."""

ADVERTISEMENT = "▶신규 첫충 50%◀ 매일 첫충 20% 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @vip777"
OTHER_ADVERTISEMENT = (
    "무직자 당일대출 신용불량자 가능 무방문 무서류 당일입금 상담문의 카톡 dalcom77"
)

_numbers = count()


class Event(NamedTuple):
    """One record to be: its topic and its fields."""

    topic: str
    fields: dict[str, Any]

    @property
    def at_ms(self) -> int:
        at_ms: int = self.fields["occurred_at_ms"]
        return at_ms

    @property
    def value(self) -> bytes:
        return json.dumps(self.fields, ensure_ascii=False).encode()


def event(topic: str, at_ms: int, **fields: Any) -> Event:
    """An event with an id of its own, unless one is given."""
    return Event(topic, {"event_id": f"event-{next(_numbers)}", "occurred_at_ms": at_ms, **fields})


def message(sender: str, room: str, text: str, at_ms: int, **fields: Any) -> Event:
    """A message to a group room, unless `room_type` says otherwise."""
    given = {"room_type": "group", **fields}
    return event("chat-messages", at_ms, sender_id=sender, room_id=room, text=text, **given)


def open_message(sender: str, room: str, text: str, at_ms: int, **fields: Any) -> Event:
    """A message to an open chat."""
    return message(sender, room, text, at_ms, room_type="open", **fields)


def invite(inviter: str, invitees: Sequence[str], room: str, at_ms: int) -> Event:
    """An invitation to a group room."""
    return event(
        "group-invites",
        at_ms,
        inviter_id=inviter,
        invitee_ids=list(invitees),
        room_id=room,
        room_type="group",
    )


def response(invitee: str, inviter: str, room: str, what: str, at_ms: int) -> Event:
    """What an invitee does: `accepted`, `declined` or `left`."""
    return event(
        "invite-responses",
        at_ms,
        invitee_id=invitee,
        inviter_id=inviter,
        room_id=room,
        response=what,
    )


def room_state(
    room: str, owner: str, at_ms: int, admins: Sequence[str] = (), change: str = "created"
) -> Event:
    """The state of an open chat."""
    return event(
        "open-chat-rooms",
        at_ms,
        room_id=room,
        owner_id=owner,
        admin_ids=list(admins),
        change=change,
        title="동네 산책 모임",
        description="같이 걸어요",
    )


def spread(text: str, sender: str, rooms: Iterable[str], at_ms: int, step_ms: int) -> list[Event]:
    """One text to several rooms, a step of time apart."""
    return [
        message(sender, room, text, at_ms + number * step_ms) for number, room in enumerate(rooms)
    ]


def rooms(number: int) -> list[str]:
    """Names of so many rooms."""
    return [f"room-{index}" for index in range(number)]


def people(number: int, kind: str = "person") -> list[str]:
    """Names of so many people."""
    return [f"{kind}-{index}" for index in range(number)]


@cache
def shipped_policy() -> Policy:
    """The policy that haechi ships."""
    return load_checked_policy(DEFAULT_POLICY)


def only(*rule_ids: str, **changed: Any) -> Policy:
    """The shipped policy with some of its rules, in their order; `changed` are rules' fields."""
    rules = [rule for rule in shipped_policy().rules if rule.id in rule_ids]
    assert len(rules) == len(rule_ids)
    return shipped_policy().model_copy(
        update={"rules": [rule.model_copy(update=changed) for rule in rules]}
    )


class Found(NamedTuple):
    """Who was sanctioned, by which rule and in which scope."""

    rule: str
    subject: str
    scope: str


class Stage:
    """An engine on windows in memory, and everything that it produced."""

    def __init__(
        self,
        policy: Policy | None = None,
        latest_at_ms: Callable[[], int] = lambda: LATEST_AT_MS,
    ) -> None:
        self.engine = Engine(
            policy or shipped_policy(), load_model(), MemoryWindows(), latest_at_ms
        )
        self.produced: list[Outgoing] = []
        self._offset = 0

    def feed(self, events: Iterable[Event], batch: int = 500) -> list[Sanction]:
        """Work events off in the order given; returns the sanctions they brought about."""
        before = len(self.produced)
        for topic, group in groupby(events, key=lambda one: one.topic):
            values = [one.value for one in group]
            for start in range(0, len(values), batch):
                self.feed_raw(topic, values[start : start + batch])
        return _sanctions(self.produced[before:])

    def feed_raw(self, topic: str, values: Sequence[bytes]) -> list[Outgoing]:
        """Work off one batch of values; returns what it brought about."""
        records = [
            Line(topic, 0, self._offset + number, value) for number, value in enumerate(values)
        ]
        self._offset += len(records)
        prepared = self.engine.prepare(topic, 0, records)
        outgoing = asyncio.run(self.engine.decide(prepared)).outgoing
        self.produced += outgoing
        return outgoing

    def pass_time(self, now_ms: int) -> list[Outgoing]:
        """Let it be so late; returns what ends by then, as records."""
        _, outgoing = asyncio.run(self.engine.lifts(now_ms))
        self.produced += outgoing
        return outgoing

    @property
    def in_force(self) -> dict[str, str]:
        """What the compacted topic of restrictions holds: sanction ids by key."""
        held = {one.key.decode(): one.value for one in self.produced if one.topic == "restrictions"}
        return {
            key: Restriction.model_validate_json(value).sanction_id
            for key, value in held.items()
            if value is not None
        }

    @property
    def lifts(self) -> list[Sanction]:
        """The lifts among the sanctions."""
        return [one for one in self.sanctions if one.action == "lift"]

    @property
    def sanctions(self) -> list[Sanction]:
        """All sanctions, the last of each id, in the order in which they first came."""
        return list({one.sanction_id: one for one in _sanctions(self.produced)}.values())

    @property
    def restrictions(self) -> list[Restriction]:
        return [Restriction.model_validate_json(raw) for raw in self._values("restrictions")]

    @property
    def notifications(self) -> list[Notification]:
        return [Notification.model_validate_json(raw) for raw in self._values("notifications")]

    @property
    def dead_letters(self) -> list[DeadLetter]:
        return [DeadLetter.model_validate_json(raw) for raw in self._values("dead-letters")]

    @property
    def found(self) -> set[Found]:
        return {Found(one.rule_id, one.subject_id, one.scope) for one in self.sanctions}

    def _values(self, topic: str) -> list[bytes]:
        return [one.value for one in self.produced if one.topic == topic and one.value is not None]


def _sanctions(produced: Iterable[Outgoing]) -> list[Sanction]:
    return [
        Sanction.model_validate_json(one.value)
        for one in produced
        if one.topic == "sanctions" and one.value is not None
    ]


def found_in(events: Iterable[Event], batch: int = 500, policy: Policy | None = None) -> set[Found]:
    """What a policy, the shipped one unless given, finds in some events."""
    stage = Stage(policy)
    stage.feed(events, batch)
    return stage.found
