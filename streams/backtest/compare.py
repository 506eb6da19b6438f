"""From what each policy did to the report: what is newly caught, what no longer, and by what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
from streams.backtest.side import Side
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
        self._acts = [[act for act in side.acts if act.action == "impose"] for side in run.sides]
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
            sanctions=len(enforced),
            shadow_sanctions=len(shadow),
            subjects=len(_by_subject(enforced)),
            shadow_subjects=len(_by_subject(shadow)),
            by_measure=dict(sorted(Counter(act.measure for act in enforced).items())),
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
        subjects = [_by_subject(one) for one in acts]
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
            sanctions=[len(one) for one in acts],
            subjects=[len(one) for one in subjects],
            reviews=[
                sum(by == one for by in side.reviews.values()) for side, one in self._with(ids)
            ],
            moved=_moved(subjects),
            quality=[self._quality(one) for one in acts],
            **self._chosen(subjects),
        )

    def _with(self, ids: Sequence[str]) -> Iterable[tuple[Side, str]]:
        return zip(self._run.sides, ids, strict=True)

    def _quality(self, acts: Sequence[Act]) -> Quality | None:
        if not self._run.labels:
            return None
        caught = {act.subject_id for act in acts}
        return quality_of(caught, self._run.labels, self._present)

    def _chosen(self, subjects: Sequence[Caught]) -> dict[str, list[Example]]:
        """Examples of what moved, mistakes first: what a person should look at."""
        old, new = subjects[0], subjects[-1]
        first, last = self._run.sides[0].acts, self._run.sides[-1].acts
        pick = Picker(self._run.labels, self._examples)
        return {
            "newly": pick(last, {one: new[one] for one in new.keys() - old.keys()}, doubtful=False),
            "no_longer": pick(
                first, {one: old[one] for one in old.keys() - new.keys()}, doubtful=True
            ),
            "still": pick(last, {one: new[one] for one in new.keys() & old.keys()}, doubtful=False),
        }


def _by_subject(acts: Iterable[Act]) -> dict[Subject, list[Act]]:
    subjects: dict[Subject, list[Act]] = {}
    for act in acts:
        subjects.setdefault(act.subject, []).append(act)
    return subjects


def _moved(sides: Sequence[Mapping[Subject, Sequence[Act]]]) -> Moved:
    """What the last side sanctions against the first; a policy alone moves nothing."""
    old, new = sides[0], sides[-1]
    both = old.keys() & new.keys()
    return Moved(
        newly=len(new.keys() - old.keys()),
        no_longer=len(old.keys() - new.keys()),
        still=len(both),
        otherwise=sum(_severities(old[one]) != _severities(new[one]) for one in both),
    )


def _severities(acts: Sequence[Act]) -> Counter[tuple[str, str, str]]:
    return Counter((act.measure, act.scope, act.mode) for act in acts)
