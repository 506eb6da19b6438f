"""What an operator sanctions by hand (clause B4)."""

import json
from dataclasses import replace
from typing import Any, ClassVar, get_args

from config.durations import DAY_MS
from config.outputs import Measure, Scope
from config.rules import Effect, Step
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed
from detectors.findings import Finding
from detectors.text_notes import note_of, read_note
from detectors.windows import Decision, Entry, Observation, WindowSpec

DEFAULT_MS = 7 * DAY_MS
"""How long a temporary restriction lasts that is asked for without a duration."""

REASON_CHARACTERS = 200
"""How much of an operator's reason stands in the evidence."""


class OperatorSanctions(Detector):
    """Each order is a finding; measure, scope and duration are the order's, else the rule's."""

    topics: ClassVar[frozenset[str]] = frozenset({"operator-actions"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("orders",)

    def window(self) -> WindowSpec:
        """See `Detector.window`: every order is one."""
        return replace(super().window(), cooldown_ms=1)

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        return [
            self._order(event)
            for event in batch.events
            if event.action == "sanction" and not problem_of(event)
        ]

    def _order(self, event: Any) -> Observation:
        said = json.dumps([event.measure, event.scope, event.duration_ms], separators=(",", ":"))
        excerpt = event.reason[:REASON_CHARACTERS]
        note = note_of(f"ordered by {event.operator_id}", said, excerpt=excerpt)
        entry = Entry(event.event_id, event.occurred_at_ms, ((event.event_id,),), note=note)
        subject = (event.subject_type, event.subject_id)
        return Observation(self.spec, *subject, entry, part=event.event_id)

    def finding(self, decision: Decision) -> Finding:
        """See `Detector.finding`; with the order's own effect."""
        note = read_note(decision.events[-1].note) if decision.events else None
        said = note.signals[1] if note and len(note.signals) > 1 else "[null,null,null]"
        measure, scope, duration_ms = json.loads(said)
        plain = self.rule.effects[0]
        step = _step(measure, duration_ms) if measure else plain.ladder[0]
        effect = Effect(scope=scope or plain.scope, ladder=[step])
        return replace(super().finding(decision), effects=(effect,))


def _step(measure: Measure, duration_ms: int | None) -> Step:
    if measure == "temporary-restriction":
        return Step.model_construct(measure=measure, duration_ms=duration_ms or DEFAULT_MS)
    lasting = measure == "activity-restriction" and duration_ms
    return Step.model_construct(measure=measure, duration_ms=duration_ms if lasting else None)


def problem_of(event: Any) -> str:
    """What is wrong with an order; empty when nothing is."""
    if event.measure is not None and event.measure not in get_args(Measure):
        return f"measure is {event.measure!r}; write one of {', '.join(get_args(Measure))}"
    if event.scope is not None and event.scope not in get_args(Scope):
        return f"scope is {event.scope!r}; write one of {', '.join(get_args(Scope))}"
    if event.duration_ms is not None and not event.duration_ms:
        return "duration_ms is 0; leave it out or write how long"
    return ""
