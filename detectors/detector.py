"""What every kind of detector is: a frozen rule, and two pure functions."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from config.policy import Rule
from detectors.batch import EventBatch
from detectors.findings import Finding
from detectors.windows import Decision, Observation, Threshold, WindowSpec


class Detector(Protocol):
    """One rule at work.

    `topics`: which topics it listens to. `thresholds`: the names it takes, in the order in which
    its window counts them. `needs_text`: whether it takes the text conditions of `when`.
    """

    topics: ClassVar[frozenset[str]]
    thresholds: ClassVar[tuple[str, ...]]
    needs_text: ClassVar[bool]

    rule: Rule
    spec: WindowSpec

    def __init__(self, rule: Rule) -> None: ...

    def observe(self, batch: EventBatch) -> Sequence[Observation]:
        """The batch's entries for this rule's windows."""
        ...

    def finding(self, decision: Decision) -> Finding:
        """What a decision of this rule's window means."""
        ...


def thresholds_of(rule: Rule, names: Sequence[str]) -> tuple[Threshold, ...]:
    """The rule's thresholds in the detector's order."""
    return tuple(Threshold(name, rule.thresholds[name]) for name in names)
