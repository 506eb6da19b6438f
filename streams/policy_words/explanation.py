"""One rule in plain words: the same parts for the terminal and for its page."""

from collections.abc import Iterator
from typing import NamedTuple

from config.policy import Policy
from config.rules import Rule
from streams.policy_words.clauses import CLAUSES
from streams.policy_words.conditions import (
    conditions_in_words,
    exceptions_in_words,
    listened_to,
)
from streams.policy_words.counting import counting_in_words, threshold_in_words
from streams.policy_words.following import (
    examples_in_words,
    following_in_words,
    mode_in_words,
    notices_in_words,
)


class Part(NamedTuple):
    """A heading, and what stands under it: sentences, or a list of points."""

    heading: str
    lines: tuple[str, ...]
    is_list: bool = False


def explanation(rule: Rule, policy: Policy) -> list[Part]:
    """What a rule does, part by part."""
    conditions = (*conditions_in_words(rule), *exceptions_in_words(rule))
    counts = "Counts an event only if all of this is so" if conditions else "Counts"
    return [
        Part("Serves", (f"clause {rule.clause}: {CLAUSES[rule.clause]}",)),
        Part("Mode", (mode_in_words(rule),)),
        Part("Listens to", (listened_to(rule),)),
        Part(counts, conditions or ("all of these events",), bool(conditions)),
        Part("What is counted, and of whom", tuple(counting_in_words(rule))),
        Part("Makes a finding", (threshold_in_words(rule),)),
        Part("What follows", tuple(following_in_words(rule, policy))),
        Part("What users read as the reason", tuple(notices_in_words(rule)), is_list=True),
        Part("Examples", tuple(examples_in_words(rule)), is_list=True),
    ]


def explained(rule: Rule, policy: Policy) -> str:
    """The explanation for a terminal."""
    return "\n".join(_terminal(rule, policy))


def _terminal(rule: Rule, policy: Policy) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"  {' '.join(rule.description.split())}"
    for part in explanation(rule, policy):
        yield ""
        yield part.heading
        yield from (f"  {'- ' if part.is_list else ''}{line}" for line in part.lines)
