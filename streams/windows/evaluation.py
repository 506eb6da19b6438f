"""How a window reaches its verdict, written down once.

`lua/observe.lua` does the same inside Redis; the contract suite and a state machine hold both to
a plain oracle. The verdict depends on the set of entries, not on the order in which they came:

- An act *qualifies* when, as of its own time, every threshold is reached by the distinct
  identities of the acts within `(at - within, at]`, later than the finding before it.
- The earliest qualifying act makes a finding. Acts within the cooldown after it belong to it;
  a late act that would have made it sooner moves its time back, and makes no second one.
- Findings of a rule about a subject are numbered (`ordinal`) within a `chain`, so the name of an
  act stays the same however its events were shuffled, repeated or cut into batches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import eq
from typing import Any, Final

import msgspec

from config.durations import DAY_MS
from detectors.windows import Counted, Entry, WindowSpec

LATENESS_MS = 7_200_000
"""Entries are kept this much longer than their window, so that late events count exactly."""

CHAIN_MS = 400 * DAY_MS
"""Decisions are kept this long; a chain begun later has another number, so ids never repeat."""

EVENTS_AS_EVIDENCE = 20
"""At most this many events, the latest, are kept with a decision."""

DECISIONS_KEPT = 8
"""At most this many decisions, the latest, are kept per window."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One finding as a window keeps it; `trigger` is the event that brought it about."""

    ordinal: int
    at_ms: int
    trigger: str
    event_id: str
    counts: tuple[int, ...]
    events: tuple[Counted, ...]
    identity: str = ""
    account: str = ""


@dataclass(slots=True)
class Record:
    """The findings of one window: their chain, how many there were, and the latest of them."""

    chain: int = 0
    total: int = 0
    decided: list[Decided] = field(default_factory=list)


encoded: Final[Callable[[Entry], bytes]] = msgspec.msgpack.Encoder().encode
"""The entry as it is kept in Redis: a msgpack array; the same event gives the same bytes."""


def entry_of(fields: Sequence[Any]) -> Entry:
    """The entry whose fields `encoded` packed."""
    return msgspec.convert(fields, Entry)


def evaluate(
    spec: WindowSpec,
    acts: Sequence[Entry],
    supports: Sequence[Entry],
    record: Record,
    since_ms: int,
    new: Sequence[str],
) -> set[int]:
    """Decide about the acts from `since_ms` on, the earliest time that new entries can change.

    `acts` and `supports` are in order of time and encoding. `record` is brought up to date.
    `new` are the event ids of the new entries. A finding is brought about by its own act if that
    is new, so that it comes back however the events are cut into batches; else by the newest.
    Returns the ordinals of earlier findings whose room's owner has only now become known.
    """
    view = _View(spec, list(first_of_each(acts)), list(first_of_each(supports)))
    if view.may_qualify():
        for position, act in enumerate(view.acts):
            if act.at_ms >= since_ms:
                _decide(view, record, position, act.event_id if act.event_id in new else new[-1])
    return _owners_learnt(view, record)


def nearest(spec: WindowSpec, acts: Sequence[Entry], supports: Sequence[Entry]) -> tuple[int, ...]:
    """The counts as of the act that comes nearest to the thresholds, whether it reaches them.

    Empty when nothing counts. For people who want to know why a rule stayed quiet.
    """
    anything = tuple(replace(threshold, at_least=0) for threshold in spec.thresholds)
    view = _View(replace(spec, thresholds=anything), list(acts), list(supports))
    verdicts = [view.as_of(position, -1) for position in range(len(view.acts))]
    counted = [verdict.counts for verdict in verdicts if verdict is not None]
    return max(counted, key=lambda counts: _shares(spec, counts), default=())


def _shares(spec: WindowSpec, counts: Sequence[int]) -> list[float]:
    """What is reached of each threshold, the least first."""
    pairs = zip(counts, spec.thresholds, strict=True)
    return sorted(min(1.0, count / threshold.at_least) for count, threshold in pairs)


def _decide(view: "_View", record: Record, position: int, trigger: str) -> None:
    """Decide about one act, and enter its finding, if it makes one, into the record."""
    at_ms = view.acts[position].at_ms
    before = [one for one in record.decided if one.at_ms <= at_ms]
    following = record.decided[len(before) :]
    floor_ms = before[-1].at_ms if before else -1
    if before and at_ms < floor_ms + view.spec.cooldown_ms:
        return
    verdict = view.as_of(position, floor_ms)
    if verdict is None:
        return
    if following and following[0].at_ms < at_ms + view.spec.cooldown_ms:
        record.decided[len(before)] = replace(following[0], at_ms=at_ms)
        return
    if not record.total:
        record.chain = at_ms // CHAIN_MS
    record.total += 1
    decided = replace(verdict, ordinal=record.total, trigger=trigger)
    record.decided.insert(len(before), decided)
    del record.decided[:-DECISIONS_KEPT]


def _owners_learnt(view: "_View", record: Record) -> set[int]:
    learnt = set()
    if view.spec.counting == "staff":
        for position, decided in enumerate(record.decided):
            account = "" if decided.account else view.owner(decided.at_ms)
            if account:
                record.decided[position] = replace(decided, account=account)
                learnt.add(decided.ordinal)
    return learnt


def first_of_each(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Only the first entry of each event id: a second record with it is the same event."""
    seen: set[str] = set()
    for entry in entries:
        if entry.event_id not in seen:
            seen.add(entry.event_id)
            yield entry


def _first_seen(entries: Iterable[Entry]) -> dict[str, int]:
    """Per device, the time it was first seen; `entries` are in order of time."""
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.device:
            seen.setdefault(entry.device, entry.at_ms)
    return seen


class _View:
    """The entries of one window, and the counts as of one of its acts."""

    def __init__(self, spec: WindowSpec, acts: list[Entry], supports: list[Entry]) -> None:
        self.spec = spec
        self.acts = acts
        self.supports = supports
        self._rooms = [entry for entry in supports if entry.members]
        self._devices = _first_seen(supports)
        if spec.counting == "staff":
            for device, at_ms in _first_seen(filter(self._is_named, acts)).items():
                self._devices[device] = min(at_ms, self._devices.get(device, at_ms))

    def may_qualify(self) -> bool:
        """Whether all entries together reach the thresholds; if not, none of them does."""
        if len(self.acts) < self.spec.least_acts:
            return False
        if self.spec.counting == "persistence":
            return len(self.supports) >= self.spec.least_supports
        return self._reached(self._distinct(self.acts))

    def as_of(self, position: int, floor_ms: int) -> Decided | None:
        """What was counted as of the act at `position`; None below a threshold."""
        act = self.acts[position]
        start_ms = max(floor_ms, act.at_ms - self.spec.within_ms)
        window = [other for other in self.acts if start_ms < other.at_ms <= act.at_ms]
        if self.spec.counting == "persistence":
            return self._persistence(act, window, start_ms)
        if self.spec.counting == "net":
            window = [other for other in window if not self._taken_back(other, act.at_ms)]
        elif self.spec.counting == "similar":
            window = [other for other in window if self._agree(act, other)]
        elif self.spec.counting == "staff":
            if not self._is_staff(act, act.at_ms):
                return None
            window = [other for other in window if self._is_staff(other, act.at_ms)]
        counts = self._distinct(window)
        return self._verdict(act, counts, window) if self._reached(counts) else None

    def owner(self, at_ms: int) -> str:
        """The room's owner as of `at_ms`, or the first known after it; empty when unknown."""
        earlier = [room for room in self._rooms if room.at_ms <= at_ms]
        if self._rooms:
            return (earlier[-1] if earlier else self._rooms[0]).members[0]
        owners = [act for act in self.acts if act.role == "owner"]
        earlier = [act for act in owners if act.at_ms <= at_ms]
        return (earlier[-1] if earlier else owners[0]).account if owners else ""

    def _is_staff(self, act: Entry, at_ms: int) -> bool:
        """By owner or admin, or on a device seen with one of them until `at_ms`."""
        seen_ms = self._devices.get(act.device) if act.device else None
        return self._is_named(act) or (seen_ms is not None and seen_ms <= at_ms)

    def _is_named(self, act: Entry) -> bool:
        """By role, or by the room's members as of the act."""
        earlier = [room for room in self._rooms if room.at_ms <= act.at_ms]
        return bool(act.role) or (bool(earlier) and act.account in earlier[-1].members)

    def _taken_back(self, act: Entry, at_ms: int) -> bool:
        return any(
            act.at_ms <= one.at_ms <= at_ms and one.identities[0] == act.identities[0]
            for one in self.supports
        )

    def _agree(self, one: Entry, other: Entry) -> bool:
        return bool(sum(map(eq, one.signature, other.signature)) >= self.spec.agreement)

    def _persistence(self, act: Entry, window: list[Entry], start_ms: int) -> Decided | None:
        refusals = [one for one in self.supports if start_ms < one.at_ms <= act.at_ms]
        for identity in act.identities[0]:
            mine = [other for other in window if identity in other.identities[0]]
            refused = [one for one in refusals if identity in one.identities[0]]
            pressure = len(mine) + self.spec.weight * len(refused)
            counts = (len(mine), len(refused), pressure)
            if self._reached(counts):
                everything = sorted(mine + refused, key=lambda entry: entry.at_ms)
                return replace(self._verdict(act, counts, everything), identity=identity)
        return None

    def _distinct(self, acts: list[Entry]) -> tuple[int, ...]:
        return tuple(
            len({identity for act in acts for identity in act.identities[dimension]})
            for dimension in range(len(self.spec.thresholds))
        )

    def _reached(self, counts: tuple[int, ...]) -> bool:
        return all(
            count >= threshold.at_least
            for count, threshold in zip(counts, self.spec.thresholds, strict=True)
        )

    def _verdict(self, act: Entry, counts: tuple[int, ...], window: list[Entry]) -> Decided:
        events = window[-EVENTS_AS_EVIDENCE:]
        return Decided(
            ordinal=0,
            at_ms=act.at_ms,
            trigger="",
            event_id=act.event_id,
            counts=counts,
            events=tuple(Counted(one.event_id, one.at_ms, one.note) for one in events),
            account=self.owner(act.at_ms) if self.spec.counting == "staff" else act.account,
        )
