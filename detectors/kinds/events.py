"""Events, counted by what is distinct in them: messages, rooms, invitees, owners, targets."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from config.conditions import TEXTS
from config.policy import Policy
from config.rules import Rule
from config.topics import INPUTS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, Problem, text_entry
from detectors.happenings import COUNTABLE, ROOMS, actor
from detectors.windows import Entry, Observation, SubjectType, WindowSpec

INVITES_KEPT = 128
"""Invitations kept per inviter, each with up to 500 invitees."""

MOST_KEPT = 512
"""Events kept per window, where a rule counts many."""


class Events(Detector):
    """Counts distinct identities in the events that fulfil the conditions.

    A like that was taken back (`undo`) does not count any more.
    """

    topics: ClassVar[frozenset[str]] = frozenset(INPUTS) - {"operator-actions", "ad-consents"}
    options: ClassVar[frozenset[str]] = frozenset({"by"})

    @classmethod
    def problems(cls, rule: Rule, policy: Policy) -> Iterator[Problem]:
        """See `Detector.problems`: a room can only be counted where there is one."""
        del policy
        if rule.count.by == "room" and not set(rule.on) <= set(ROOMS):
            yield ("count", "by"), "not all of these events have a room", "write by: account"

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        largest = max(self.rule.thresholds.values())
        invites = "group-invites" in self.rule.on
        return replace(
            super().window(),
            counting="net" if "likes" in self.rule.on else "distinct",
            capacity=INVITES_KEPT if invites else min(MOST_KEPT, max(64, 4 * largest)),
            support_ms=self.rule.count.within_ms,
        )

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        rows = self.filters[batch.topic].rows(batch)
        return [self._observation(batch, row) for row in rows]

    def _observation(self, batch: EventBatch, row: int) -> Observation:
        event, topic = batch.events[row], batch.topic
        identities = tuple(
            COUNTABLE[threshold.name][topic](event) for threshold in self.spec.thresholds
        )
        by_room = self.rule.count.by == "room"
        subject_type: SubjectType = "room" if by_room else "account"
        subject_id = getattr(event, ROOMS[topic]) if by_room else actor(topic, event)
        owner = event.owner_id if by_room and topic == "open-chat-rooms" else ""
        entry = (
            text_entry(batch, row, identities, account=owner)
            if topic in TEXTS
            else Entry(event.event_id, event.occurred_at_ms, identities)
        )
        is_act = not (topic == "likes" and event.undo)
        return Observation(self.spec, subject_type, subject_id, entry, is_act)
