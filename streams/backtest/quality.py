"""Precision and recall of sanctioned subjects against labels."""

from collections.abc import Set as AbstractSet

from streams.backtest.labels import Labels
from streams.backtest.report import LabelFigures, Quality


def quality_of(caught: AbstractSet[str], labels: Labels, present: AbstractSet[str]) -> Quality:
    """How the ids of sanctioned subjects compare with the labels of those who occur."""
    spam = {one for one in present if labels[one]}
    other = present - spam
    right, wrong = len(caught & spam), len(caught & other)
    return Quality(
        caught_spam=right,
        caught_not_spam=wrong,
        missed_spam=len(spam) - right,
        spared_not_spam=len(other) - wrong,
        caught_unlabelled=len(caught - labels.keys()),
        precision=_share(right, right + wrong),
        recall=_share(right, len(spam)),
    )


def label_figures(labels: Labels, present: AbstractSet[str]) -> LabelFigures:
    """How many labels there are, and whose subjects occur."""
    return LabelFigures(
        spam=sum(labels.values()),
        not_spam=len(labels) - sum(labels.values()),
        spam_present=sum(labels[one] for one in present),
        not_spam_present=sum(not labels[one] for one in present),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
