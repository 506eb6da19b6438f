"""One account keeps inviting one person who declined or left (clause A4)."""

from typing import ClassVar

from config.policy import Rule
from detectors.batch import EventBatch
from detectors.detector import thresholds_of
from detectors.findings import Finding
from detectors.windows import Decision, Entry, Observation, WindowSpec

REFUSAL_WEIGHT = 2
"""What a refusal adds to the pressure on an invitee; an invitation adds one."""

INVITES_KEPT = 128
"""Invitations kept per inviter, each with up to 500 invitees."""

REFUSALS = frozenset({"declined", "left"})


class RepeatedInvites:
    """Counts, per inviter and invitee, invitations and refusals, and the pressure of both."""

    topics: ClassVar[frozenset[str]] = frozenset({"group-invites", "invite-responses"})
    thresholds: ClassVar[tuple[str, ...]] = ("invites", "refusals", "pressure")
    needs_text: ClassVar[bool] = False

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.spec = WindowSpec(
            rule_id=rule.id,
            counting="persistence",
            within_ms=rule.within_ms,
            cooldown_ms=rule.cooldown_ms,
            thresholds=thresholds_of(rule, self.thresholds),
            capacity=INVITES_KEPT,
            support_ms=rule.within_ms,
            weight=REFUSAL_WEIGHT,
        )

    def observe(self, batch: EventBatch) -> list[Observation]:
        """Invitations as acts of the inviter, refusals as what bears on them."""
        if batch.topic == "group-invites":
            return [
                self._observation(event, tuple(event.invitee_ids), is_act=True)
                for event in batch.events
            ]
        return [
            self._observation(event, (event.invitee_id,), is_act=False)
            for event in batch.events
            if event.response in REFUSALS
        ]

    def _observation(
        self, event: object, invitees: tuple[str, ...], *, is_act: bool
    ) -> Observation:
        entry = Entry(
            event_id=event.event_id,  # type: ignore[attr-defined]  # decoded events are untyped
            at_ms=event.occurred_at_ms,  # type: ignore[attr-defined]
            identities=(invitees,),
        )
        inviter: str = event.inviter_id  # type: ignore[attr-defined]
        return Observation(self.spec, "account", inviter, entry, is_act)

    def finding(self, decision: Decision) -> Finding:
        """So many invitations of one person, so many of them refused."""
        invites, refusals, _ = decision.counts
        facts = {"invites": invites, "refusals": refusals, "window_ms": self.rule.within_ms}
        return Finding(self.rule, decision, facts)
