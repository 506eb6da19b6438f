"""Windows in this process's memory: for `haechi replay` and fast tests."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from detectors.windows import (
    NOT_KEPT,
    Decision,
    Ending,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    SubjectType,
    WindowSpec,
)
from streams.windows.dossier import NO_END_MS, Dossier, Lift, Penalty, Strike, Struck
from streams.windows.evaluation import (
    LATENESS_MS,
    Decided,
    Record,
    encoded,
    evaluate,
    first_of_each,
)
from streams.windows.grouping import Group, grouped
from streams.windows.joining import JoinGroup, answers, join_groups
from streams.windows.protocol import Origin, Partition, PastFinding, Waiting

SUPPORTS_KEPT = 64
"""At most this many supports, the latest, are kept per window."""

SWEEP_MS = 3_600_000
"""Subjects unseen for too long are looked for each time the event time has gone on by this."""

Keyed = tuple[int, bytes, Entry]
Subject = tuple[SubjectType, str]


@dataclass(slots=True)
class _Window:
    acts: list[Keyed] = field(default_factory=list)
    supports: list[Keyed] = field(default_factory=list)
    record: Record = field(default_factory=Record)
    until_ms: int = 0

    def reach(self, spec: WindowSpec) -> int:
        """Note until when the entries can count; returns the time of the newest."""
        act_ms = self.acts[-1][0] if self.acts else 0
        support_ms = self.supports[-1][0] if self.supports else 0
        keep_ms = (act_ms + spec.within_ms, support_ms + spec.support_ms if support_ms else 0)
        self.until_ms = max(keep_ms) + LATENESS_MS
        return max(act_ms, support_ms)


@dataclass(slots=True)
class _Join:
    acts: list[Keyed] = field(default_factory=list)
    supports: list[Keyed] = field(default_factory=list)
    until_ms: int = 0


class MemoryWindows:
    """A `WindowStore` in memory. Entries leave with time as in Redis.

    Args:
        forget_after_ms: subjects whose entries can not count any more for this long are
            forgotten, but for their findings, as event time goes on; None: all are kept. Events
            must not come later than this.
    """

    def __init__(self, forget_after_ms: int | None = None) -> None:
        self._forget_after_ms = forget_after_ms
        self._newest_ms = 0
        self._swept_ms = 0
        self._windows: dict[tuple[str, str], _Window] = {}
        self._joins: dict[str, _Join] = {}
        self._dossiers: dict[Subject, Dossier] = {}
        self._ends: list[tuple[int, Subject, str]] = []
        self._progress: dict[Partition, int] = {}

    async def observe(
        self, origin: Origin | None, observations: Sequence[Observation]
    ) -> list[Decision]:
        """See `WindowStore.observe`."""
        self._reached(origin)
        decisions = [
            decision for group in grouped(observations) for decision in self._observe_group(group)
        ]
        if self._newest_ms >= self._swept_ms + SWEEP_MS and self._forget_after_ms is not None:
            self._forget(self._newest_ms - self._forget_after_ms)
        return decisions

    def _forget(self, before_ms: int) -> None:
        self._swept_ms = self._newest_ms
        for key in [key for key, one in self._windows.items() if one.until_ms < before_ms]:
            window = self._windows[key]
            if window.record.total:  # a finding's number must never come again
                window.acts, window.supports = [], []
            else:
                del self._windows[key]
        for name in [name for name, one in self._joins.items() if one.until_ms < before_ms]:
            del self._joins[name]

    def _observe_group(self, group: Group) -> list[Decision]:
        key = (group.spec.rule_id, group.key)
        window = self._windows.setdefault(key, _Window())
        for entry in group.acts:
            _add(window.acts, entry)
        for entry in group.supports:
            _add(window.supports, entry)
        _trim(window, group.spec)
        self._newest_ms = max(self._newest_ms, window.reach(group.spec))
        if _can_not_qualify(window, group.spec):
            return []
        learnt = evaluate(
            group.spec,
            [entry for _, _, entry in window.acts],
            [entry for _, _, entry in window.supports],
            window.record,
            group.since_ms,
            group.arrived,
        )
        event_ids = set(group.arrived)
        return [
            group.decision(window.record.chain, decided)
            for decided in window.record.decided
            if decided.trigger in event_ids or decided.ordinal in learnt
        ]

    async def join(
        self, origin: Origin | None, observations: Sequence[JoinObservation]
    ) -> list[Joined]:
        """See `WindowStore.join`; nothing waits: whoever reads in order of time knows it all."""
        self._reached(origin)
        return [joined for group in join_groups(observations) for joined in self._join_group(group)]

    def _join_group(self, group: JoinGroup) -> list[Joined]:
        spec = group.spec
        held = self._joins.setdefault(group.name, _Join())
        for entry in group.acts:
            _add(held.acts, entry)
        for entry in group.supports:
            _add(held.supports, entry)
        del held.acts[: -spec.capacity]
        del held.supports[: -spec.supports_kept]
        kept_ms = max(spec.within_ms, spec.support_ms) + LATENESS_MS
        newest_ms = max(entry.at_ms for entry in (*group.acts, *group.supports))
        held.until_ms = max(held.until_ms, newest_ms + kept_ms)
        since_ms = group.since_ms
        if not held.acts or held.acts[-1][0] < since_ms or len(held.acts) < spec.crowd:
            return []  # as often: no act is there to be answered
        acts, supports = _each_once(held.acts), _each_once(held.supports)
        return list(answers(spec, group.key, acts, supports, since_ms))

    async def unsettled(self, until_ms: int) -> list[Waiting]:
        """See `WindowStore.unsettled`: nothing ever waits here."""
        del until_ms
        return []

    async def settle(self, spec: JoinSpec, key: str) -> list[Joined]:
        """See `WindowStore.settle`: nothing ever waits here."""
        del spec, key
        return []

    async def confirm_settled(self, waiting: Waiting, acts: Sequence[Entry]) -> None:
        """See `WindowStore.confirm_settled`."""

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """See `WindowStore.strike`."""
        by_subject: dict[Subject, list[int]] = {}
        for position, one in enumerate(strikes):
            by_subject.setdefault((one.subject_type, one.subject_id), []).append(position)
        answered: dict[int, Struck] = {}
        for subject, positions in by_subject.items():
            cases = [strikes[position] for position in positions]
            answered |= zip(positions, self._dossier(subject).strike(cases), strict=True)
            self._plan(subject, [case.sanction_id for case in cases])
        return [answered[position] for position in range(len(strikes))]

    async def end(self, endings: Sequence[Ending]) -> list[Penalty]:
        """See `WindowStore.end`."""
        changed = []
        for one in endings:
            subject = (one.subject_type, one.subject_id)
            ended = self._dossier(subject).end(one)
            self._plan(subject, [penalty.sanction_id for penalty in ended])
            changed += ended
        return changed

    async def due_lifts(self, now_ms: int) -> list[Lift]:
        """See `WindowStore.due_lifts`; the earliest first."""
        lifts = []
        while self._ends and self._ends[0][0] <= now_ms:
            _, subject, sanction_id = heappop(self._ends)
            dossier = self._dossier(subject)
            if dossier.penalties[sanction_id].lifted:
                continue
            lifted = dossier.lift(sanction_id, now_ms)
            if lifted:
                lifts.append(Lift(*subject, *lifted))
        return lifts

    async def confirm_lifts(self, lifts: Sequence[Lift]) -> None:
        """See `WindowStore.confirm_lifts`: a lift was taken out when it was told."""

    def _dossier(self, subject: Subject) -> Dossier:
        return self._dossiers.setdefault(subject, Dossier())

    def _plan(self, subject: Subject, sanction_ids: Sequence[str]) -> None:
        penalties = self._dossier(subject).penalties
        for sanction_id in sanction_ids:
            penalty = penalties.get(sanction_id)
            if penalty and penalty.until_ms != NO_END_MS and not penalty.lifted:
                heappush(self._ends, (penalty.until_ms, subject, sanction_id))

    async def progress(self, partitions: Sequence[Partition]) -> Mapping[Partition, int | None]:
        """See `WindowStore.progress`."""
        return {partition: self._progress.get(partition) for partition in partitions}

    async def begin(self, offsets: Mapping[Partition, int]) -> None:
        """See `WindowStore.begin`."""
        self._progress.update(offsets)

    async def advance(self, offsets: Mapping[Partition, int]) -> None:
        """See `WindowStore.advance`."""
        for partition, offset in offsets.items():
            self._reach(partition, offset)

    async def restore(self, findings: Sequence[PastFinding]) -> None:
        """See `WindowStore.restore`."""
        for one in findings:
            key = (one.rule_id, one.key)
            restore_into(self._windows.setdefault(key, _Window()).record, one)

    async def close(self) -> None:
        """See `WindowStore.close`."""

    def _reached(self, origin: Origin | None) -> None:
        if origin:
            self._reach(origin.partition, origin.next_offset)

    def _reach(self, partition: Partition, offset: int) -> None:
        self._progress[partition] = max(offset, self._progress.get(partition, 0))


def restore_into(record: Record, finding: PastFinding) -> None:
    """Add one past finding to a record, unless the record knows it or is of a later chain."""
    if record.total and record.chain > finding.chain:
        return
    if not record.total or record.chain < finding.chain:
        record.chain, record.total, record.decided = finding.chain, 0, []
    record.total = max(record.total, finding.ordinal)
    if all(one.ordinal != finding.ordinal for one in record.decided):
        put_back = Decided(finding.ordinal, finding.at_ms, "", "", (), (), account=NOT_KEPT)
        record.decided.append(put_back)
        record.decided.sort(key=lambda one: one.at_ms)


def _can_not_qualify(window: _Window, spec: WindowSpec) -> bool:
    """Whether nothing was found so far, and there are too few entries to find anything now."""
    return not window.record.decided and (
        len(window.acts) < spec.least_acts or len(window.supports) < spec.least_supports
    )


def _each_once(entries: Sequence[Keyed]) -> list[Entry]:
    plain = [entry for _, _, entry in entries]
    if len(plain) > 1 and len({entry.event_id for entry in plain}) < len(plain):
        return list(first_of_each(plain))
    return plain


def _add(entries: list[Keyed], entry: Entry) -> None:
    keyed = (entry.at_ms, encoded(entry), entry)
    if not entries or entries[-1][0] < entry.at_ms:
        entries.append(keyed)  # as nearly always: later than all before
    elif not any(other[:2] == keyed[:2] for other in entries):
        insort(entries, keyed, key=lambda one: one[:2])


def _trim(window: _Window, spec: WindowSpec) -> None:
    _drop_before(window.acts, spec.within_ms + LATENESS_MS, spec.capacity)
    _drop_before(window.supports, spec.support_ms + LATENESS_MS, SUPPORTS_KEPT)


def _drop_before(entries: list[Keyed], keep_ms: int, keep: int) -> None:
    del entries[:-keep]
    while entries and entries[0][0] <= entries[-1][0] - keep_ms:
        del entries[0]
