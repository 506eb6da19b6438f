"""Examples for people: one subject's first sanction by a rule, with its evidence."""

from collections.abc import Mapping, Sequence
from typing import Final

from config.durations import written_duration
from streams.backtest.acts import Act, ActLog, Count, Subject, WholeAct
from streams.backtest.labels import Labels
from streams.backtest.report import Example

EXCERPTS: Final = 3
SIGNALS: Final = 5

Caught = Mapping[Subject, Sequence[Act]]
"""Subjects with their sanctions by one rule, in order of time."""


class Picker:
    """Chooses examples.

    Args:
        labels: what people know of subjects.
        most: how many examples are chosen at most.
    """

    def __init__(self, labels: Labels, most: int) -> None:
        self._labels = labels
        self._most = most

    def __call__(self, log: ActLog, caught: Caught, *, doubtful: bool) -> list[Example]:
        """The earliest, after those whose label is `doubtful`: a person should see them first."""
        order = sorted(
            caught,
            key=lambda one: (
                self._labels.get(one.id) is not doubtful,
                caught[one][0].occurred_at_ms,
                one,
            ),
        )
        return [self._example(log, caught[one]) for one in order[: self._most]]

    def _example(self, log: ActLog, acts: Sequence[Act]) -> Example:
        act = log.whole(acts[0])
        return Example(
            subject_type=act.subject_type,
            subject_id=act.subject_id,
            at_ms=act.occurred_at_ms,
            measure=act.measure,
            lasts_ms=None if act.expires_at_ms is None else act.expires_at_ms - act.starts_at_ms,
            scope=act.scope,
            mode=act.mode,
            strike=act.strike,
            sanctions=len(acts),
            reason=act.reason,
            counts=[_in_words(count) for count in act.evidence.counts],
            events=len(act.evidence.events),
            excerpts=_excerpts(act),
            signals=act.evidence.signals[:SIGNALS],
            label=self._labels.get(act.subject_id),
        )


def _in_words(count: Count) -> str:
    within = written_duration(count.within_ms)
    return f"{count.counted} {count.what} within {within} (threshold {count.threshold})"


def _excerpts(act: WholeAct) -> list[str]:
    texts = [event.excerpt for event in act.evidence.events if event.excerpt]
    return list(dict.fromkeys(texts))[:EXCERPTS]
