"""Same-or-similar texts by one sender: to several rooms, or again and again (clause A5)."""

from dataclasses import replace
from typing import Any, ClassVar

from config.durations import DAY_MS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, by_name, text_entry
from detectors.happenings import COUNTABLE, actor
from detectors.text.similarity import SIMILAR_AT_LEAST
from detectors.windows import (
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    WindowSpec,
)

KEPT = 256
KEPT_LONG = 64
"""Texts kept per sender, and by rules that look back longer than a day."""


class SimilarTexts(Detector):
    """Counts distinct identities in the texts of a sender that agree with each other.

    With `invited_within`, only texts in rooms count to which the sender was invited that lately:
    a join by room finds the invitation.
    """

    topics: ClassVar[frozenset[str]] = frozenset({"chat-messages", "board-posts", "group-invites"})
    looked_up: ClassVar[frozenset[str]] = frozenset({"group-invites"})
    options: ClassVar[frozenset[str]] = frozenset({"invited_within_ms"})
    counting = "similar"

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        count = self.rule.count
        self._invited = JoinSpec(
            rule_id=self.rule.id,
            name="invited",
            within_ms=count.within_ms,
            support_ms=count.invited_within_ms or 0,
            by_account=True,
        )
        kept = KEPT_LONG if count.within_ms > DAY_MS else KEPT
        self.joins = by_name(self._invited)
        return replace(super().window(), capacity=kept, agreement=SIMILAR_AT_LEAST)

    def reach_ms(self) -> int:
        """See `Detector.reach_ms`."""
        return self.rule.count.within_ms + (self.rule.count.invited_within_ms or 0)

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        rows = self.filters[batch.topic].rows(batch)
        if batch.topic == "group-invites":
            return [self._invitation(batch.events[row]) for row in rows]
        if not rows:
            return []
        return [
            self._text(batch, row, signature)
            for row, signature in zip(rows, batch.signatures(rows), strict=True)
        ]

    def _text(self, batch: EventBatch, row: int, signature: tuple[int, ...]) -> Observed:
        event = batch.events[row]
        identities = tuple(
            COUNTABLE[threshold.name][batch.topic](event) for threshold in self.spec.thresholds
        )
        sender = actor(batch.topic, event)
        if self.rule.count.invited_within_ms:
            entry = text_entry(batch, row, identities, signature, sender)
            return JoinObservation(self._invited, event.room_id, entry)
        entry = text_entry(batch, row, identities, signature)
        return Observation(self.spec, "account", sender, entry)

    def _invitation(self, event: Any) -> JoinObservation:
        entry = Entry(event.event_id, event.occurred_at_ms, (tuple(event.invitee_ids),))
        return JoinObservation(self._invited, event.room_id, entry, is_act=False)

    def joined(self, joined: Joined) -> list[Observed]:
        """A text by somebody who was invited lately counts."""
        if not joined.supports:
            return []
        return [Observation(self.spec, "account", joined.act.account, joined.act)]
