"""The sanctions that one policy imposed, few bytes of each in memory and the whole on disk.

Lifts, by time or by hand, are counted apart: they are the end of a sanction, and none themselves.
"""

import tempfile
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec


class Subject(NamedTuple):
    """Whom a sanction is against."""

    type: str
    id: str


class Lifted(NamedTuple):
    """The end of a sanction: of which rule it was, and why it ended."""

    rule_id: str
    because: str


class Made(msgspec.Struct):
    """How a record of `sanctions` came about: of a lift, why."""

    because: str = ""


class Act(msgspec.Struct):
    """What the comparison needs of one `sanctions` record; `place` is where the whole is kept."""

    sanction_id: str
    occurred_at_ms: int
    action: str
    measure: str
    scope: str
    subject_type: str
    subject_id: str
    rule_id: str
    mode: str
    strike: int
    finding: Made = msgspec.field(default_factory=Made)
    place: int = -1

    @property
    def subject(self) -> Subject:
        """Whom it is against."""
        return Subject(self.subject_type, self.subject_id)


class Count(msgspec.Struct):
    """One count behind a sanction, with its threshold and window."""

    what: str
    counted: int
    threshold: int
    within_ms: int


class CountedEvent(msgspec.Struct):
    """One event behind a sanction; the excerpt is redacted."""

    event_id: str
    occurred_at_ms: int
    excerpt: str | None = None


class Grounds(msgspec.Struct):
    """The evidence of a sanction."""

    counts: list[Count] = []
    events: list[CountedEvent] = []
    signals: list[str] = []


class WholeAct(Act):
    """A sanction with all that a person reads of it."""

    reason: str = ""
    starts_at_ms: int = 0
    expires_at_ms: int | None = None
    evidence: Grounds = msgspec.field(default_factory=Grounds)


_act_of: Final = msgspec.json.Decoder(Act).decode
_whole_of: Final = msgspec.json.Decoder(WholeAct).decode


class ActLog:
    """Each sanction and each lift once; one that comes again says nothing new.

    Attributes:
        lifted: the lifts, by their ids.
    """

    def __init__(self) -> None:
        self.lifted: dict[str, Lifted] = {}
        self._acts: dict[str, Act] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._end = 0

    def add(self, raw: bytes) -> None:
        """Take in the value of one `sanctions` record."""
        act = _act_of(raw)
        if act.action == "lift":
            self.lifted[act.sanction_id] = Lifted(act.rule_id, act.finding.because)
        elif act.sanction_id not in self._acts:
            act.place = self._end
            self._end += self._file.write(raw + b"\n")
            self._acts[act.sanction_id] = act

    def __contains__(self, sanction_id: str) -> bool:
        return sanction_id in self._acts

    def __iter__(self) -> Iterator[Act]:
        """In order of time; those of one moment by id."""
        return iter(sorted(self._acts.values(), key=_order))

    def whole(self, act: Act) -> WholeAct:
        """The sanction with its evidence; reads from disk."""
        self._file.seek(act.place)
        return _whole_of(self._file.readline())

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()


def _order(act: Act) -> tuple[int, str]:
    return act.occurred_at_ms, act.sanction_id
