"""Windows tests as drawings: a character is a minute, a letter is an act on who it names.

a.b...      two acts, on a and on b, two minutes apart
..c...      a further line of the same minutes: an act on c in the same millisecond as that on b
..^...      the last line: a finding is expected with the time of that minute
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from detectors.windows import Decision, Entry, Observation, SubjectType, Threshold, WindowSpec
from streams.windows.protocol import Origin, Partition, WindowStore

MINUTE_MS = 60_000
DAY_MS = 86_400_000
START_MS = 1_700_000_000_000
PARTITION = Partition("chat-messages", 0)

SPEC = WindowSpec(
    rule_id="three-rooms",
    counting="distinct",
    within_ms=5 * MINUTE_MS,
    cooldown_ms=5 * MINUTE_MS,
    thresholds=(Threshold("rooms", 3),),
)


@dataclass(frozen=True)
class Drawing:
    """Acts in their order of time, and the times of the findings they make."""

    acts: tuple[Entry, ...]
    findings_ms: tuple[int, ...]


def drawn(*lines: str) -> Drawing:
    """Read a drawing; the last line holds the findings."""
    *acts, findings = lines
    entries = [
        Entry(f"{letter}-{minute}-{number}", at(minute), ((letter,),))
        for number, line in enumerate(acts)
        for minute, letter in enumerate(line)
        if letter != "."
    ]
    marks = [at(minute) for minute, mark in enumerate(findings) if mark == "^"]
    return Drawing(tuple(sorted(entries, key=lambda entry: entry.at_ms)), tuple(marks))


def at(minute: float) -> int:
    """The time of a minute of a drawing."""
    return START_MS + round(minute * MINUTE_MS)


def act(name: str, minute: float, *identities: str) -> Entry:
    """One act on one identity per dimension."""
    return Entry(name, at(minute), tuple((identity,) for identity in identities))


def about(
    entry: Entry,
    subject: str = "s",
    spec: WindowSpec = SPEC,
    is_act: bool = True,
    subject_type: SubjectType = "account",
) -> Observation:
    """An observation of a subject's window."""
    return Observation(spec, subject_type, subject, entry, is_act)


class Reader:
    """Feeds a store as the worker does: batches of one partition, each with its next offset."""

    def __init__(self, store: WindowStore, partition: Partition = PARTITION) -> None:
        self.store = store
        self.partition = partition
        self.offset = 0

    async def begin(self, offset: int = 0) -> "Reader":
        """Declare that reading begins at an offset."""
        self.offset = offset
        await self.store.begin({self.partition: offset})
        return self

    async def observe(self, *observations: Observation) -> list[Decision]:
        """One batch."""
        self.offset += len(observations)
        return await self.store.observe(Origin(self.partition, self.offset), observations)

    async def acts(self, *entries: Entry, **about_what: Any) -> list[Decision]:
        """One batch of acts of one subject."""
        return await self.observe(*(about(entry, **about_what) for entry in entries))


def times(decisions: Sequence[Decision]) -> list[int]:
    """The times of findings, each once, by their number."""
    return [one.at_ms for one in {one.ordinal: one for one in decisions}.values()]


def with_thresholds(**at_least: int) -> WindowSpec:
    """The usual window with other thresholds."""
    thresholds = tuple(Threshold(name, number) for name, number in at_least.items())
    return replace(SPEC, thresholds=thresholds)
