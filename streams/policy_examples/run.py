"""Runs the examples of a policy's rules through the worker's engine, each on its own."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from config.events import LATEST_AT_MS
from config.examples import Written, events_of
from config.policy import Policy
from config.rules import FINDINGS, Example, Rule
from detectors.findings import Finding
from detectors.text import load_model
from detectors.windows import Decision, Joined, JoinObservation, Observation
from streams.engine import Engine
from streams.policy_examples.fit import Fit, fits_of
from streams.recorded import Line
from streams.windows.evaluation import nearest
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin


class Counted(NamedTuple):
    """What came nearest to the thresholds: whose window, and the counts by the rule's names."""

    subject_type: str
    subject_id: str
    counts: dict[str, int]


class Result(NamedTuple):
    """What one example came to.

    `findings` are those of its rule, `others` the ids of rules that fired too. `looked_up` is how
    many events fulfilled the conditions and were then looked up, where the rule does that.
    `unusable` says what was wrong with events that haechi could not use.
    """

    rule: Rule
    example: Example
    must_fire: bool
    findings: list[Finding]
    others: list[str]
    nearest: Counted | None
    looked_up: int
    fits: list[Fit]
    unusable: list[str]

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        return bool(self.findings) is self.must_fire and not self.unusable


class _Witness(MemoryWindows):
    """Windows that remember what one rule counted."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule_id = rule.id
        self.observed: list[Observation] = []
        self.joined: list[JoinObservation] = []

    async def observe(
        self, origin: Origin | None, observations: Sequence[Observation]
    ) -> list[Decision]:
        self.observed += [one for one in observations if one.spec.rule_id == self._rule_id]
        return await super().observe(origin, observations)

    async def join(
        self, origin: Origin | None, observations: Sequence[JoinObservation]
    ) -> list[Joined]:
        self.joined += [one for one in observations if one.spec.rule_id == self._rule_id]
        return await super().join(origin, observations)


def run_examples(policy: Policy, only: str = "") -> Iterator[Result]:
    """Every example of every rule that is not off, or of the one rule `only`."""
    for rule in policy.active_rules:
        if only in {"", rule.id}:
            for example in rule.examples.fires:
                yield _run(policy, rule, example, must_fire=True)
            for example in rule.examples.stays_quiet:
                yield _run(policy, rule, example, must_fire=False)


def _run(policy: Policy, rule: Rule, example: Example, *, must_fire: bool) -> Result:
    witness, events = _Witness(rule), events_of(example)
    findings, unusable = asyncio.run(_findings(policy, events, witness))
    mine = [one for one in findings if one.rule.id == rule.id]
    return Result(
        rule=rule,
        example=example,
        must_fire=must_fire,
        findings=mine,
        others=sorted({one.rule.id for one in findings} - {rule.id}),
        nearest=_nearest(rule, witness),
        looked_up=len({one.entry.event_id for one in witness.joined if one.is_act}),
        fits=fits_of(rule, events) if FINDINGS not in rule.on else [],
        unusable=unusable,
    )


async def _findings(
    policy: Policy, events: Sequence[Written], windows: _Witness
) -> tuple[list[Finding], list[str]]:
    """All findings, and what was wrong with events that could not be used."""
    engine = Engine(policy, load_model(), windows, lambda: LATEST_AT_MS)
    findings: list[Finding] = []
    unusable: list[str] = []
    for number, (topic, value) in enumerate(events):
        line = Line(topic, 0, number, msgspec.json.encode(value))
        prepared = engine.prepare(topic, 0, [line])
        unusable += [letter.error for letter in prepared.dead_letters]
        findings += (await engine.decide(prepared)).findings
    return findings, list(dict.fromkeys(unusable))


def _nearest(rule: Rule, witness: _Witness) -> Counted | None:
    if rule.count.what == "campaign":
        return _crowd(rule, witness.joined)
    windows: dict[tuple[str, str, str], list[Observation]] = {}
    for one in witness.observed:
        windows.setdefault((one.subject_type, one.subject_id, one.part), []).append(one)
    best: Counted | None = None
    for (subject_type, subject_id, _), observed in windows.items():
        counted = Counted(subject_type, subject_id, _counts(observed))
        if counted.counts and (not best or _reached(rule, counted) > _reached(rule, best)):
            best = counted
    return best


def _counts(observed: Sequence[Observation]) -> dict[str, int]:
    spec = observed[0].spec
    in_order = sorted(observed, key=lambda one: one.entry.at_ms)
    acts = [one.entry for one in in_order if one.is_act]
    supports = [one.entry for one in in_order if not one.is_act]
    counts = nearest(spec, acts, supports)
    names = [threshold.name for threshold in spec.thresholds]
    return dict(zip(names, counts, strict=True)) if counts else {}


def _crowd(rule: Rule, joined: Sequence[JoinObservation]) -> Counted | None:
    """Of a campaign: the most senders of one contact, or of texts that may be the same."""
    senders: dict[tuple[str, str], set[str]] = {}
    for one in joined:
        senders.setdefault((one.spec.name, one.key), set()).add(one.entry.account)
    if not senders:
        return None
    most = max(map(len, senders.values()))
    return Counted("", "", dict.fromkeys(rule.thresholds, most))


def _reached(rule: Rule, counted: Counted) -> list[float]:
    return sorted(
        min(1.0, counted.counts.get(name, 0) / needed) for name, needed in rule.thresholds.items()
    )
