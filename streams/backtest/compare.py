"""From what each policy did to the report: what is newly caught, what no longer, and by what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet

from streams.backtest.acts import Act, Subject
from streams.backtest.examples import Caught, Picker
from streams.backtest.pairing import ABSENT, Pair, changes
from streams.backtest.quality import label_figures, quality_of
from streams.backtest.report import (
    Example,
    Moved,
    PolicyFigures,
    Quality,
    Recording,
    Report,
    RuleFigures,
)
from streams.backtest.run import Run
from streams.backtest.side import Side, TakenIn
from streams.backtest.timeline import timeline

NAMES = ("old", "new")


class Comparison:
    """One backtest's run, looked at rule by rule.

    Args:
        run: a recording after all policies have seen it.
        pairs: which rule of one policy is which of the other.
        examples: most examples per rule and kind.
    """

    def __init__(self, run: Run, pairs: Sequence[Pair], examples: int) -> None:
        self._run = run
        self._examples = examples
        self._policies = [side.named.policy for side in run.sides]
        self._pairs = pairs
        self._acts = [list(side.acts) for side in run.sides]
        self._taken_in = [list(side.taken_in) for side in run.sides]
        caught = {act.subject_id for acts in self._acts for act in acts}
        self._present = run.present | (caught & run.labels.keys())

    def report(self) -> Report:
        """All figures; reads the evidence of the examples from disk."""
        traffic, labels = self._run.traffic, self._run.labels
        enforced = [[act for act in acts if act.mode == "enforced"] for acts in self._acts]
        times = [[act.occurred_at_ms for act in acts] for acts in self._acts]
        return Report(
            recording=Recording(
                events=sum(traffic.events.values()),
                by_topic=dict(sorted(traffic.events.items())),
                first_at_ms=traffic.span[0],
                last_at_ms=traffic.span[1],
                unusable=traffic.unusable,
                first_unusable=traffic.first_unusable,
            ),
            policies=[self._policy(number) for number in range(len(self._run.sides))],
            changes=changes(self._policies, self._pairs),
            moved=_moved([_by_subject(acts) for acts in enforced]),
            moved_with_shadow=_moved([_by_subject(acts) for acts in self._acts]),
            rules=[self._rule(pair) for pair in self._pairs],
            timeline=timeline(times, *traffic.span),
            labels=label_figures(labels, self._present) if labels else None,
        )

    def _policy(self, number: int) -> PolicyFigures:
        side, acts = self._run.sides[number], self._acts[number]
        enforced = [act for act in acts if act.mode == "enforced"]
        shadow = [act for act in acts if act.mode != "enforced"]
        policy = side.named.policy
        return PolicyFigures(
            name=NAMES[number] if len(self._run.sides) > 1 else "policy",
            file=str(side.named.path),
            version=policy.version,
            rules=len(policy.active_rules),
            findings=len(side.findings),
            taken_in=_findings(self._taken_in[number]),
            sanctions=len(enforced),
            shadow_sanctions=len(shadow),
            subjects=len(_by_subject(enforced)),
            shadow_subjects=len(_by_subject(shadow)),
            by_measure=dict(sorted(Counter(act.measure for act in enforced).items())),
            lifted=_counted(one.because for one in side.acts.lifted.values()),
            reviews=len(side.reviews),
            failed_events=side.failed,
            quality=self._quality(enforced),
            quality_with_shadow=self._quality(acts) if shadow else None,
        )

    def _rule(self, pair: Pair) -> RuleFigures:
        ids = [rule.id if rule else "" for rule in pair.rules]
        acts = [
            [act for act in by if act.rule_id == one]
            for by, one in zip(self._acts, ids, strict=True)
        ]
        taken_in = [
            [taken for taken in by if taken.rule_id == one]
            for by, one in zip(self._taken_in, ids, strict=True)
        ]
        subjects = [_by_subject(one) for one in acts]
        found = [{taken.subject for taken in one} for one in taken_in]
        old_id = ids[0] if pair.status == "renamed" else ""
        return RuleFigures(
            rule_id=pair.rule.id,
            title=pair.rule.title,
            clause=pair.rule.clause,
            status=pair.status,
            old_id=old_id,
            modes=[rule.mode if rule else ABSENT for rule in pair.rules],
            findings=[
                sum(by == one for by in side.findings.values()) for side, one in self._with(ids)
            ],
            taken_in=[_findings(one) for one in taken_in],
            sanctions=[len(one) for one in acts],
            subjects=[len(one) for one in subjects],
            reviews=[
                sum(by == one for by in side.reviews.values()) for side, one in self._with(ids)
            ],
            lifted=[
                _counted(lift.because for lift in side.acts.lifted.values() if lift.rule_id == one)
                for side, one in self._with(ids)
            ],
            moved=_moved(subjects, found),
            quality=[self._quality(one) for one in acts],
            **self._chosen(subjects, found),
        )

    def _with(self, ids: Sequence[str]) -> Iterable[tuple[Side, str]]:
        return zip(self._run.sides, ids, strict=True)

    def _quality(self, acts: Sequence[Act]) -> Quality | None:
        if not self._run.labels:
            return None
        caught = {act.subject_id for act in acts}
        return quality_of(caught, self._run.labels, self._present)

    def _chosen(
        self, subjects: Sequence[Caught], found: Sequence[AbstractSet[Subject]]
    ) -> dict[str, list[Example]]:
        """Examples of what moved, mistakes first: what a person should look at."""
        old, new = subjects[0], subjects[-1]
        first, last = self._run.sides[0].acts, self._run.sides[-1].acts
        pick = Picker(self._run.labels, self._examples)
        left, come = old.keys() - new.keys(), new.keys() - old.keys()

        def of(caught: Caught, chosen: Iterable[Subject]) -> Caught:
            return {one: caught[one] for one in chosen}

        elsewhere = [
            *pick(first, of(old, left & found[-1]), doubtful=True),
            *pick(last, of(new, come & found[0]), doubtful=False),
        ]
        return {
            "newly": pick(last, of(new, come - found[0]), doubtful=False),
            "no_longer": pick(first, of(old, left - found[-1]), doubtful=True),
            "still": pick(last, of(new, new.keys() & old.keys()), doubtful=False),
            "elsewhere": elsewhere[: self._examples],
        }


def _by_subject(acts: Iterable[Act]) -> dict[Subject, list[Act]]:
    subjects: dict[Subject, list[Act]] = {}
    for act in acts:
        subjects.setdefault(act.subject, []).append(act)
    return subjects


def _findings(taken_in: Iterable[TakenIn]) -> int:
    return len({one.finding_id for one in taken_in})


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _moved(
    sides: Sequence[Mapping[Subject, Sequence[Act]]],
    found: Sequence[AbstractSet[Subject]] = (frozenset(),),
) -> Moved:
    """What the last side sanctions against the first; a policy alone moves nothing.

    `found`: per side, those whose acts a stricter rule sanctions as well as this one's.
    """
    old, new = sides[0], sides[-1]
    both, left, come = old.keys() & new.keys(), old.keys() - new.keys(), new.keys() - old.keys()
    return Moved(
        newly=len(come - found[0]),
        no_longer=len(left - found[-1]),
        still=len(both),
        otherwise=sum(_severities(old[one]) != _severities(new[one]) for one in both),
        elsewhere=len(left & found[-1]) + len(come & found[0]),
    )


def _severities(acts: Sequence[Act]) -> Counter[tuple[str, str, str]]:
    return Counter((act.measure, act.scope, act.mode) for act in acts)
