"""What follows a finding, how long it counts, and what users read of it, in plain words."""

from collections.abc import Iterator, Sequence
from typing import Final

from config.policy import Policy
from config.rules import Effect, Rule, Step
from streams.notices import LANGUAGES, measure_in_words, reason_of, scope_in_words
from streams.policy_words.conditions import listed
from streams.policy_words.counting import span

_LANGUAGES: Final = {"en": "English", "ko": "Korean", "vi": "Vietnamese"}
_EXAMPLE_FACTS: Final = {"missing": "consent"}


def mode_in_words(rule: Rule) -> str:
    """What the rule's mode means."""
    if rule.review and rule.mode != "off":
        return f"{rule.mode}: what it finds goes to people who decide"
    return {
        "enforced": "enforced: it restricts and notifies",
        "shadow": "in shadow: what it finds is recorded, but nobody is restricted or notified",
        "off": "off: it does nothing",
    }[rule.mode]


def following_in_words(rule: Rule, policy: Policy) -> Iterator[str]:
    """What each strike brings, who is meant, and how long strikes count."""
    if rule.review:
        yield "A person looks at the case. Nobody is restricted or notified by the rule itself."
    for effect in rule.effects:
        whom = "The owner of the room" if effect.subject == "owner" else _counted(rule)
        yield f"{whom}, about {scope_in_words('en', effect.scope)}:"
        yield from (f"  {line}" for line in _ladder(effect))
    if rule.review:
        return
    yield f"A finding counts as a strike for {span(rule.decay_ms)}{_family(rule, policy)}."
    if rule.count.what != "operator-sanctions":
        calm = span(rule.count.calm_ms)
        yield f"What goes on within {calm} after a finding belongs to it and makes no second one."


def _counted(rule: Rule) -> str:
    if rule.scope == "room" or rule.count.by == "room":
        return "The room"
    either = rule.count.what in {"look-alike-names", "operator-sanctions"}
    return "The room or account" if either else "The account"


def _ladder(effect: Effect) -> Iterator[str]:
    last = len(effect.ladder)
    for number, step in enumerate(effect.ladder, 1):
        when = f"strike {number}" if number < last else f"strike {number} and each further one"
        yield f"{'every strike' if last == 1 else when}: {_step(step)}"


def _step(step: Step) -> str:
    name = measure_in_words("en", step.measure).lower()
    if step.measure == "activity-restriction" and step.duration_ms is None:
        return f"{name} until further notice"
    return f"{name} for {span(step.duration_ms)}" if step.duration_ms else name


def _family(rule: Rule, policy: Policy) -> str:
    family = [one for one in policy.rules if one.family == rule.family and not one.review]
    others = [one.id for one in family if one.id != rule.id]
    return f", together with those of {listed(others)}" if others else ""


def notices_in_words(rule: Rule) -> Iterator[str]:
    """The reason as it stands in the notice, per language, with the thresholds as figures."""
    if rule.review:
        yield "none: a person decides"
        return
    facts: dict[str, int | str] = {
        **_EXAMPLE_FACTS,
        **rule.thresholds,
        "window_ms": rule.count.within_ms,
    }
    for language in sorted(LANGUAGES):
        yield f"{_LANGUAGES[language]}: {reason_of(language, rule, facts)}"


def examples_in_words(rule: Rule) -> Sequence[str]:
    """The names of the rule's examples."""
    return [
        *(f"finds: {example.name}" for example in rule.examples.fires),
        *(f"leaves alone: {example.name}" for example in rule.examples.stays_quiet),
    ]
