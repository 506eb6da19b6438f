"""One account invites many people to many rooms (clause A4)."""

from typing import ClassVar

from config.policy import Rule
from detectors.batch import EventBatch
from detectors.detector import thresholds_of
from detectors.findings import Finding
from detectors.windows import Decision, Entry, Observation, WindowSpec

INVITES_KEPT = 128
"""Invitations kept per inviter, each with up to 500 invitees."""


class MassGroupInvites:
    """Counts an inviter's distinct invitees and distinct rooms; both must reach a threshold."""

    topics: ClassVar[frozenset[str]] = frozenset({"group-invites"})
    thresholds: ClassVar[tuple[str, ...]] = ("invitees", "rooms")
    needs_text: ClassVar[bool] = False

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.spec = WindowSpec(
            rule_id=rule.id,
            counting="distinct",
            within_ms=rule.within_ms,
            cooldown_ms=rule.cooldown_ms,
            thresholds=thresholds_of(rule, self.thresholds),
            capacity=INVITES_KEPT,
        )

    def observe(self, batch: EventBatch) -> list[Observation]:
        """Every invitation, with its invitees and its room."""
        return [
            Observation(
                self.spec,
                "account",
                invite.inviter_id,
                Entry(
                    event_id=invite.event_id,
                    at_ms=invite.occurred_at_ms,
                    identities=(tuple(invite.invitee_ids), (invite.room_id,)),
                ),
            )
            for invite in batch.events
        ]

    def finding(self, decision: Decision) -> Finding:
        """So many people to so many rooms within the window."""
        invitees, rooms = decision.counts
        return Finding(
            self.rule,
            decision,
            {"invitees": invitees, "rooms": rooms, "window_ms": self.rule.within_ms},
        )
