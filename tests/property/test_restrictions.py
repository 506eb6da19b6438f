"""The topic of restrictions holds what is in force, whatever is imposed, lifted, or runs out."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings, strategies as st

from tests.unit.streams_of_events import HOUR, MINUTE, NOON, Event, Stage, event, only

POLICY = only("by-hand")
SCOPES = ("messaging", "boards")
SUBJECTS = ("ann", "bob")
SEVERITY = {"temporary-restriction": 2, "activity-restriction": 3, "permanent-restriction": 4}
ENDLESS = 1 << 62


@dataclass
class Held:
    """One restriction as the oracle knows it."""

    subject: str
    scope: str
    severity: int
    at_ms: int
    ends_ms: int
    sanction_id: str = ""


@dataclass
class Step:
    """What happens next, so long after what happened before."""

    after_ms: int
    fields: dict[str, Any] | None
    lifts: int = 0


@st.composite
def steps(draw: st.DrawFn) -> Step:
    after_ms = draw(st.integers(1, 3 * HOUR))
    subject = {"subject_type": "account", "subject_id": draw(st.sampled_from(SUBJECTS))}
    scope = draw(st.sampled_from(SCOPES))
    kind = draw(st.integers(0, 9))
    if kind < 6:
        measure = draw(st.sampled_from([*SEVERITY, "warning"]))
        duration = draw(st.sampled_from([None, MINUTE, HOUR, 5 * HOUR]))
        if measure not in {"temporary-restriction", "activity-restriction"}:
            duration = None
        if measure == "temporary-restriction":
            duration = duration or 2 * HOUR
        fields = {"measure": measure, "scope": scope, "duration_ms": duration}
        return Step(after_ms, {"action": "sanction", **subject, **fields})
    if kind < 7:
        return Step(after_ms, {"action": "lift", **subject})
    if kind < 8:
        return Step(after_ms, {"action": "lift", "scope": scope, **subject})
    if kind < 9:
        return Step(after_ms, {"action": "lift", **subject}, lifts=1 + draw(st.integers(0, 9)))
    return Step(after_ms, None)


class Oracle:
    """What is in force, by the plain rule: of what has not ended, what ends last."""

    def __init__(self) -> None:
        self.held: list[Held] = []

    def impose(self, fields: dict[str, Any], at_ms: int, sanction_id: str) -> None:
        severity = SEVERITY.get(fields["measure"])
        if severity:
            ends_ms = at_ms + fields["duration_ms"] if fields["duration_ms"] else ENDLESS
            subject, scope = fields["subject_id"], fields["scope"]
            self.held.append(Held(subject, scope, severity, at_ms, ends_ms, sanction_id))

    def lift(self, fields: dict[str, Any], at_ms: int) -> None:
        for one in self.held:
            if one.subject == fields["subject_id"] and (
                one.sanction_id == fields["sanction_id"]
                if "sanction_id" in fields
                else fields.get("scope") in {None, one.scope}
            ):
                one.ends_ms = min(one.ends_ms, at_ms)

    def in_force(self, now_ms: int) -> dict[str, str]:
        best: dict[str, Held] = {}
        for one in self.held:
            key = f"account:{one.subject}:{one.scope}"
            if one.ends_ms > now_ms and (key not in best or _rank(one) > _rank(best[key])):
                best[key] = one
        return {key: one.sanction_id for key, one in best.items()}


def _rank(one: Held) -> tuple[int, int, int, str]:
    return one.ends_ms, one.severity, one.at_ms, one.sanction_id


@settings(max_examples=150, deadline=None)
@given(script=st.lists(steps(), min_size=1, max_size=14))
def test_the_restrictions_told_are_always_those_in_force(script: list[Step]) -> None:
    stage, oracle, now_ms = Stage(POLICY), Oracle(), NOON
    for step in script:
        now_ms += step.after_ms
        stage.pass_time(now_ms)
        assert stage.in_force == oracle.in_force(now_ms)
        if step.fields is not None:
            _happen(stage, oracle, step, now_ms)
        stage.pass_time(now_ms)
        assert stage.in_force == oracle.in_force(now_ms)
    told = [one.sanction_id for one in stage.lifts]
    assert len(told) == len(set(told))


def _happen(stage: Stage, oracle: Oracle, step: Step, now_ms: int) -> None:
    fields = dict(step.fields or {})
    imposed = [one for one in stage.sanctions if one.action == "impose"]
    if step.lifts and imposed:
        chosen = imposed[step.lifts % len(imposed)]
        fields |= {"sanction_id": chosen.sanction_id, "subject_id": chosen.subject_id}
    act: Event = event("operator-actions", now_ms, operator_id="op", reason="r", **fields)
    made = stage.feed([act])
    if fields["action"] == "lift":
        oracle.lift(fields, now_ms)
    else:
        oracle.impose(fields, now_ms, made[0].sanction_id)
