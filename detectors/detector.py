"""What every kind of detector is: a frozen rule, and pure functions of events and answers."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from config.policy import Policy
from config.policy_lines import Location
from config.rules import LONGEST_MEMORY_MS, Rule
from detectors.batch import EventBatch
from detectors.filtering import Filter
from detectors.findings import Finding
from detectors.happenings import MANY
from detectors.text_notes import write_note
from detectors.windows import (
    Counting,
    Decision,
    Ending,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    Threshold,
    WindowSpec,
)

Observed = Observation | JoinObservation

Problem = tuple[Location, str, str]
"""Where in a rule something is wrong, what, and what to write instead."""

STATE_KEPT_MS = 10 * LONGEST_MEMORY_MS
"""How long a consent, a registration or a verification counts unless it is withdrawn."""


class Detector:
    """One rule at work.

    Args:
        rule: a checked rule.
        policy: the policy it stands in.

    Attributes:
        spec: the window in which it counts.
        joins: the joins that come before it, by name.
        filters: per topic that the rule listens to, its conditions.
    """

    topics: ClassVar[frozenset[str]]
    """The topics that rules of this kind may listen to."""

    needs: ClassVar[frozenset[str]] = frozenset()
    """The topics without which they make no sense."""

    thresholds: ClassVar[tuple[str, ...]] = ()
    """The names it takes, in the order in which its window counts them; empty: the rule's own."""

    options: ClassVar[frozenset[str]] = frozenset()
    """The names under `count` that belong to this kind only."""

    looked_up: ClassVar[frozenset[str]] = frozenset()
    """The topics of which nothing is counted: their events bear on others."""

    counting: ClassVar[Counting] = "distinct"
    capacity: ClassVar[int] = 256
    counts_rooms: ClassVar[bool] = False

    spec: WindowSpec

    def __init__(self, rule: Rule, policy: Policy) -> None:
        self.rule = rule
        self.policy = policy
        self.joins: dict[str, JoinSpec] = {}
        self.filters = {
            topic: Filter(rule.conditions(topic), rule.exceptions(topic)) for topic in rule.on
        }
        self.spec = self.window()

    @classmethod
    def problems(cls, rule: Rule, policy: Policy) -> Iterator[Problem]:
        """What a rule of this kind may not say under `count`, though every name in it is known."""
        del rule, policy
        yield from ()

    def window(self) -> WindowSpec:
        """The window in which the rule counts; a kind with joins makes them here too."""
        names = self.thresholds or sorted(self.rule.thresholds, key=_one_each)
        return WindowSpec(
            rule_id=self.rule.id,
            counting=self.counting,
            within_ms=self.rule.count.within_ms,
            cooldown_ms=self.rule.count.calm_ms,
            thresholds=tuple(Threshold(name, self.rule.thresholds[name]) for name in names),
            capacity=self.capacity,
        )

    def reach_ms(self) -> int:
        """How far back events bear on this rule's findings."""
        return self.rule.count.within_ms

    def observe(self, batch: EventBatch) -> Sequence[Observed]:
        """What the batch's events mean for this rule's windows and joins."""
        del batch
        return ()

    def joined(self, joined: Joined) -> Sequence[Observed]:
        """What a join's answer about an act means for the next window or join."""
        del joined
        return ()

    def heard(self, finding: Finding) -> Sequence[Observed]:
        """What a finding of another rule means for this one, if it listens to findings."""
        del finding
        return ()

    def endings(self, batch: EventBatch) -> Sequence[Ending]:
        """What ends earlier findings of this rule."""
        del batch
        return ()

    def finding(self, decision: Decision) -> Finding:
        """What a decision of this rule's window means: the counts, by their names."""
        facts: dict[str, int | str] = {"window_ms": self.spec.within_ms}
        for threshold, count in zip(decision.spec.thresholds, decision.counts, strict=True):
            facts[threshold.name] = count
        return Finding(self.rule, decision, facts)


def _one_each(name: str) -> bool:
    """What one event may have many of comes first, as a window expects it."""
    return name not in MANY


def by_name(*joins: JoinSpec) -> dict[str, JoinSpec]:
    """The joins of a rule as `Detector.joins` holds them."""
    return {join.name: join for join in joins}


def text_entry(
    batch: EventBatch,
    row: int,
    identities: tuple[tuple[str, ...], ...],
    signature: tuple[int, ...] = (),
    account: str = "",
) -> Entry:
    """The entry of a text, with its note for the evidence."""
    event = batch.events[row]
    return Entry(
        event_id=event.event_id,
        at_ms=event.occurred_at_ms,
        identities=identities,
        signature=signature,
        account=account,
        note=write_note(batch, row),
    )
