"""Runs a recording through one or two policies: read, decoded and analysed once for all of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from config.events import LATEST_AT_MS
from config.topics import INPUTS
from detectors.batch import EventBatch
from detectors.text import TextModel, load_model
from streams.backtest.labels import Labels, Present
from streams.backtest.side import NamedPolicy, Side
from streams.decoding import decode
from streams.recorded import Line, read_lines
from streams.replay.order import Ordered
from streams.replay.reading import by_topic, slices, timed_lines
from streams.watching import Begin, Watch, begun_unwatched, unwatched


@dataclass(slots=True)
class Traffic:
    """What the recording holds. Times in Unix milliseconds."""

    events: Counter[str] = field(default_factory=Counter)
    unusable: int = 0
    first_unusable: str = ""
    _moments: list[int] = field(default_factory=list)
    _states: list[int] = field(default_factory=list)

    @property
    def span(self) -> tuple[int, int]:
        """Times of the first and the last event; twice 0 if there is none.

        States that hold for long, such as a room's owner, may be recorded from years before: they
        only tell the time if there is nothing else.
        """
        times = self._moments or self._states or [0]
        return min(times), max(times)

    def write_off(self, line: Line, error: str) -> None:
        """A line that can not be used."""
        self.unusable += 1
        place = f"file {line.partition + 1}, line {line.offset + 1}"
        self.first_unusable = self.first_unusable or f"{place}: {error}"

    def saw(self, topic: str, events: Sequence[Any]) -> None:
        """Events of one topic, in order of time."""
        self.events[topic] += len(events)
        times = self._states if INPUTS[topic].tells_states else self._moments
        times[:] = [*times, *(one.occurred_at_ms for one in events)]
        times[:] = [min(times), max(times)] if times else []


@dataclass(frozen=True, slots=True)
class Run:
    """A recording after all policies have seen it."""

    traffic: Traffic
    sides: list[Side]
    labels: Labels
    present: frozenset[str]


@contextmanager
def sides_of(policies: Sequence[NamedPolicy], model: TextModel) -> Iterator[list[Side]]:
    """A side for each policy; what they keep on disk is gone after the block."""
    sides = [Side(named, model) for named in policies]
    try:
        yield sides
    finally:
        for side in sides:
            side.close()


async def run(
    names: Sequence[str],
    sides: Sequence[Side],
    labels: Labels,
    reading: Watch = unwatched,
    working: Begin = begun_unwatched,
) -> Run:
    """Work recordings off by all sides, in order of time, as `haechi replay` does for one.

    `reading` is told bytes read from disk, `working` how many events are to be worked on, and
    what it returns how many were.

    Raises:
        InputError: a file can not be read or is no recording.
    """
    traffic, present = Traffic(), Present(labels)
    with Ordered() as ordered:
        for line in timed_lines(read_lines(names, reading), traffic.write_off):
            ordered.add(line)
        done = working(len(ordered))
        for part, now_ms in slices(iter(ordered)):
            for topic, lines in by_topic(part):
                await _work_on(topic, lines, sides, traffic, present)
            for side in sides:
                await side.pass_time(now_ms)
            done(len(part))
    return Run(traffic, list(sides), labels, frozenset(present.subjects))


async def _work_on(
    topic: str, lines: Sequence[Line], sides: Sequence[Side], traffic: Traffic, present: Present
) -> None:
    events, dead = decode(topic, lines, LATEST_AT_MS)
    by_place = {(line.partition, line.offset): line for line in lines} if dead else {}
    for letter in dead:
        traffic.write_off(by_place[letter.partition, letter.offset], letter.error)
    traffic.saw(topic, events)
    present.see(topic, events)
    batch = EventBatch(topic, events, load_model())
    for side in sides:
        await side.take(batch, lines[-1].offset + 1)
