"""From findings through strikes to sanctions, restrictions, notifications and lifts.

Ids are deterministic: the same finding about the same subject and scope is the same sanction,
however often it is worked out, so a consumer that keeps ids acts once on each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from config.outputs import (
    Evidence,
    Measure,
    Mode,
    Restriction,
    ReviewCase,
    Sanction,
    SubjectType,
)
from config.policy import Policy
from config.rules import Effect, Step as LadderStep
from detectors.findings import Finding
from detectors.windows import NOT_KEPT, event_id_of
from streams.evidence import evidence_of
from streams.notices import lift_notifications, lift_reason, notifications, reason_of
from streams.topics_out import Outgoing, outgoing, outgoing_restriction, outgoing_tombstone
from streams.windows.dossier import NO_END_MS, Lift, Penalty, Step, Strike, Struck
from streams.windows.protocol import Origin, WindowStore

SEVERITY: dict[Measure, int] = {
    "content-removal": 0,
    "warning": 1,
    "temporary-restriction": 2,
    "activity-restriction": 3,
    "permanent-restriction": 4,
}
OF_EVENTS_ALONE = frozenset({"events", "staff-texts", "similar-texts"})
"""Kinds of counting whose findings rest on the events of one sender or room alone."""

MEASURES = {severity: measure for measure, severity in SEVERITY.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """One effect of one finding on one subject; `notified` is the account that is told."""

    finding: Finding
    effect: Effect
    subject_type: SubjectType
    subject_id: str
    notified: str

    @property
    def sanction_id(self) -> str:
        """Names the sanction that this case would be."""
        return hashed(
            self.finding.finding_id, self.subject_type, self.subject_id, self.effect.scope
        )


class SanctionDesk:
    """Applies the ladders of a policy."""

    def __init__(self, policy: Policy, windows: WindowStore) -> None:
        self._policy = policy
        self._windows = windows
        self._ranks = {rule.id: number for number, rule in enumerate(policy.rules)}

    async def sanction(self, findings: Sequence[Finding], origin: Origin | None) -> list[Outgoing]:
        """The records that findings of one batch lead to: sanctions, and what follows from them.

        Raises:
            RedisUnavailable: strikes can not be counted now; try again.
            WindowsLost: earlier strikes are no longer there.
        """
        records = [self._review(finding) for finding in findings if finding.rule.review]
        cases = [case for finding in findings for case in cases_of(finding)]
        if not cases:
            return records
        struck = await self._windows.strike([self._strike(case) for case in cases], origin)
        absorbed: dict[str, list[str]] = {}
        for case, answer in zip(cases, struck, strict=True):
            if answer.absorbed_by:
                rules = absorbed.setdefault(answer.absorbed_by, [])
                rules += [case.finding.rule.id] if case.finding.rule.id not in rules else []
        for case, answer in zip(cases, struck, strict=True):
            if not answer.absorbed_by:
                also = absorbed.get(case.finding.finding_id, ())
                records += self._records(case, answer, also)
        return records

    def _review(self, finding: Finding) -> Outgoing:
        decision = finding.decision
        review = ReviewCase(
            case_id=hashed(finding.finding_id, "review"),
            occurred_at_ms=decision.at_ms,
            subject_type=decision.subject_type,
            subject_id=decision.subject_id,
            rule_id=finding.rule.id,
            reason=reason_of(self._policy.language, finding.rule, finding.facts),
            evidence=evidence_of(finding),
        )
        return outgoing("review-queue", review.subject_id, review)

    def _records(self, case: Case, struck: Struck, also: Sequence[str]) -> list[Outgoing]:
        sanction = self._sanction(case, struck.number, also)
        records = [outgoing("sanctions", sanction.subject_id, sanction)]
        if sanction.mode == "shadow":
            return records
        if struck.in_force:
            records.append(outgoing_restriction(_restriction_of(sanction)))
        rule, facts = case.finding.rule, case.finding.facts
        return records + [
            outgoing("notifications", notice.account_id, notice)
            for notice in notifications(self._policy, sanction, case.notified, rule, facts)
        ]

    def _sanction(self, case: Case, number: int, also: Sequence[str]) -> Sanction:
        finding, decision = case.finding, case.finding.decision
        rule = finding.rule
        step = _step(case.effect.ladder, number)
        ends_at_ms = None if step.duration_ms is None else decision.at_ms + step.duration_ms
        return Sanction(
            sanction_id=case.sanction_id,
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
            mode=_mode(finding),
            strike=number,
            evidence=evidence_of(finding, also),
            reason=reason_of(self._policy.language, rule, finding.facts),
            finding={
                "finding_id": finding.finding_id,
                "counted_type": decision.subject_type,
                "counted_id": decision.subject_id,
                "chain": decision.chain,
                "ordinal": decision.ordinal,
                "part": decision.part,
                "event_id": act_of(finding),
                "act": act_of(finding) if is_of_one_event(finding) else finding.finding_id,
                "family": rule.family,
                "notified": case.notified,
            },
        )

    def _strike(self, case: Case) -> Strike:
        finding, rule = case.finding, case.finding.rule
        about = {
            "clause": rule.clause,
            "policy_version": self._policy.version,
            "notified": case.notified,
        }
        return Strike(
            sanction_id=case.sanction_id,
            finding_id=finding.finding_id,
            event_id=act_of(finding) if is_of_one_event(finding) else finding.finding_id,
            rule_id=rule.id,
            subject_type=case.subject_type,
            subject_id=case.subject_id,
            family=rule.family,
            scope=case.effect.scope,
            at_ms=finding.decision.at_ms,
            decay_ms=rule.decay_ms,
            ladder=ladder_steps(case.effect),
            enforced=rule.mode == "enforced",
            rank=self._ranks.get(rule.id, 0),
            about=msgspec.json.encode(about),
        )

    def lift(self, lift: Lift) -> list[Outgoing]:
        """The records that the end of a penalty leads to."""
        sanction = self._lifting(lift)
        records = [outgoing("sanctions", sanction.subject_id, sanction)]
        if sanction.mode == "shadow":
            return records
        if lift.penalty.restricts:
            records.append(_restriction_after(lift))
        account = _about(lift.penalty).get("notified", "")
        return records + [
            outgoing("notifications", notice.account_id, notice)
            for notice in lift_notifications(
                self._policy, sanction, account, lift.penalty.reason or "expired"
            )
        ]

    def _lifting(self, lift: Lift) -> Sanction:
        penalty, about = lift.penalty, _about(lift.penalty)
        reason = penalty.reason or "expired"
        return Sanction(
            sanction_id=lift_id(penalty.sanction_id),
            occurred_at_ms=penalty.until_ms,
            action="lift",
            measure=MEASURES[penalty.severity],
            scope=penalty.scope,  # type: ignore[arg-type]  # written by us
            subject_type=lift.subject_type,
            subject_id=lift.subject_id,
            starts_at_ms=penalty.until_ms,
            expires_at_ms=None,
            rule_id=penalty.rule_id,
            clause=about.get("clause", ""),
            policy_version=about.get("policy_version", self._policy.version),
            mode="enforced" if penalty.enforced else "shadow",
            strike=penalty.number,
            evidence=Evidence(counts=[], events=[], details={"because": reason}),
            reason=lift_reason(self._policy.language, reason),
            lifts=penalty.sanction_id,
            finding={
                "finding_id": penalty.finding_id,
                "pardoned": penalty.pardoned,
                "because": reason,
            },
        )


def cases_of(finding: Finding) -> list[Case]:
    """One case per effect; an owner who is not known yet is struck when they become known."""
    decision = finding.decision
    owner = "" if decision.account == NOT_KEPT else decision.account
    cases = []
    for effect in finding.effects or finding.rule.effects:
        if effect.subject == "counted":
            told = decision.subject_id if decision.subject_type == "account" else owner
            cases.append(Case(finding, effect, decision.subject_type, decision.subject_id, told))
        elif owner:
            cases.append(Case(finding, effect, "account", owner, owner))
    return cases


def act_of(finding: Finding) -> str:
    """The event that is punished: the decisive one, or what that is about."""
    return event_id_of(finding.decision.event_id)


def is_of_one_event(finding: Finding) -> bool:
    """Whether the decisive event is the whole act.

    Then several rules may find the very same act, and only the strictest is imposed. Where a rule
    counts many events, or looks up what other topics tell, which event decides depends on what
    came first: such findings are acts of their own.
    """
    enough = all(threshold.at_least == 1 for threshold in finding.decision.spec.thresholds)
    return enough and finding.rule.count.what in OF_EVENTS_ALONE


def ladder_steps(effect: Effect) -> tuple[Step, ...]:
    """An effect's ladder as the windows need it."""
    return tuple(
        Step(SEVERITY[step.measure], step.duration_ms or 0, restricts(SEVERITY[step.measure]))
        for step in effect.ladder
    )


def restricts(severity: int) -> bool:
    """Whether a measure of this severity takes something away from its subject for a time."""
    return severity >= SEVERITY["temporary-restriction"]


def hashed(*parts: str) -> str:
    """32 hexadecimal digits of the parts' SHA-256."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def lift_id(sanction_id: str) -> str:
    """The id of the lift of a sanction: there is one at most."""
    return hashed(sanction_id, "lift")


def _mode(finding: Finding) -> Mode:
    return "shadow" if finding.rule.mode == "shadow" else "enforced"


def _step(ladder: Sequence[LadderStep], number: int) -> LadderStep:
    return ladder[min(number, len(ladder)) - 1]


def _restriction_of(sanction: Sanction) -> Restriction:
    return Restriction.model_validate(
        {name: getattr(sanction, name) for name in Restriction.model_fields}
    )


def _restriction_after(lift: Lift) -> Outgoing:
    """What is in force for the scope once a penalty has ended."""
    held = lift.remaining
    if held is None:
        return outgoing_tombstone(lift.subject_type, lift.subject_id, lift.penalty.scope)
    return outgoing_restriction(
        Restriction(
            sanction_id=held.sanction_id,
            measure=MEASURES[held.severity],
            scope=held.scope,  # type: ignore[arg-type]  # written by us
            subject_type=lift.subject_type,
            subject_id=lift.subject_id,
            starts_at_ms=held.at_ms,
            expires_at_ms=None if held.until_ms == NO_END_MS else held.until_ms,
        )
    )


def _about(penalty: Penalty) -> Mapping[str, Any]:
    about: dict[str, Any] = msgspec.json.decode(penalty.about) if penalty.about else {}
    return about
