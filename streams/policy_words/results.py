"""What the examples of rules came to, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from config.rules import Rule
from streams.policy_examples.fit import Event, Fit
from streams.policy_examples.run import Result
from streams.policy_words.conditions import TOPICS, condition_in_words, listed, value_in_words
from streams.policy_words.counting import NOT_COUNTED, quantity, span
from streams.wording import counted

EXAMPLES_SHOWN: Final = 3
TEXT_SHOWN: Final = 60


def result_in_words(result: Result) -> Iterator[str]:
    """One line for an example that went as it should; the reasons below one that did not."""
    name = f"“{result.example.name}”"
    if result.passed:
        did = "finds" if result.must_fire else "leaves alone"
        yield f"  ok    {did} {name}: {_counted(result)}{_others(result)}"
    elif result.unusable:
        yield f"  FAIL  can not run {name}"
        yield from (f"        an event can not be used: {what}" for what in result.unusable)
    elif result.must_fire:
        yield f"  FAIL  should find {name}, but does not{_others(result)}"
        yield from (f"        {line}" for line in _why_quiet(result))
    else:
        yield f"  FAIL  should leave {name} alone, but does not{_others(result)}"
        yield from (f"        {line}" for line in _why_found(result))


def _others(result: Result) -> str:
    return f" (found by {listed(result.others)} too)" if result.others else ""


def _counted(result: Result) -> str:
    if result.nearest is None:
        return "nothing counts"
    return against_thresholds(result.rule, result.nearest.counts)


def against_thresholds(rule: Rule, counts: Mapping[str, int]) -> str:
    """What was counted and how many are needed, e.g. `3 different rooms (5 needed)`."""
    return listed(
        [
            f"{quantity(name, counts[name])} ({needed:,} needed)"
            for name, needed in rule.thresholds.items()
            if name in counts
        ]
        or ["what is needed"]
    )


def _why_quiet(result: Result) -> Iterator[str]:
    nearest = result.nearest
    whom = (
        f", of {nearest.subject_type} {nearest.subject_id}"
        if nearest and nearest.subject_id
        else ""
    )
    within = span(result.rule.count.within_ms)
    yield f"counted at most: {_counted(result)}{f', within {within}{whom}' if nearest else ''}"
    left_out = [fit for fit in result.fits if fit.left_out]
    for fit in left_out:
        yield from _left_out(fit)
    looked_up = NOT_COUNTED.get(result.rule.count.what)
    if nearest is None and looked_up and result.looked_up:
        yield f"{result.looked_up:,} fulfilled the conditions, but {looked_up}"
    if nearest is None and not left_out and not result.looked_up:
        listens = listed([TOPICS[topic] for topic in result.rule.on])
        yield f"none of its events is what the rule counts; it listens to {listens}"


def _left_out(fit: Fit) -> Iterator[str]:
    total = len(fit.left_out) + len(fit.fitting)
    yield (
        f"{len(fit.left_out):,} of {total:,} {TOPICS[fit.topic]} left out by the condition "
        f"{fit.condition.feature.name}: {condition_in_words(fit.condition)}"
    )
    yield from _shown(fit, fit.left_out)


def _why_found(result: Result) -> Iterator[str]:
    decision = result.findings[0].decision
    yield f"found {decision.subject_type} {decision.subject_id}: {_counted(result)}"
    for fit in result.fits:
        if fit.fitting:
            total = len(fit.left_out) + len(fit.fitting)
            yield (
                f"{len(fit.fitting):,} of {total:,} {TOPICS[fit.topic]} fulfil the condition "
                f"{fit.condition.feature.name}: {condition_in_words(fit.condition)}"
            )
            yield from _shown(fit, fit.fitting)


def _shown(fit: Fit, events: Sequence[Event]) -> Iterator[str]:
    different = list(dict.fromkeys((str(one.value), one.text) for one in events))
    values = {str(one.value): one.value for one in events}
    for value, text in different[:EXAMPLES_SHOWN]:
        words = value_in_words(fit.condition.feature, values[value])
        line = " ".join(text.split())
        cut = line if len(line) <= TEXT_SHOWN else f"{line[:TEXT_SHOWN]}…"
        yield f"  {words}{f': “{cut}”' if cut else ''}"


def summary(rules: int, results: Sequence[Result]) -> str:
    """The last line: how many were run, and how many failed."""
    failed = sum(not result.passed for result in results)
    ran = f"{counted(rules, 'rule')}, {counted(len(results), 'example')}"
    return f"{ran}: {'all as they should be' if not failed else f'{failed:,} failed'}"
