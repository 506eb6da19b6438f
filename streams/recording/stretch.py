"""Which records of which partitions a recording takes: offsets from times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiokafka import TopicPartition

from config.topics import INPUTS
from streams.errors import InputError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be recorded; times of records in Unix milliseconds, None: no bound.

    `topics`: None stands for all input topics that are there. `states`: topics that are kept for
    ever are taken from their beginning, since what they say holds until it is changed.
    """

    topics: Sequence[str] | None
    since_ms: int | None
    until_ms: int | None
    states: bool


class Stretch(NamedTuple):
    """The offsets of one partition from `first` up to before `end`.

    `open_ended`: no time bounds it. Tansu, the embedded broker, then tells too low an end: one
    past the first record of the last batch. What it says with the first records is right.
    """

    first: int
    end: int
    open_ended: bool


async def stretches(
    consumer: Any, numbers: Mapping[str, Sequence[int]], wanted: Wanted
) -> dict[TopicPartition, Stretch]:
    """What to read, as of now; partitions without any wanted record are left out.

    States come last: their records may be years old, and a reader that meets them first would
    take all others for wrong clocks. `numbers`: the partitions of all topics that are there. The
    consumer is left with an assignment.

    Raises:
        InputError: a wanted topic is not there.
        KafkaError: no broker answers.
    """
    partitions = _partitions(numbers, wanted.topics)
    consumer.assign(partitions)
    consumer.pause(*partitions)
    begins = await consumer.beginning_offsets(partitions)
    ends = await consumer.end_offsets(partitions)
    since = await _at(consumer, [tp for tp in partitions if _bounded(tp, wanted)], wanted.since_ms)
    until = await _at(consumer, partitions, wanted.until_ms)
    found = {}
    for tp in sorted(partitions, key=lambda one: (INPUTS[one.topic].tells_states, one)):
        first, end = since.get(tp, begins[tp]), until.get(tp)
        if first is None or begins[tp] >= ends[tp]:
            continue  # all records are older, or there are none
        first = max(first, begins[tp])
        stretch = Stretch(first, max(ends[tp], first + 1) if end is None else end, end is None)
        if stretch.first < stretch.end:
            found[tp] = stretch
    return found


def _bounded(partition: TopicPartition, wanted: Wanted) -> bool:
    return not (wanted.states and INPUTS[partition.topic].tells_states)


def _partitions(
    numbers: Mapping[str, Sequence[int]], topics: Sequence[str] | None
) -> list[TopicPartition]:
    asked = INPUTS if topics is None else topics
    missing = [topic for topic in asked if topic not in numbers]
    if missing and (topics is not None or len(missing) == len(INPUTS)):
        raise InputError(
            f"Kafka has no topic {', '.join(missing)}; name those that it has with --topics, or "
            "create all with: haechi topics create"
        )
    return [TopicPartition(topic, one) for topic in asked for one in numbers.get(topic, ())]


async def _at(
    consumer: Any, partitions: Sequence[TopicPartition], at_ms: int | None
) -> Mapping[TopicPartition, int | None]:
    """Offset of the first record at or after a time; None: all are older. Nothing without one."""
    if at_ms is None or not partitions:
        return {}
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, at_ms))
    return {tp: found[tp].offset if found.get(tp) else None for tp in partitions}
