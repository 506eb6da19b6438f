"""1:1 chat of a channel by a manager whose identity is not verified (clause B3)."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from detectors.batch import EventBatch
from detectors.detector import STATE_KEPT_MS, Detector, Observed, by_name
from detectors.windows import (
    Ending,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    WindowSpec,
)

ENDED = frozenset({"revoked", "expired"})


class UnverifiedChats(Detector):
    """Finds each time without verification in which a general manager uses 1:1 chat.

    From `count.effective_from` on. A verification ends what was found; `revoked` and `expired`
    begin another such time, and are found at once. Business managers are exempt.
    """

    topics: ClassVar[frozenset[str]] = frozenset({"chat-messages", "identity-verifications"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("chats",)
    options: ClassVar[frozenset[str]] = frozenset({"effective_from"})

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        date, zone = self.rule.count.effective_from, ZoneInfo(self.policy.time_zone)
        self._effective_ms = (
            int(datetime(date.year, date.month, date.day, tzinfo=zone).timestamp() * 1_000)
            if date
            else 0
        )
        self._state = JoinSpec(
            rule_id=self.rule.id,
            name="verification",
            within_ms=self.rule.count.within_ms,
            support_ms=STATE_KEPT_MS,
            settles=True,
        )
        self.joins = by_name(self._state)
        return super().window()

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        if batch.topic == "identity-verifications":
            return [one for event in batch.events for one in self._verification(event)]
        rows = self.filters[batch.topic].rows(batch)
        return [
            self._chat(batch.events[row]) for row in rows if self._is_managers(batch.events[row])
        ]

    def _is_managers(self, event: Any) -> bool:
        managed = event.room_type == "channel" and event.sender_role != "member"
        return bool(managed and event.occurred_at_ms >= self._effective_ms)

    def _chat(self, event: Any) -> JoinObservation:
        entry = Entry(event.event_id, event.occurred_at_ms, account=event.sender_id)
        return JoinObservation(self._state, event.sender_id, entry)

    def _verification(self, event: Any) -> list[Observed]:
        entry = Entry(
            event_id=event.event_id,
            at_ms=event.occurred_at_ms,
            account=event.account_id,
            device=event.status if event.manager_type == "general" else "exempt",
        )
        state = JoinObservation(self._state, event.account_id, entry, is_act=False)
        ends = entry.device in ENDED and entry.at_ms >= self._effective_ms
        return [state, JoinObservation(self._state, event.account_id, entry)] if ends else [state]

    def joined(self, joined: Joined) -> list[Observed]:
        """An act counts for the time without verification in which it lies."""
        before, since = list(joined.supports), None
        while before and before[-1].device in ENDED:
            since = before.pop()
        if before and since is None:
            return []
        part = f"since {since.at_ms}" if before and since else ""
        act = joined.act
        entry = Entry(act.event_id, act.at_ms, ((act.event_id,),))
        return [Observation(self.spec, "account", act.account, entry, part=part)]

    def endings(self, batch: EventBatch) -> list[Ending]:
        """A verification ends what was found of its account before."""
        if batch.topic != "identity-verifications":
            return []
        return [
            Ending(
                "account",
                event.account_id,
                f"rule:{self.rule.id}",
                event.occurred_at_ms,
                "verified",
            )
            for event in batch.events
            if event.status == "verified" or event.manager_type == "business"
        ]
