"""The evidence of a finding: what a person reads and checks."""

from collections.abc import Sequence

from config.outputs import Evidence, EvidenceCount, EvidenceItem
from detectors.findings import Finding
from detectors.text_notes import read_note
from detectors.windows import event_id_of

SIGNALS_SHOWN = 8


def evidence_of(finding: Finding, also: Sequence[str] = ()) -> Evidence:
    """Counts with their thresholds, the events behind them, and what raised the scores.

    `also` are the rules that saw the same act and were less strict.
    """
    decision = finding.decision
    notes = [read_note(event.note) for event in decision.events]
    signals = dict.fromkeys(signal for note in notes for signal in note.signals)
    details: dict[str, object] = dict(finding.details)
    if decision.identity:
        details["person"] = decision.identity
    if also:
        details["also_broken"] = list(also)
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
                event_id=event_id_of(event.event_id),
                occurred_at_ms=event.at_ms,
                excerpt=note.excerpt or None,
                fingerprint=note.fingerprint or None,
            )
            for event, note in zip(decision.events, notes, strict=True)
        ],
        contacts=[signal for signal in signals if signal.startswith("contact:")][:SIGNALS_SHOWN],
        signals=[one for one in signals if not one.startswith("contact:")][:SIGNALS_SHOWN],
        details=details,
    )
