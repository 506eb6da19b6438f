"""A subject's dossier: which penalties it has, which end when, and what one more act leads to.

`lua/strike.lua`, `lua/end.lua` and `lua/lift.lua` do the same inside Redis; the contract suite
holds both to each other. What a case leads to is kept under its sanction's id, so a case that
comes again gets the same answer:

- Its *strike* is one more than the findings of its family (and mode) that still count as of it.
- Of several findings with the same `event_id`, only the strictest is imposed: one act is punished
  once. The others are *absorbed*.
- A penalty ends by time, or by an *ending*: an operator's lift, or what its rule waited for (a
  verification). An ending that comes before its penalty is remembered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from detectors.windows import Ending, SubjectType

NO_END_MS = 0
"""Instead of a time of end: without end."""

_FOR_EVER = 10**15 - 1
"""A duration (ms) that is longer than any, in as many digits as all have in `strictness`."""

_STEPS_COMPARED = 8

ENDINGS_KEPT = 16
"""At most this many endings, the latest, are remembered per target."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder as the store needs it: how severe, and how long (0: no end).

    `restricts` is False for a warning, which leaves no restriction in force.
    """

    severity: int
    duration_ms: int
    restricts: bool


@dataclass(frozen=True, slots=True)
class Strike:
    """One effect of one finding on one subject, to be counted and turned into a penalty.

    `rank`: between equally strict findings the lower is imposed. How strict a finding is depends
    on its whole ladder and not on which strike it is, so that the same one is imposed whatever
    order findings come in. `about`: what whoever lifts the penalty needs to know of it, opaque
    here. `number`: which strike it was, of a past one.
    """

    sanction_id: str
    finding_id: str
    event_id: str
    rule_id: str
    subject_type: SubjectType
    subject_id: str
    family: str
    scope: str
    at_ms: int
    decay_ms: int
    ladder: tuple[Step, ...]
    enforced: bool
    rank: int = 0
    about: bytes = b""
    number: int = 0

    @property
    def strictness(self) -> str:
        """How strict the ladder is, step by step; of two, the greater text is the stricter."""
        steps = [f"{step.severity}{step.duration_ms or _FOR_EVER:015d}" for step in self.ladder]
        steps += steps[-1:] * (_STEPS_COMPARED - len(steps))
        return "/".join(steps[:_STEPS_COMPARED])


@dataclass(frozen=True, slots=True)
class Struck:
    """What a case led to.

    `number`: which strike it is (1 is the first). `absorbed_by`: the finding that is imposed
    instead. `in_force`: the restriction in force for subject and scope is now this penalty's.
    """

    number: int
    absorbed_by: str = ""
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Penalty:
    """One sanction in a dossier. `until_ms` 0: without end; `reason`: why before its time."""

    sanction_id: str
    finding_id: str
    rule_id: str
    family: str
    scope: str
    enforced: bool
    at_ms: int
    number: int
    severity: int
    restricts: bool
    until_ms: int
    about: bytes = b""
    reason: str = ""
    lifted: bool = False
    pardoned: bool = False


@dataclass(frozen=True, slots=True)
class Lift:
    """A penalty that has ended, and the one that is in force for its scope now, if any."""

    subject_type: SubjectType
    subject_id: str
    penalty: Penalty
    remaining: Penalty | None


@dataclass(slots=True)
class Dossier:
    """Everything about one subject. `punished`: per deciding event, finding and strictness."""

    penalties: dict[str, Penalty] = field(default_factory=dict)
    punished: dict[str, tuple[str, str]] = field(default_factory=dict)
    endings: dict[str, list[Ending]] = field(default_factory=dict)

    def strike(self, cases: Sequence[Strike]) -> list[Struck]:
        """Count cases of this subject; those of one event in one call compete with each other.

        Events are dealt with in order of time, whatever the order of the cases.
        """
        by_event: dict[str, list[int]] = {}
        for position, case in enumerate(cases):
            by_event.setdefault(case.event_id, []).append(position)
        answers: dict[int, Struck] = {}
        for positions in sorted(by_event.values(), key=lambda of: (cases[of[0]].at_ms, of[0])):
            together = [cases[position] for position in positions]
            answers |= zip(positions, self._strike_event(together), strict=True)
        return [answers[position] for position in range(len(cases))]

    def _strike_event(self, cases: Sequence[Strike]) -> list[Struck]:
        numbers = [self._number(case) for case in cases]
        winners = self._winners(cases)
        return [
            self._impose(case, number, winners.get(case.event_id, case.finding_id))
            for case, number in zip(cases, numbers, strict=True)
        ]

    def _number(self, case: Strike) -> int:
        known = self.penalties.get(case.sanction_id)
        if known or case.number:
            return known.number if known else case.number
        earlier = {
            one.finding_id
            for one in self.penalties.values()
            if (one.family, one.enforced) == (case.family, case.enforced)
            and case.at_ms - case.decay_ms < one.at_ms <= case.at_ms
            and one.finding_id != case.finding_id
            and not one.pardoned
        }
        return len(earlier) + 1

    def _winners(self, cases: Sequence[Strike]) -> dict[str, str]:
        """Per deciding event, which finding is imposed."""
        best: dict[str, tuple[str, int, str]] = {}
        for case in cases:
            if case.enforced:
                entry = (case.strictness, -case.rank, case.finding_id)
                best[case.event_id] = max(best.get(case.event_id, entry), entry)
        winners = {}
        for event_id, (strictness, _, finding_id) in best.items():
            held = self.punished.get(event_id)
            if held is None or held[0] == finding_id or held[1] < strictness:
                held = self.punished[event_id] = (finding_id, strictness)
            winners[event_id] = held[0]
        return winners

    def _impose(self, case: Strike, number: int, winner: str) -> Struck:
        if case.enforced and winner != case.finding_id:
            return Struck(number, absorbed_by=winner)
        if case.sanction_id not in self.penalties:
            self.penalties[case.sanction_id] = self._ended(_penalty(case, number))
        best = self.in_force(case.scope, case.at_ms)
        return Struck(number, in_force=best is not None and best.sanction_id == case.sanction_id)

    def _ended(self, penalty: Penalty) -> Penalty:
        wide = (f"rule:{penalty.rule_id}", f"scope:{penalty.scope}", "all")
        for target in (penalty.sanction_id, *wide):
            for ending in self.endings.get(target, ()):
                if target == penalty.sanction_id or ending.at_ms >= penalty.at_ms:
                    penalty = _ending_sooner(penalty, ending)
                    break
        return penalty

    def in_force(self, scope: str, at_ms: int) -> Penalty | None:
        """The restriction in force for a scope as of a time: the one that ends last."""
        held = [
            one
            for one in self.penalties.values()
            if one.scope == scope
            and one.restricts
            and one.enforced
            and not one.lifted
            and (one.until_ms > at_ms or one.until_ms == NO_END_MS)
        ]
        return max(held, key=_precedence, default=None)

    def end(self, ending: Ending) -> list[Penalty]:
        """Note an ending; the penalties that now end sooner."""
        noted = self.endings.setdefault(ending.target, [])
        if ending not in noted:
            noted.append(ending)
            noted.sort(key=lambda one: one.at_ms)
            del noted[:-ENDINGS_KEPT]
        changed = []
        for penalty in list(self.penalties.values()):
            if _is_target(penalty, ending):
                sooner = _ending_sooner(penalty, ending)
                if sooner != penalty:
                    self.penalties[penalty.sanction_id] = sooner
                    changed.append(sooner)
        return changed

    def lift(self, sanction_id: str, now_ms: int) -> tuple[Penalty, Penalty | None] | None:
        """End a penalty whose time is over; None if there is nothing to end (any more)."""
        penalty = self.penalties.get(sanction_id)
        if penalty is None or penalty.until_ms == NO_END_MS or penalty.until_ms > now_ms:
            return None
        lifted = replace(penalty, lifted=True)
        self.penalties[sanction_id] = lifted
        return lifted, self.in_force(penalty.scope, penalty.until_ms)


def _penalty(case: Strike, number: int) -> Penalty:
    step = case.ladder[min(number, len(case.ladder)) - 1]
    ends = step.restricts and step.duration_ms
    return Penalty(
        sanction_id=case.sanction_id,
        finding_id=case.finding_id,
        rule_id=case.rule_id,
        family=case.family,
        scope=case.scope,
        enforced=case.enforced,
        at_ms=case.at_ms,
        number=number,
        severity=step.severity,
        restricts=step.restricts,
        until_ms=case.at_ms + step.duration_ms if ends else NO_END_MS,
        about=case.about,
    )


def _is_target(penalty: Penalty, ending: Ending) -> bool:
    if ending.target == penalty.sanction_id:
        return True
    wanted = {"all", f"rule:{penalty.rule_id}", f"scope:{penalty.scope}"}
    return ending.target in wanted and penalty.at_ms <= ending.at_ms


def _ending_sooner(penalty: Penalty, ending: Ending) -> Penalty:
    """The penalty with an earlier end; one that has been lifted stays as it is."""
    pardoned = penalty.pardoned or ending.pardon
    sooner = penalty.until_ms == NO_END_MS or ending.at_ms < penalty.until_ms
    if penalty.lifted or not sooner:
        return replace(penalty, pardoned=pardoned)
    until_ms = max(ending.at_ms, penalty.at_ms)
    return replace(penalty, until_ms=until_ms, reason=ending.reason, pardoned=pardoned)


def _precedence(penalty: Penalty) -> tuple[float, int, int, str]:
    ends = float("inf") if penalty.until_ms == NO_END_MS else float(penalty.until_ms)
    return ends, penalty.severity, penalty.at_ms, penalty.sanction_id
