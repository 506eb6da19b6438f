"""The sanctions of a stream do not depend on how its events were shuffled, repeated and cut."""

import asyncio
from itertools import groupby

import pytest
from hypothesis import given, settings, strategies as st

from config.outputs import Sanction
from config.policy import Policy
from config.rules import Rule
from detectors.text import load_model
from streams.engine import Engine
from streams.recorded import Line
from streams.windows.memory import MemoryWindows
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    MINUTE,
    NOON,
    OTHER_ADVERTISEMENT,
    Event,
    event,
    only,
)

LATE_MS = MINUTE
LONGEST_MS = 90 * MINUTE
SUPPORTS_FIRST = ("open-chat-rooms", "invite-responses", "chat-messages", "group-invites")
LOWERED: dict[str, tuple[dict[str, int], int, int]] = {
    "repeated-advertising": ({"rooms": 3}, 20, 10),
    "mass-group-invites": ({"invitees": 4, "rooms": 2}, 20, 10),
    "repeated-invites": ({"invites": 2, "refusals": 1, "pressure": 4}, 30, 10),
    "open-chat-owner-advertising": ({"messages": 2}, 20, 10),
}
"""Rules with lower thresholds, shorter windows and cooldowns (minutes)."""

TEXTS = (ADVERTISEMENT, f"{ADVERTISEMENT} ★", OTHER_ADVERTISEMENT, "오늘 저녁 뭐 먹을까 다들")

OWNERS = {"r1": "ann", "r2": "ann", "r3": "bob", "r4": "cho"}
"""A room keeps its owner: if roles and rooms' states contradict, what comes first is believed."""

accounts = st.sampled_from(["ann", "bob", "cho"])
room_names = st.sampled_from(sorted(OWNERS))


def sensitive_policy() -> Policy:
    """Rules of the shipped policy that find much in little."""
    policy = only(*LOWERED)
    return policy.model_copy(update={"rules": [lowered(rule) for rule in policy.rules]})


def lowered(rule: Rule) -> Rule:
    thresholds, within, cooldown = LOWERED[rule.id]
    times = {"within_ms": within * MINUTE, "cooldown_ms": cooldown * MINUTE}
    count = rule.count.model_copy(update=times)
    return rule.model_copy(update={"thresholds": thresholds, "count": count})


POLICY = sensitive_policy()


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    at_ms = NOON + draw(st.integers(0, LONGEST_MS // MINUTE)) * MINUTE + draw(st.integers(0, 2))
    kind = draw(st.integers(0, 9))
    who, room = draw(accounts), draw(room_names)
    common = {"event_id": f"e{number}", "room_id": room}
    if kind < 5:
        return event(
            "chat-messages",
            at_ms,
            sender_id=who,
            text=draw(st.sampled_from(TEXTS)),
            room_type=draw(st.sampled_from(["open", "open", "group"])),
            sender_role=draw(
                st.sampled_from(["member", "owner" if OWNERS[room] == who else "admin"])
            ),
            device_id=draw(st.sampled_from([None, "phone", "tablet"])),
            **common,
        )
    invitee = draw(st.sampled_from(["vic", "wim", "xia", "yun"]))
    if kind < 8:
        invitees = sorted({invitee, *draw(st.lists(st.sampled_from(["vic", "p1", "p2", "p3"])))})
        fields = {"inviter_id": who, "invitee_ids": invitees, "room_type": "group"}
        return event("group-invites", at_ms, **fields, **common)
    if kind == 8:
        said = draw(st.sampled_from(["declined", "left", "accepted"]))
        fields = {"invitee_id": invitee, "inviter_id": who, "response": said}
        return event("invite-responses", at_ms, **fields, **common)
    # no two states of a room at one time: which of them held would be anybody's guess
    fields = {"owner_id": OWNERS[room], "admin_ids": [draw(accounts)], "change": "updated"}
    texts = {"title": "t", "description": "d"}
    return event("open-chat-rooms", at_ms + 10 * (number + 1), **fields, **texts, **common)


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    return [draw(events(number)) for number in range(draw(st.integers(4, 24)))]


async def sanction_ids(batches: list[list[Event]]) -> set[str]:
    """The ids of the sanctions that batches, each of one topic, bring about."""
    engine = Engine(POLICY, load_model(), MemoryWindows(), lambda: NOON + 2 * LONGEST_MS)
    ids, offset = set(), 0
    for batch in batches:
        records = [Line(one.topic, 0, offset + place, one.value) for place, one in enumerate(batch)]
        offset += len(batch)
        prepared = engine.prepare(batch[0].topic, 0, records)
        assert not prepared.dead_letters
        outcome = await engine.decide(prepared)
        ids |= {
            Sanction.model_validate_json(one.value).sanction_id
            for one in outcome.outgoing
            if one.topic == "sanctions" and one.value
        }
    return ids


def in_order(stream: list[Event]) -> list[list[Event]]:
    """One batch per topic in order of time; what others' acts are judged by comes first."""
    ordered = sorted(stream, key=lambda one: one.at_ms)
    batches = [[one for one in ordered if one.topic == topic] for topic in SUPPORTS_FIRST]
    return [batch for batch in batches if batch]


def disturbed(draw: st.DrawFn, stream: list[Event]) -> list[list[Event]]:
    """As they come within a minute of their time, some twice, cut anywhere."""
    arrivals = [(one.at_ms + draw(st.integers(0, LATE_MS)), one) for one in stream]
    twice = draw(st.lists(st.sampled_from(arrivals), max_size=5))
    arrivals += [(at_ms + draw(st.integers(0, LATE_MS)), one) for at_ms, one in twice]
    arrivals.sort(key=lambda pair: pair[0])
    batches: list[list[Event]] = []
    for _, group in groupby((one for _, one in arrivals), key=lambda one: one.topic):
        rest = list(group)
        while rest:
            size = draw(st.integers(1, 6))
            batches.append(rest[:size])
            if draw(st.integers(0, 4)) == 0:
                batches.append(rest[:size])
            rest = rest[size:]
    return batches


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_disturbed_stream_has_the_sanctions_of_the_undisturbed_one(data: st.DataObject) -> None:
    stream = data.draw(streams())
    expected = asyncio.run(sanction_ids(in_order(stream)))
    batches = data.draw(st.composite(disturbed)(stream))
    assert asyncio.run(sanction_ids(batches)) == expected


@pytest.mark.parametrize("times", [2, 3])
@settings(max_examples=50, deadline=None)
@given(stream=streams())
def test_a_stream_delivered_again_brings_no_new_sanction(times: int, stream: list[Event]) -> None:
    batches = in_order(stream)
    once = asyncio.run(sanction_ids(batches))
    assert asyncio.run(sanction_ids(batches * times)) == once
