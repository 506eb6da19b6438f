"""Runs the examples of a policy's rules through the worker's engine, each on its own."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from config.events import LATEST_AT_MS
from config.examples import events_of
from config.policy import Policy
from config.rules import Example, Rule
from detectors.findings import Finding
from detectors.text import load_model
from streams.engine import Engine
from streams.recorded import Line
from streams.windows.memory import MemoryWindows


class Result(NamedTuple):
    """What one example came to: `findings` are those of its rule; `others` rules that fired too."""

    rule: Rule
    example: Example
    must_fire: bool
    findings: list[Finding]
    others: list[str]

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        return bool(self.findings) is self.must_fire


def run_examples(policy: Policy, only: str = "") -> Iterator[Result]:
    """Every example of every rule that is not off, or of the one rule `only`."""
    for rule in policy.active_rules:
        if only in {"", rule.id}:
            for example in rule.examples.fires:
                yield _run(policy, rule, example, must_fire=True)
            for example in rule.examples.stays_quiet:
                yield _run(policy, rule, example, must_fire=False)


def _run(policy: Policy, rule: Rule, example: Example, *, must_fire: bool) -> Result:
    findings = asyncio.run(_findings(policy, example))
    mine = [one for one in findings if one.rule.id == rule.id]
    others = sorted({one.rule.id for one in findings} - {rule.id})
    return Result(rule, example, must_fire, mine, others)


async def _findings(policy: Policy, example: Example) -> list[Finding]:
    engine = Engine(policy, load_model(), MemoryWindows(), lambda: LATEST_AT_MS)
    findings: list[Finding] = []
    for number, (topic, value) in enumerate(events_of(example)):
        line = Line(topic, 0, number, msgspec.json.encode(value))
        outcome = await engine.decide(engine.prepare(topic, 0, [line]))
        findings += outcome.findings
    return findings
