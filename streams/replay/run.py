"""`haechi replay`: recorded events through the worker's engine, in order of time, without Kafka."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from config.durations import DAY_MS
from config.events import LATEST_AT_MS
from config.outputs import DeadLetter
from config.policy import Policy
from detectors.text import load_model
from streams.decoding import dead_letter
from streams.engine import Engine
from streams.line_input import LongLine
from streams.recorded import Line, read_lines
from streams.replay.order import Ordered
from streams.replay.output import Summary, Writer, in_time, writer_into
from streams.replay.reading import by_topic, slices, timed_lines
from streams.topics_out import Outgoing, outgoing_dead_letter
from streams.watching import Begin, Watch, begun_unwatched, unwatched
from streams.windows.memory import MemoryWindows


async def replay(
    names: Sequence[str],
    directory: Path,
    policy: Policy,
    progress: Watch = unwatched,
    replaying: Begin = begun_unwatched,
) -> Summary:
    """Replay recordings; writes `<topic>.jsonl` per output into `directory`, all or none.

    The same input and policy write the same bytes. Everything is read first, which `progress`
    follows in bytes read from disk; `replaying` is then told how many events are to be worked
    on, and what it returns follows those.

    Raises:
        InputError: a file can not be read or is no recording, or the directory not written.
    """
    with writer_into(directory) as writer, Ordered() as ordered:
        for line in timed_lines(read_lines(names, progress), partial(_write_off, writer)):
            ordered.add(line)
        done = replaying(len(ordered))
        windows = MemoryWindows(forget_after_ms=DAY_MS)
        engine = Engine(policy, load_model(), windows, lambda: LATEST_AT_MS)
        for part, now_ms in slices(iter(ordered)):
            await _work_on(engine, part, now_ms, writer)
            done(len(part))
        return writer.summary


async def _work_on(engine: Engine, part: list[Line], now_ms: int, writer: Writer) -> None:
    records = list[Outgoing]()
    for topic, lines in by_topic(part):
        prepared = engine.prepare(topic, 0, lines)
        writer.summary.events += prepared.events
        outcome = await engine.decide(prepared)
        records += outcome.outgoing
        _note_first(prepared.dead_letters, writer.summary)
    _, lifted = await engine.lifts(now_ms)
    writer.write(in_time(records + lifted))


def _write_off(writer: Writer, line: Line, error: str) -> None:
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
