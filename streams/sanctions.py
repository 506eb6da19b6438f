"""From findings through strikes to sanctions, restrictions and notifications.

Ids are deterministic: the same finding about the same subject and scope is the same sanction,
however often it is worked out, so a consumer that keeps ids acts once on each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from config.outputs import (
    Evidence,
    EvidenceCount,
    EvidenceItem,
    Measure,
    Restriction,
    Sanction,
    SubjectType,
)
from config.policy import Effect, Policy, Step as LadderStep
from detectors.findings import Finding
from detectors.text_notes import read_note
from streams.notices import notifications, reason_of
from streams.topics_out import Outgoing, outgoing, outgoing_restriction
from streams.windows.protocol import Origin, Step, Strike, Struck, WindowStore

SEVERITY: dict[Measure, int] = {
    "content-removal": 0,
    "warning": 1,
    "temporary-restriction": 2,
    "activity-restriction": 3,
    "permanent-restriction": 4,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One effect of one finding on one subject; `notified` is the account that is told."""

    finding: Finding
    effect: Effect
    subject_type: SubjectType
    subject_id: str
    notified: str


class SanctionDesk:
    """Applies the ladders of a policy."""

    def __init__(self, policy: Policy, windows: WindowStore) -> None:
        self._policy = policy
        self._windows = windows

    async def sanction(self, findings: Sequence[Finding], origin: Origin) -> list[Outgoing]:
        """The records that findings of one batch lead to: sanctions, and what follows from them.

        Raises:
            RedisUnavailable: strikes can not be counted now; try again.
            WindowsLost: earlier strikes are no longer there.
        """
        cases = [case for finding in findings for case in cases_of(finding)]
        struck = await self._windows.strike([_strike(case) for case in cases], origin)
        return [
            record
            for case, strike in zip(cases, struck, strict=True)
            for record in self._records(case, strike)
        ]

    def _records(self, case: Case, struck: Struck) -> list[Outgoing]:
        sanction = self._sanction(case, struck.number)
        records = [outgoing("sanctions", sanction.subject_id, sanction)]
        if sanction.mode == "shadow":
            return records
        if struck.in_force:
            records.append(outgoing_restriction(_restriction(sanction)))
        kind, facts = case.finding.rule.kind, case.finding.facts
        return records + [
            outgoing("notifications", notice.account_id, notice)
            for notice in notifications(self._policy, sanction, case.notified, kind, facts)
        ]

    def _sanction(self, case: Case, number: int) -> Sanction:
        finding, decision = case.finding, case.finding.decision
        rule = finding.rule
        step = _step(case.effect.ladder, number)
        ends_at_ms = None if step.duration_ms is None else decision.at_ms + step.duration_ms
        return Sanction(
            sanction_id=_sanction_id(case),
            occurred_at_ms=decision.at_ms,
            action="impose",
            measure=step.measure,
            scope=case.effect.scope,
            subject_type=case.subject_type,
            subject_id=case.subject_id,
            starts_at_ms=decision.at_ms,
            expires_at_ms=ends_at_ms,
            rule_id=rule.id,
            clause=rule.clause,
            policy_version=self._policy.version,
            mode="shadow" if rule.mode == "shadow" else "enforced",
            strike=number,
            evidence=_evidence(finding),
            reason=reason_of(self._policy.language, rule.kind, finding.facts),
            finding={
                "finding_id": finding.finding_id,
                "counted_type": decision.subject_type,
                "counted_id": decision.subject_id,
                "chain": decision.chain,
                "ordinal": decision.ordinal,
            },
        )


def cases_of(finding: Finding) -> list[Case]:
    """One case per effect; an owner who is not known yet is struck when they become known."""
    decision = finding.decision
    owner = "" if decision.account == "?" else decision.account
    cases = []
    for effect in finding.rule.effects:
        if effect.subject == "counted":
            told = decision.subject_id if decision.subject_type == "account" else owner
            cases.append(Case(finding, effect, decision.subject_type, decision.subject_id, told))
        elif owner:
            cases.append(Case(finding, effect, "account", owner, owner))
    return cases


def ladder_steps(effect: Effect) -> tuple[Step, ...]:
    """An effect's ladder as the windows need it."""
    return tuple(
        Step(SEVERITY[step.measure], step.duration_ms or 0, SEVERITY[step.measure] >= 2)
        for step in effect.ladder
    )


def _strike(case: Case) -> Strike:
    rule = case.finding.rule
    return Strike(
        finding_id=case.finding.finding_id,
        subject_type="room" if case.subject_type == "room" else "account",
        subject_id=case.subject_id,
        family=rule.family,
        scope=case.effect.scope,
        at_ms=case.finding.decision.at_ms,
        decay_ms=rule.decay_ms,
        ladder=ladder_steps(case.effect),
        enforced=rule.mode == "enforced",
    )


def _step(ladder: Sequence[LadderStep], number: int) -> LadderStep:
    return ladder[min(number, len(ladder)) - 1]


def _sanction_id(case: Case) -> str:
    parts = (case.finding.finding_id, case.subject_type, case.subject_id, case.effect.scope)
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _restriction(sanction: Sanction) -> Restriction:
    return Restriction.model_validate(
        {name: getattr(sanction, name) for name in Restriction.model_fields}
    )


def _evidence(finding: Finding) -> Evidence:
    decision = finding.decision
    notes = [read_note(event.note) for event in decision.events]
    return Evidence(
        counts=[
            EvidenceCount(
                what=threshold.name,
                counted=counted,
                threshold=threshold.at_least,
                within_ms=decision.spec.within_ms,
            )
            for threshold, counted in zip(decision.spec.thresholds, decision.counts, strict=True)
        ],
        events=[
            EvidenceItem(
                event_id=event.event_id,
                occurred_at_ms=event.at_ms,
                excerpt=note.excerpt or None,
                fingerprint=note.fingerprint or None,
            )
            for event, note in zip(decision.events, notes, strict=True)
        ],
        signals=list(dict.fromkeys(signal for note in notes for signal in note.signals))[:8],
        details={"person": decision.identity} if decision.identity else {},
    )
