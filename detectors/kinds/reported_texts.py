"""Texts that somebody reported: a report makes a score count that is not enough alone (A12)."""

from typing import Any, ClassVar

from config.conditions import TEXTS
from config.durations import DAY_MS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, by_name, text_entry
from detectors.happenings import actor
from detectors.windows import (
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    WindowSpec,
    act_id,
)

TEXT_KEPT_MS = 30 * DAY_MS
"""How long after a text a report about it counts."""


class ReportedTexts(Detector):
    """Counts, per sender, texts that fulfil the conditions and that a report is about.

    A join by the text's event id brings both together, whichever comes first.
    """

    topics: ClassVar[frozenset[str]] = TEXTS | {"user-reports"}
    needs: ClassVar[frozenset[str]] = frozenset({"user-reports"})
    thresholds: ClassVar[tuple[str, ...]] = ("texts", "reporters")

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        self._about = JoinSpec(
            rule_id=self.rule.id,
            name="about",
            within_ms=TEXT_KEPT_MS,
            support_ms=TEXT_KEPT_MS,
            capacity=64,
            supports_kept=4,
        )
        self.joins = by_name(self._about)
        return super().window()

    def reach_ms(self) -> int:
        """See `Detector.reach_ms`."""
        return max(self.rule.count.within_ms, TEXT_KEPT_MS)

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        rows = self.filters[batch.topic].rows(batch)
        if batch.topic == "user-reports":
            return [
                self._report(batch.events[row]) for row in rows if batch.events[row].about_event_id
            ]
        return [self._text(batch, row) for row in rows]

    def _report(self, event: Any) -> JoinObservation:
        entry = Entry(event.event_id, event.occurred_at_ms, account=event.reporter_id)
        return JoinObservation(self._about, event.about_event_id, entry)

    def _text(self, batch: EventBatch, row: int) -> JoinObservation:
        event = batch.events[row]
        entry = text_entry(batch, row, (), account=actor(batch.topic, event))
        return JoinObservation(self._about, event.event_id, entry, is_act=False)

    def joined(self, joined: Joined) -> list[Observed]:
        """A report about a text that is kept counts against its sender, but not one's own."""
        report = joined.act
        if not joined.supports or joined.supports[-1].account == report.account:
            return []
        text = joined.supports[-1]
        identities = ((text.event_id,), (report.account,))
        event_id = act_id(text.event_id, report.event_id)  # what is punished is the text
        entry = Entry(event_id, report.at_ms, identities, note=text.note)
        return [Observation(self.spec, "account", text.account, entry)]
