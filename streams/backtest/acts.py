"""The sanctions that one policy imposed, few bytes of each in memory and the whole on disk."""

import tempfile
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec


class Subject(NamedTuple):
    """Whom a sanction is against."""

    type: str
    id: str


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
    """Each sanction once; one that comes again says nothing new."""

    def __init__(self) -> None:
        self._acts: dict[str, Act] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._end = 0

    def add(self, raw: bytes) -> None:
        """Take in the value of one `sanctions` record."""
        act = _act_of(raw)
        if act.sanction_id not in self._acts:
            act.place = self._end
            self._end += self._file.write(raw + b"\n")
            self._acts[act.sanction_id] = act

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
