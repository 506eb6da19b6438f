"""`haechi replay`: recorded events through the worker's engine, in order of time, without Kafka."""

import heapq
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from config.policy import Policy
from config.topics import INPUTS
from detectors.text import load_model
from streams.decoding import dead_letter
from streams.engine import Engine
from streams.recorded import Line, read_lines
from streams.topics_out import Outgoing, outgoing_dead_letter
from streams.windows.memory import MemoryWindows

DAY_MS = 86_400_000

RUN_ON = 5
"""So many lines in a row more than a day ahead of all before them: the recording goes on after a
quiet time. Fewer are wrong clocks, and become dead letters."""

SLICE_EVENTS = 2_000
SLICE_MS = 600_000
"""Events are worked on in slices of at most so many events and so much time."""

SORTED_AT_ONCE = 500_000
"""Events sorted in memory; more are sorted in parts on disk and merged."""

OUTPUTS = ("sanctions", "notifications", "review-queue", "dead-letters")
FILE_OF_IDS = {"sanctions": "sanction_id", "notifications": "notification_id"}

Timed = tuple[int, int, int, Line]


@dataclass(slots=True)
class Summary:
    """What a replay did."""

    events: int = 0
    written: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)


class _Time(msgspec.Struct):
    occurred_at_ms: int


_time_of = msgspec.json.Decoder(_Time).decode


async def replay(
    names: Sequence[str],
    directory: Path,
    policy: Policy,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Replay recordings; writes `<topic>.jsonl` per output into `directory`.

    The same input and policy write the same bytes.

    Raises:
        InputError: a file can not be read.
        OSError: the directory can not be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((directory / f"{name}.jsonl").open("wb")) for name in OUTPUTS
        }
        writer = _Writer(files)
        engine = Engine(policy, load_model(), MemoryWindows(), lambda: 2**62)
        ordered = stack.enter_context(_Ordered())
        for line in _in_time(read_lines(names, progress), writer):
            ordered.add(line)
        for part in _slices(iter(ordered)):
            await _work_on(engine, part, writer)
    return writer.summary


async def _work_on(engine: Engine, part: list[Line], writer: "_Writer") -> None:
    by_topic: dict[str, list[Line]] = {}
    for line in part:
        by_topic.setdefault(line.topic, []).append(line)
    for topic in sorted(by_topic):
        prepared = engine.prepare(topic, 0, by_topic[topic])
        writer.summary.events += prepared.events
        outcome = await engine.decide(prepared)
        writer.write(outcome.outgoing)


def _in_time(lines: Iterator[Line], writer: "_Writer") -> Iterator[Timed]:
    """Lines with their times; those that are no event, or far ahead of all before, are written off."""
    newest, ahead = 0, list[Timed]()
    for line in lines:
        timed = _timed(line, writer)
        if timed is None:
            continue
        if newest and timed[0] > newest + DAY_MS:
            ahead.append(timed)
            if len(ahead) < RUN_ON:
                continue
        else:
            _write_off(ahead, writer)
            ahead = [timed]
        yield from ahead
        newest = max(newest, *(one[0] for one in ahead))
        ahead = []
    _write_off(ahead, writer)


def _timed(line: Line, writer: "_Writer") -> Timed | None:
    error = line.error
    if not error and line.topic not in INPUTS:
        error = f"{line.topic!r} is no input topic"
    if not error:
        try:
            at_ms = _time_of(line.value).occurred_at_ms
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            error = str(problem)
        else:
            return at_ms, line.partition, line.offset, line
    writer.write([outgoing_dead_letter(dead_letter(line, error))])
    return None


def _write_off(ahead: list[Timed], writer: "_Writer") -> None:
    error = "occurred_at_ms is more than a day ahead of everything before it"
    writer.write([outgoing_dead_letter(dead_letter(timed[3], error)) for timed in ahead])


def _slices(lines: Iterator[Timed]) -> Iterator[list[Line]]:
    part, first_ms = list[Line](), 0
    for at_ms, _, _, line in lines:
        if part and (len(part) >= SLICE_EVENTS or at_ms - first_ms > SLICE_MS):
            yield part
            part = []
        if not part:
            first_ms = at_ms
        part.append(line)
    if part:
        yield part


class _Ordered:
    """Sorts any number of lines by time, then by file and line, in bounded memory."""

    def __init__(self) -> None:
        self._held: list[Timed] = []
        self._parts: list[IO[bytes]] = []

    def __enter__(self) -> "_Ordered":
        return self

    def __exit__(self, *_: object) -> None:
        for part in self._parts:
            part.close()

    def add(self, line: Timed) -> None:
        """Take one line in."""
        self._held.append(line)
        if len(self._held) >= SORTED_AT_ONCE:
            part = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the others
            for one in sorted(self._held, key=_order):
                pickle.dump(one, part)
            self._parts.append(part)
            self._held = []

    def __iter__(self) -> Iterator[Timed]:
        for part in self._parts:
            part.seek(0)
        parts: list[Iterator[Timed]] = [_unpickled(part) for part in self._parts]
        return heapq.merge(*parts, iter(sorted(self._held, key=_order)), key=_order)


def _order(line: Timed) -> tuple[int, int, int]:
    return line[:3]


def _unpickled(part: IO[bytes]) -> Iterator[Timed]:
    while True:
        try:
            yield pickle.load(part)  # noqa: S301 - our own temporary file
        except EOFError:
            return


class _Writer:
    """Writes each record once: a sanction or notice that comes again says nothing new."""

    def __init__(self, files: dict[str, Any]) -> None:
        self._files = files
        self._seen: set[str] = set()
        self.summary = Summary()

    def write(self, records: Sequence[Outgoing]) -> None:
        """Append records to the files of their topics."""
        for record in records:
            if record.topic in self._files and record.value is not None:
                if self._is_new(record):
                    self._files[record.topic].write(record.value + b"\n")
                    self.summary.written[record.topic] += 1

    def _is_new(self, record: Outgoing) -> bool:
        id_name = FILE_OF_IDS.get(record.topic)
        if id_name is None:
            return True
        value = msgspec.json.decode(record.value or b"{}")
        if value[id_name] in self._seen:
            return False
        self._seen.add(value[id_name])
        if record.topic == "sanctions":
            self.summary.by_rule[value["rule_id"]] += 1
        return True
