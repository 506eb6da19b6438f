"""All figures of a backtest: what `report.json` holds, and the text and the page show.

Lists named after policies (`modes`, `findings`, …) have one value per policy, in their order.
"""

import msgspec

from streams.backtest.pairing import Change


class Recording(msgspec.Struct):
    """The events: how many, per topic, from when to when, and what could not be used."""

    events: int
    by_topic: dict[str, int]
    first_at_ms: int
    last_at_ms: int
    unusable: int
    first_unusable: str


class Quality(msgspec.Struct):
    """How sanctioned subjects compare with the labels.

    `precision` is the share of spammers among the labelled subjects that were sanctioned,
    `recall` the share that was sanctioned of the spammers who occur in the recording; None
    where there is nothing to divide by.
    """

    caught_spam: int
    caught_not_spam: int
    missed_spam: int
    spared_not_spam: int
    caught_unlabelled: int
    precision: float | None
    recall: float | None


class PolicyFigures(msgspec.Struct):
    """What one policy brought about. Enforced and shadow sanctions are counted apart.

    `taken_in`: findings without a sanction of their own, since a stricter rule found the same act.
    `lifted`: sanctions that ended within the recording, by why (`expired`, `operator-decision`,
    `verified`).
    """

    name: str
    file: str
    version: str
    rules: int
    findings: int
    taken_in: int
    sanctions: int
    shadow_sanctions: int
    subjects: int
    shadow_subjects: int
    by_measure: dict[str, int]
    lifted: dict[str, int]
    reviews: int
    failed_events: int
    quality: Quality | None = None
    quality_with_shadow: Quality | None = None


class Example(msgspec.Struct):
    """One subject's first sanction by a rule, with its evidence. `label`: spam or not, if known."""

    subject_type: str
    subject_id: str
    at_ms: int
    measure: str
    lasts_ms: int | None
    scope: str
    mode: str
    strike: int
    sanctions: int
    reason: str
    counts: list[str]
    events: int
    excerpts: list[str]
    signals: list[str]
    label: bool | None = None


class Moved(msgspec.Struct):
    """Subjects that only the second policy sanctions (`newly`), only the first, or both.

    `otherwise`: of those that both sanction, how many by other measures, scopes or modes.
    `elsewhere`, of a rule: both policies' rules find something, but under one of them a stricter
    rule finds it too and sanctions it.
    """

    newly: int = 0
    no_longer: int = 0
    still: int = 0
    otherwise: int = 0
    elsewhere: int = 0


class RuleFigures(msgspec.Struct):
    """One rule under each policy, its shadow sanctions too.

    `status`: `same`, `added`, `removed` or `renamed`. `taken_in` and `lifted`: as of a policy.
    """

    rule_id: str
    title: str
    clause: str
    status: str
    old_id: str
    modes: list[str]
    findings: list[int]
    taken_in: list[int]
    sanctions: list[int]
    subjects: list[int]
    reviews: list[int]
    lifted: list[dict[str, int]]
    moved: Moved
    quality: list[Quality | None]
    newly: list[Example] = []
    no_longer: list[Example] = []
    still: list[Example] = []
    elsewhere: list[Example] = []

    @property
    def found_nothing(self) -> bool:
        """Whether there is nothing to say of it, under any policy."""
        return self.status == "same" and not any((*self.findings, *map(len, self.lifted)))


class Timeline(msgspec.Struct):
    """Sanctions per stretch of event time, per policy."""

    start_ms: int
    step_ms: int
    sanctions: list[list[int]]


class LabelFigures(msgspec.Struct):
    """The labels: how many of each kind, and how many of their subjects occur in the recording."""

    spam: int
    not_spam: int
    spam_present: int
    not_spam_present: int


class Report(msgspec.Struct):
    """A whole backtest. `moved` is about enforced sanctions, whatever the rule."""

    recording: Recording
    policies: list[PolicyFigures]
    changes: list[Change]
    moved: Moved
    moved_with_shadow: Moved
    rules: list[RuleFigures]
    timeline: Timeline
    labels: LabelFigures | None = None
