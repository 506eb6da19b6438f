"""`haechi record`: what is read from Kafka, checked and written as lines of a recording."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import msgspec

from config.events import LATEST_AT_MS
from config.settings import KafkaSettings
from streams.decoding import decode
from streams.recording.privacy import Privacy
from streams.recording.reading import reader
from streams.recording.stretch import Wanted
from streams.watching import Begin


@dataclass(slots=True)
class Recorded:
    """What a recording holds: events per topic, and what was left out, with the first reason."""

    events: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    first_left_out: str = ""


async def record(
    kafka: KafkaSettings,
    wanted: Wanted,
    file: BinaryIO,
    privacy: Privacy | None,
    watching: Begin,
) -> Recorded:
    """Write the wanted events as lines; those that do not decode are left out and counted.

    `watching` is told how many records there are, and what it returns how far reading went on.

    Raises:
        BrokerUnavailable: no broker answers, one refuses us, or records stop coming.
        SettingsError: a file of certificates can not be used.
        InputError: a wanted topic is not there.
    """
    recorded = Recorded()
    async with reader(kafka, wanted) as opened:
        progress = watching(opened.total)
        async for topic, records, moved in opened:
            if records:
                _write(topic, records, file, privacy, recorded)
            progress(moved)
    return recorded


def _write(
    topic: str,
    records: Sequence[Any],
    file: BinaryIO,
    privacy: Privacy | None,
    recorded: Recorded,
) -> None:
    events, dead = decode(topic, records, LATEST_AT_MS)
    if dead:
        first = dead[0]
        place = f"{topic}, partition {first.partition}, offset {first.offset}"
        recorded.first_left_out = recorded.first_left_out or f"{place}: {first.error}"
        recorded.left_out[topic] += len(dead)
    left_out = {letter.offset for letter in dead}
    kept = [one.value for one in records if one.offset not in left_out]
    values = privacy.values(topic, events) if privacy else [_on_one_line(value) for value in kept]
    recorded.events[topic] += len(values)
    head = b'{"topic":"%s","value":' % topic.encode()
    file.write(b"".join([b"%s%s}\n" % (head, value) for value in values]))


def _on_one_line(value: bytes) -> bytes:
    """A value may have been written over several lines; a line of a recording must not."""
    if b"\n" in value or b"\r" in value:
        return bytes(msgspec.json.format(value, indent=-1))
    return value
