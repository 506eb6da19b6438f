"""What the topic `sanctions` tells of the past, as what the windows and dossiers hold of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from config.policy import Policy
from detectors.findings import Finding
from detectors.windows import Decision, Ending, Threshold, WindowSpec
from streams.sanctions import SEVERITY, restricts
from streams.windows.dossier import Step, Strike
from streams.windows.protocol import PastFinding


@dataclass(slots=True)
class Past:
    """Findings, the penalties they led to, and what ended these.

    `heard` are the findings of rules that the policy still has, for those that listen to them.
    """

    findings: list[PastFinding] = field(default_factory=list)
    strikes: list[Strike] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    heard: list[Finding] = field(default_factory=list)


def past_of(sanctions: Iterable[Mapping[str, Any]], policy: Policy) -> Past:
    """Read sanctions and lifts, in order of time."""
    past = Past()
    seen: set[str] = set()
    for one in sanctions:
        made = one.get("finding") or {}
        if one["action"] == "lift":
            past.endings.append(_ending(one))
        elif "counted_id" in made:
            past.strikes.append(_strike(one))
            if made["finding_id"] not in seen:
                seen.add(made["finding_id"])
                past.findings.append(_finding(one))
                past.heard += _heard(one, policy)
    return past


def _ending(one: Mapping[str, Any]) -> Ending:
    return Ending(
        subject_type=one["subject_type"],
        subject_id=one["subject_id"],
        target=one["lifts"],
        at_ms=one["occurred_at_ms"],
        reason=one["finding"]["because"],
        pardon=one["finding"]["pardoned"],
    )


def _finding(one: Mapping[str, Any]) -> PastFinding:
    made = one["finding"]
    return PastFinding(
        rule_id=one["rule_id"],
        subject_type=made["counted_type"],
        subject_id=made["counted_id"],
        chain=made["chain"],
        ordinal=made["ordinal"],
        at_ms=one["occurred_at_ms"],
        part=made.get("part", ""),
    )


def _strike(one: Mapping[str, Any]) -> Strike:
    """The penalty as it was, whatever the policy says today: a ladder of this one step."""
    made, severity = one["finding"], SEVERITY[one["measure"]]
    ends_at_ms = one["expires_at_ms"]
    duration_ms = 0 if ends_at_ms is None else ends_at_ms - one["starts_at_ms"]
    about = {
        "clause": one["clause"],
        "policy_version": one["policy_version"],
        "notified": made.get("notified", ""),
    }
    return Strike(
        sanction_id=one["sanction_id"],
        finding_id=made["finding_id"],
        event_id=made.get("act", made["finding_id"]),
        rule_id=one["rule_id"],
        subject_type=one["subject_type"],
        subject_id=one["subject_id"],
        family=made.get("family", one["rule_id"]),
        scope=one["scope"],
        at_ms=one["occurred_at_ms"],
        decay_ms=1,  # it has its number, and needs none before it
        ladder=(Step(severity, duration_ms, restricts(severity)),),
        enforced=one["mode"] == "enforced",
        about=msgspec.json.encode(about),
        number=one["strike"],
    )


def _heard(one: Mapping[str, Any], policy: Policy) -> Iterator[Finding]:
    """The finding as far as it is still known: not how it was counted."""
    made = one["finding"]
    spec = WindowSpec(
        rule_id=one["rule_id"],
        counting="distinct",
        within_ms=1,
        cooldown_ms=1,
        thresholds=(Threshold("", 1),),
    )
    owner = one["subject_id"] if one["subject_type"] == "account" else made.get("notified", "")
    for rule in policy.active_rules:
        if rule.id == one["rule_id"]:
            yield Finding(
                rule,
                Decision(
                    spec=spec,
                    subject_type=made["counted_type"],
                    subject_id=made["counted_id"],
                    chain=made["chain"],
                    ordinal=made["ordinal"],
                    at_ms=one["occurred_at_ms"],
                    event_id=made.get("event_id", ""),
                    counts=(1,),
                    events=(),
                    account=owner,
                    part=made.get("part", ""),
                ),
            )
