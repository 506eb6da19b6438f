"""Distinct reporters of an account or a room, by what their word weighs (clauses A8 and A12).

A join by reporter knows whom else they reported, and which of their reports a person upheld or
refused; a second, by the reported, carries an operator's verdict to those who had reported.
One reporter counts once: a third, by both, knows when somebody without a history first reported.
People who never reported anyone else weigh little together when they come in a burst: that is what
a brigade looks like.
"""

from hashlib import blake2b
from typing import Any, ClassVar

from config.durations import DAY_MS
from config.rules import Points
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, by_name
from detectors.text_notes import note_of
from detectors.windows import (
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    SubjectType,
    WindowSpec,
    act_id,
)

HISTORY_MS = 180 * DAY_MS
"""How far back a reporter's earlier reports and their verdicts matter."""

BURST_MS = 600_000
NEWCOMERS_PER_BURST = 3
"""Of all reporters without a history within ten minutes, so many weigh."""

REFUSED_AT_LEAST = 2
"""So many refused reports, and more than were upheld, take the weight off a reporter's word."""

_REFUSED, _KNOWN, _NEWCOMER = "012"
"""What is known of a reporter, most of it first."""

VERDICTS = {"uphold": "upheld", "lift": "refused"}


class Reports(Detector):
    """Counts, per reported account or room, reporters and the points that they weigh."""

    topics: ClassVar[frozenset[str]] = frozenset({"user-reports", "operator-actions"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("points", "reporters")
    options: ClassVar[frozenset[str]] = frozenset({"points"})

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        self.points = self.rule.count.points or Points()
        self._history = JoinSpec(
            self.rule.id, "history", within_ms=HISTORY_MS, support_ms=HISTORY_MS
        )
        self._verdicts = JoinSpec(
            self.rule.id, "verdicts", within_ms=self.rule.count.within_ms, support_ms=HISTORY_MS
        )
        within_ms = self.rule.count.within_ms
        self._first = JoinSpec(self.rule.id, "first", within_ms=within_ms, support_ms=within_ms)
        self.joins = by_name(self._history, self._verdicts, self._first)
        return super().window()

    def reach_ms(self) -> int:
        """See `Detector.reach_ms`."""
        return HISTORY_MS

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        if batch.topic == "operator-actions":
            return [self._verdict(event) for event in batch.events if event.action in VERDICTS]
        events = [batch.events[row] for row in self.filters[batch.topic].rows(batch)]
        return [observed for event in events for observed in self._report(event)]

    def _report(self, event: Any) -> list[Observed]:
        reported = f"{event.reported_type}:{event.reported_id}"
        entry = Entry(
            event_id=event.event_id,
            at_ms=event.occurred_at_ms,
            identities=((reported,),),
            account=event.reporter_id,
            device=event.reporter_type,
            note=event.reason,
        )
        return [
            JoinObservation(self._history, event.reporter_id, entry),
            JoinObservation(self._verdicts, reported, entry, is_act=False),
        ]

    def _verdict(self, event: Any) -> JoinObservation:
        reported = f"{event.subject_type}:{event.subject_id}"
        entry = Entry(event.event_id, event.occurred_at_ms, device=VERDICTS[event.action])
        return JoinObservation(self._verdicts, reported, entry)

    def joined(self, joined: Joined) -> list[Observed]:
        """A report weighs by its reporter's history; a verdict goes into their histories."""
        if joined.spec.name == "history":
            return self._by_history(joined)
        if joined.spec.name == "first":
            first_ms = joined.supports[0].at_ms if joined.supports else joined.act.at_ms
            return [self._newcomer(joined.act, first_ms)]
        verdict = joined.act
        return [
            JoinObservation(
                self._history,
                report.account,
                Entry(
                    event_id=act_id(verdict.event_id, report.event_id),
                    at_ms=verdict.at_ms,
                    device=verdict.device,
                ),
                is_act=False,
            )
            for report in joined.supports
        ]

    def _by_history(self, joined: Joined) -> list[Observed]:
        act, points = joined.act, self.points
        upheld = sum(verdict.device == "upheld" for verdict in joined.supports)
        refused = sum(verdict.device == "refused" for verdict in joined.supports)
        if act.device == "institution":
            return [self._weighed(act, _KNOWN, _named(act.account, points.institution))]
        if refused >= REFUSED_AT_LEAST and refused > upheld:
            return [self._weighed(act, _REFUSED, [f"refused@{act.at_ms // BURST_MS}"])]
        if upheld or joined.others:
            return [self._weighed(act, _KNOWN, _named(act.account, points.user))]
        key = f"{act.account}\x1f{act.identities[0][0]}"
        earliest = Entry(key, act.at_ms)  # one id: of several, a join knows the earliest
        return [
            JoinObservation(self._first, key, earliest, is_act=False),
            JoinObservation(self._first, key, act),
        ]

    def _newcomer(self, act: Entry, first_ms: int) -> Observation:
        slot = f"newcomers@{first_ms // BURST_MS}"
        place = sum(act.account.encode()) % NEWCOMERS_PER_BURST
        points = _named(f"{slot}/{place}", self.points.newcomer)
        return self._weighed(act, _NEWCOMER, points)

    def _weighed(self, act: Entry, rank: str, points: list[str]) -> Observation:
        """One report, with its points, each under a name: the same name counts once.

        A report weighs anew when an earlier one of its reporter is read late. Windows count the
        first in order of bytes of what they are told of one event: all names are equally long and
        equally many, so that the order is that of the ranks.
        """
        names = [f"{rank}{blake2b(one.encode(), digest_size=8).hexdigest()}" for one in points]
        most = max(self.points.institution, self.points.user, self.points.newcomer)
        names += names[-1:] * (most - len(names))
        subject_type, _, subject_id = act.identities[0][0].partition(":")
        identities = (tuple(names), (act.account,))
        entry = Entry(act.event_id, act.at_ms, identities, note=note_of(f"report: {act.note}"))
        kind: SubjectType = "room" if subject_type == "room" else "account"
        return Observation(self.spec, kind, subject_id, entry)


def _named(whose: str, points: int) -> list[str]:
    """So many points, each under a name of its own."""
    return [f"{whose}#{n}" for n in range(points)]
