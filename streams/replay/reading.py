"""What a replay makes of a recording's lines: in time, wrong clocks told apart, in slices."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Final

import msgspec

from config.durations import DAY_MS
from config.events import LATEST_AT_MS
from config.topics import INPUTS
from streams.recorded import Line
from streams.replay.order import Timed
from streams.timekeeper import STATE_TOPICS

RUN_ON: Final = 5
"""So many lines in a row more than a day ahead of all before them: the recording goes on after a
quiet time. Fewer are wrong clocks, and are written off."""

SLICE_EVENTS: Final = 2_000
SLICE_MS: Final = 600_000
"""Events are worked on in slices of at most so many events and so much time."""

WriteOff = Callable[[Line, str], None]
"""Told of each line that can not be used, and why."""


class _Time(msgspec.Struct):
    occurred_at_ms: Annotated[int, msgspec.Meta(ge=0, le=LATEST_AT_MS)]


_time_of = msgspec.json.Decoder(_Time).decode


def timed_lines(lines: Iterator[Line], write_off: WriteOff) -> Iterator[Timed]:
    """Lines with their times; those without one, or far ahead of all before, are written off."""
    newest, ahead = -1, list[Timed]()
    for line in lines:
        timed = _timed(line, write_off)
        if timed is None:
            continue
        at_ms = timed[0]
        if newest < 0 or at_ms <= newest + DAY_MS:
            if ahead:
                _write_off_ahead(ahead, write_off)
                ahead = []
            newest = max(newest, at_ms)
            yield timed
            continue
        ahead.append(timed)
        if len(ahead) == RUN_ON:
            newest = max(one[0] for one in ahead)
            yield from ahead
            ahead = []
    _write_off_ahead(ahead, write_off)


def _timed(line: Line, write_off: WriteOff) -> Timed | None:
    error = line.error
    if not error and line.topic not in INPUTS:
        error = f"{line.topic!r} is no input topic"
    if not error:
        try:
            at_ms = _time_of(line.value).occurred_at_ms
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
            error = str(problem)
        else:
            return at_ms, line.partition, line.offset, line
    write_off(line, error)
    return None


def _write_off_ahead(ahead: list[Timed], write_off: WriteOff) -> None:
    for _, _, _, line in ahead:
        error = "occurred_at_ms is more than a day ahead of everything before it"
        write_off(line, error)


def slices(lines: Iterator[Timed]) -> Iterator[tuple[list[Line], int]]:
    """Lines in order of time, cut into slices that are worked on at once, with their last times.

    An operator's action is a slice of its own: what it lifts and pardons counts from then on.
    """
    part, first_ms, last_ms = list[Line](), 0, 0
    for at_ms, _, _, line in lines:
        full = len(part) >= SLICE_EVENTS or at_ms - first_ms > SLICE_MS
        if part and (full or "operator-actions" in {line.topic, part[-1].topic}):
            yield part, last_ms
            part = []
        if not part:
            first_ms = at_ms
        part.append(line)
        last_ms = at_ms
    if part:
        yield part, last_ms


def by_topic(part: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines of a slice per topic: first those that may excuse an act, then by name."""
    lines: dict[str, list[Line]] = {}
    for line in part:
        lines.setdefault(line.topic, []).append(line)
    return sorted(lines.items(), key=lambda item: (item[0] not in STATE_TOPICS, item[0]))
