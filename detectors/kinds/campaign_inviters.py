"""Who brought the accounts of a campaign into the rooms where they post (clause A4)."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from config.durations import DAY_MS
from config.policy import Policy
from config.rules import Rule
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, Problem, by_name
from detectors.windows import (
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    WindowSpec,
    act_id,
)

INVITED_MS = 30 * DAY_MS
"""An invitation is connected with a campaign for so long."""


class CampaignInviters(Detector):
    """Counts, per inviter, the accounts of campaigns that they invited to the rooms in question.

    `count.of` names the campaign rule. A join by room connects what an account posts with who
    invited it.
    """

    topics: ClassVar[frozenset[str]] = frozenset({"group-invites"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("accounts",)
    options: ClassVar[frozenset[str]] = frozenset({"of"})

    @classmethod
    def problems(cls, rule: Rule, policy: Policy) -> Iterator[Problem]:
        """See `Detector.problems`: `of` is a rule that finds campaigns."""
        campaigns = [one.id for one in policy.rules if one.count.what == "campaign"]
        if rule.count.of not in campaigns:
            known = ", ".join(campaigns) or "a rule that counts campaign"
            yield ("count",), f"of is {rule.count.of!r}", f"write of: {known}"

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        self._invited = JoinSpec(
            rule_id=self.rule.id,
            name="invited",
            within_ms=self.rule.count.within_ms,
            support_ms=INVITED_MS,
            by_account=True,
        )
        self.joins = by_name(self._invited)
        return super().window()

    def reach_ms(self) -> int:
        """See `Detector.reach_ms`."""
        return self.rule.count.within_ms + INVITED_MS

    def observe(self, batch: EventBatch) -> list[Observed]:
        """Every invitation, under its room."""
        rows = self.filters[batch.topic].rows(batch)
        return [self._invitation(batch.events[row]) for row in rows]

    def _invitation(self, event: Any) -> JoinObservation:
        entry = Entry(
            event_id=event.event_id,
            at_ms=event.occurred_at_ms,
            identities=(tuple(event.invitee_ids),),
            account=event.inviter_id,
        )
        return JoinObservation(self._invited, event.room_id, entry, is_act=False)

    def followed(self, joined: Joined) -> list[Observed]:
        """A member of a campaign posted in a room: look who invited them there."""
        room = joined.act.identities[0][0]
        act = msgspec.structs.replace(joined.act, signature=())
        return [JoinObservation(self._invited, room, act)]

    def joined(self, joined: Joined) -> list[Observed]:
        """Each inviter of the account counts it."""
        inviters = sorted({invite.account for invite in joined.supports})
        return [self._observation(joined, inviter) for inviter in inviters]

    def _observation(self, joined: Joined, inviter: str) -> Observation:
        act = joined.act
        entry = Entry(
            event_id=act_id(act.event_id, joined.key),
            at_ms=act.at_ms,
            identities=((act.account,),),
            note=act.note,
        )
        return Observation(self.spec, "account", inviter, entry)
