"""Which of an example's events each condition of a rule lets through, and what they have of it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from config.conditions import TEXTS, Condition
from config.events import LATEST_AT_MS
from config.examples import Written
from config.rules import Rule
from detectors.batch import EventBatch
from detectors.filtering import Filter, feature_value
from detectors.text import load_model
from streams.decoding import decode
from streams.recorded import Line


class Event(NamedTuple):
    """What one event has of a feature, and its text if it has one."""

    value: Any
    text: str


class Fit(NamedTuple):
    """One condition on the events of one topic: those that it lets through, and those not."""

    topic: str
    condition: Condition
    fitting: list[Event]
    left_out: list[Event]


def fits_of(rule: Rule, events: Sequence[Written]) -> list[Fit]:
    """Every condition of a rule on the events of an example, topic by topic."""
    return [fit for topic in rule.on for fit in _of_topic(rule, topic, events)]


def _of_topic(rule: Rule, topic: str, events: Sequence[Written]) -> Iterator[Fit]:
    lines = [
        Line(topic, 0, number, msgspec.json.encode(value))
        for number, (other, value) in enumerate(events)
        if other == topic
    ]
    decoded, _ = decode(topic, lines, LATEST_AT_MS)
    if not decoded:
        return
    batch = EventBatch(topic, decoded, load_model())
    for condition in rule.conditions(topic):
        rows = set(Filter([condition]).rows(batch))
        seen = [_event(batch, row, condition) for row in range(len(decoded))]
        yield Fit(
            topic=topic,
            condition=condition,
            fitting=[one for row, one in enumerate(seen) if row in rows],
            left_out=[one for row, one in enumerate(seen) if row not in rows],
        )


def _event(batch: EventBatch, row: int, condition: Condition) -> Event:
    text = batch.texts[row] if batch.topic in TEXTS else ""
    return Event(feature_value(batch, row, condition.feature.name), text)
