"""Windows in this process's memory: for `haechi replay` and fast tests."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detectors.windows import Decision, Entry, Observation, WindowSpec
from streams.windows.evaluation import LATENESS_MS, Decided, Record, encoded, evaluate
from streams.windows.grouping import Group, grouped
from streams.windows.protocol import Origin, Partition, PastFinding, Strike, Struck

SUPPORTS_KEPT = 64
"""At most this many supports, the latest, are kept per window."""

SWEEP_MS = 3_600_000
"""Subjects unseen for too long are looked for each time the event time has gone on by this."""

Keyed = tuple[int, bytes, Entry]


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
class _InForce:
    severity: int
    until_ms: float


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
        self._windows: dict[tuple[str, str, str], _Window] = {}
        self._strikes: dict[tuple[str, str, str], dict[str, int]] = {}
        self._in_force: dict[tuple[str, str, str], _InForce] = {}
        self._progress: dict[Partition, int] = {}

    async def observe(self, origin: Origin, observations: Sequence[Observation]) -> list[Decision]:
        """See `WindowStore.observe`."""
        self._reach(origin.partition, origin.next_offset)
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

    def _observe_group(self, group: Group) -> list[Decision]:
        key = (group.spec.rule_id, group.subject_type, group.subject_id)
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
            group.trigger,
        )
        event_ids = set(group.event_ids)
        return [
            group.decision(window.record.chain, decided)
            for decided in window.record.decided
            if decided.trigger in event_ids or decided.ordinal in learnt
        ]

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """See `WindowStore.strike`."""
        return [self._strike_one(strike) for strike in strikes]

    def _strike_one(self, strike: Strike) -> Struck:
        subject = (strike.subject_type, strike.subject_id)
        strikes = self._strikes.setdefault((*subject, strike.family), {})
        strikes.setdefault(strike.finding_id, strike.at_ms)
        at_ms = strikes[strike.finding_id]
        number = sum(at_ms - strike.decay_ms < other <= at_ms for other in strikes.values())
        step = strike.ladder[min(number, len(strike.ladder)) - 1]
        if not step.restricts or not strike.enforced:
            return Struck(number, in_force=False)
        until_ms = at_ms + step.duration_ms if step.duration_ms else float("inf")
        current = self._in_force.get((*subject, strike.scope))
        if current and (current.until_ms, current.severity) > (until_ms, step.severity):
            return Struck(number, in_force=False)
        self._in_force[*subject, strike.scope] = _InForce(step.severity, until_ms)
        return Struck(number, in_force=True)

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
            key = (one.rule_id, one.subject_type, one.subject_id)
            restore_into(self._windows.setdefault(key, _Window()).record, one)

    async def close(self) -> None:
        """See `WindowStore.close`."""

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
        record.decided.append(Decided(finding.ordinal, finding.at_ms, "", "", (), (), "", "?"))
        record.decided.sort(key=lambda one: one.at_ms)


def _can_not_qualify(window: _Window, spec: WindowSpec) -> bool:
    """Whether nothing was found so far, and there are too few entries to find anything now."""
    return not window.record.decided and (
        len(window.acts) < spec.least_acts or len(window.supports) < spec.least_supports
    )


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
