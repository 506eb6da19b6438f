"""`haechi replay`: recorded events through the worker's engine, in order of time, without Kafka."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec

from config.events import LATEST_AT_MS
from config.outputs import DeadLetter
from config.policy import Policy
from config.topics import INPUTS
from detectors.text import load_model
from streams.decoding import dead_letter
from streams.engine import Engine
from streams.line_input import LongLine
from streams.recorded import Line, read_lines
from streams.replay_order import Ordered, Timed
from streams.replay_output import Summary, Writer, in_time, writer_into
from streams.timekeeper import STATE_TOPICS
from streams.topics_out import Outgoing, outgoing_dead_letter
from streams.windows.memory import MemoryWindows

DAY_MS: Final = 86_400_000

RUN_ON: Final = 5
"""So many lines in a row more than a day ahead of all before them: the recording goes on after a
quiet time. Fewer are wrong clocks, and become dead letters."""

SLICE_EVENTS: Final = 2_000
SLICE_MS: Final = 600_000
"""Events are worked on in slices of at most so many events and so much time."""

Watch = Callable[[int], None]
"""Told by how much the work went on."""


def _nobody(_: int) -> None:
    """Watches nothing."""


class _Time(msgspec.Struct):
    occurred_at_ms: Annotated[int, msgspec.Meta(ge=0, le=LATEST_AT_MS)]


_time_of = msgspec.json.Decoder(_Time).decode


async def replay(
    names: Sequence[str],
    directory: Path,
    policy: Policy,
    progress: Watch = _nobody,
    replaying: Callable[[int], Watch] = lambda _: _nobody,
) -> Summary:
    """Replay recordings; writes `<topic>.jsonl` per output into `directory`, all or none.

    The same input and policy write the same bytes. Everything is read first, which `progress`
    follows in bytes read from disk; `replaying` is then told how many events are to be worked
    on, and what it returns follows those.

    Raises:
        InputError: a file can not be read or is no recording, or the directory not written.
    """
    with writer_into(directory) as writer, Ordered() as ordered:
        for line in _in_time(read_lines(names, progress), writer):
            ordered.add(line)
        done = replaying(len(ordered))
        engine = Engine(policy, load_model(), MemoryWindows(), lambda: LATEST_AT_MS)
        for part, now_ms in _slices(iter(ordered)):
            await _work_on(engine, part, now_ms, writer)
            done(len(part))
        return writer.summary


def _states_first(topic: str) -> tuple[bool, str]:
    """What may excuse an act is known before the act is judged."""
    return topic not in STATE_TOPICS, topic


async def _work_on(engine: Engine, part: list[Line], now_ms: int, writer: Writer) -> None:
    by_topic: dict[str, list[Line]] = {}
    for line in part:
        by_topic.setdefault(line.topic, []).append(line)
    records = list[Outgoing]()
    for topic in sorted(by_topic, key=_states_first):
        prepared = engine.prepare(topic, 0, by_topic[topic])
        writer.summary.events += prepared.events
        outcome = await engine.decide(prepared)
        records += outcome.outgoing
        _note_first(prepared.dead_letters, writer.summary)
    _, lifted = await engine.lifts(now_ms)
    writer.write(in_time(records + lifted))


def _in_time(lines: Iterator[Line], writer: Writer) -> Iterator[Timed]:
    """Lines with their times; those without one, or far ahead of all before, are written off."""
    newest, ahead = -1, list[Timed]()
    for line in lines:
        timed = _timed(line, writer)
        if timed is None:
            continue
        at_ms = timed[0]
        if newest < 0 or at_ms <= newest + DAY_MS:
            if ahead:
                _write_off_ahead(ahead, writer)
                ahead = []
            newest = max(newest, at_ms)
            yield timed
            continue
        ahead.append(timed)
        if len(ahead) == RUN_ON:
            newest = max(one[0] for one in ahead)
            yield from ahead
            ahead = []
    _write_off_ahead(ahead, writer)


def _timed(line: Line, writer: Writer) -> Timed | None:
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
    _write_off(line, error, writer)
    return None


def _write_off_ahead(ahead: list[Timed], writer: Writer) -> None:
    for _, _, _, line in ahead:
        error = "occurred_at_ms is more than a day ahead of everything before it"
        _write_off(line, error, writer)


def _write_off(line: Line, error: str, writer: Writer) -> None:
    letter = dead_letter(line, error)
    if isinstance(line.value, LongLine):
        whole = {"size_bytes": line.value.size_bytes, "sha256": line.value.sha256}
        letter = letter.model_copy(update=whole)
    writer.write([outgoing_dead_letter(letter)])
    _note_first([letter], writer.summary)


def _note_first(letters: Sequence[DeadLetter], summary: Summary) -> None:
    if letters and not summary.first_dead_letter:
        first = letters[0]
        place = f"file {first.partition + 1}, line {first.offset + 1}"
        summary.first_dead_letter = f"{place}: {first.error}"


def _slices(lines: Iterator[Timed]) -> Iterator[tuple[list[Line], int]]:
    """Parts of the lines, each with the time of its last; an operator's action ends a part."""
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
