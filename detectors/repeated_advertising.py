"""Same-or-similar commercial texts by one sender to several rooms (clause A5)."""

from typing import ClassVar

from config.policy import Rule
from detectors.batch import EventBatch
from detectors.detector import thresholds_of
from detectors.findings import Finding
from detectors.text.similarity import SIMILAR_AT_LEAST
from detectors.text_notes import write_note
from detectors.windows import Decision, Entry, Observation, WindowSpec


class RepeatedAdvertising:
    """Counts the distinct rooms that similar commercial texts of a sender reached."""

    topics: ClassVar[frozenset[str]] = frozenset({"chat-messages"})
    thresholds: ClassVar[tuple[str, ...]] = ("rooms",)
    needs_text: ClassVar[bool] = True

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.spec = WindowSpec(
            rule_id=rule.id,
            counting="similar",
            within_ms=rule.within_ms,
            cooldown_ms=rule.cooldown_ms,
            thresholds=thresholds_of(rule, self.thresholds),
            agreement=SIMILAR_AT_LEAST,
        )

    def observe(self, batch: EventBatch) -> list[Observation]:
        """Commercial texts, each with its signature and room."""
        when = self.rule.when
        rows = batch.commercial_rows(when.commercial_at_least or 1.0, when.letters_at_least)
        if not rows.size:
            return []
        signatures = batch.features.signatures(rows).tolist()
        return [
            self._observation(batch, int(row), tuple(signature))
            for row, signature in zip(rows, signatures, strict=True)
        ]

    def _observation(self, batch: EventBatch, row: int, signature: tuple[int, ...]) -> Observation:
        message = batch.events[row]
        entry = Entry(
            event_id=message.event_id,
            at_ms=message.occurred_at_ms,
            identities=((message.room_id,),),
            signature=signature,
            note=write_note(batch, row),
        )
        return Observation(self.spec, "account", message.sender_id, entry)

    def finding(self, decision: Decision) -> Finding:
        """So many rooms within the window."""
        facts = {"count": decision.counts[0], "window_ms": self.rule.within_ms}
        return Finding(self.rule, decision, facts)
