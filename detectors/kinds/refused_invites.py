"""One account keeps inviting one person who declined or left (clause A4)."""

from dataclasses import replace
from typing import Any, ClassVar

from detectors.batch import EventBatch
from detectors.detector import Detector, Observed
from detectors.windows import Entry, Observation, WindowSpec

REFUSAL_WEIGHT = 2
"""What a refusal adds to the pressure on an invitee; an invitation adds one."""

INVITES_KEPT = 128
"""Invitations kept per inviter, each with up to 500 invitees."""

REFUSALS = frozenset({"declined", "left"})


class RefusedInvites(Detector):
    """Counts, per inviter and invitee, invitations and refusals, and the pressure of both."""

    topics: ClassVar[frozenset[str]] = frozenset({"group-invites", "invite-responses"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("invites", "refusals", "pressure")
    counting = "persistence"
    capacity = INVITES_KEPT

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        kept_ms = self.rule.count.within_ms
        return replace(super().window(), support_ms=kept_ms, weight=REFUSAL_WEIGHT)

    def observe(self, batch: EventBatch) -> list[Observed]:
        """Invitations as acts of the inviter, refusals as what bears on them."""
        rows = self.filters[batch.topic].rows(batch)
        events = [batch.events[row] for row in rows]
        if batch.topic == "group-invites":
            return [self._observation(event, event.invitee_ids, is_act=True) for event in events]
        return [
            self._observation(event, [event.invitee_id], is_act=False)
            for event in events
            if event.response in REFUSALS
        ]

    def _observation(self, event: Any, invitees: list[str], *, is_act: bool) -> Observation:
        entry = Entry(event.event_id, event.occurred_at_ms, (tuple(invitees),))
        return Observation(self.spec, "account", event.inviter_id, entry, is_act)
