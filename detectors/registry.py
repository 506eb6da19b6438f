"""Every kind of counting, by the name that a rule's `count.what` uses."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from config.conditions import read_condition
from config.errors import PolicyError, PolicyProblem
from config.examples import WrongEvent, events_of
from config.policy import Policy, load_policy
from config.policy_lines import Lines
from config.rules import Count, Rule
from config.suggestions import suggestion
from detectors.detector import Detector, Problem
from detectors.happenings import COUNTABLE
from detectors.kinds.campaign import Campaign
from detectors.kinds.campaign_inviters import CampaignInviters
from detectors.kinds.events import Events
from detectors.kinds.finding_counts import FindingCounts
from detectors.kinds.look_alike_names import LookAlikeNames
from detectors.kinds.operator_sanctions import OperatorSanctions
from detectors.kinds.refused_invites import RefusedInvites
from detectors.kinds.reported_texts import ReportedTexts
from detectors.kinds.reports import Reports
from detectors.kinds.similar_texts import SimilarTexts
from detectors.kinds.staff_texts import StaffTexts
from detectors.kinds.unlawful_advertising import UnlawfulAdvertising
from detectors.kinds.unverified_chats import UnverifiedChats

KINDS: Final[Mapping[str, type[Detector]]] = {
    "events": Events,
    "similar-texts": SimilarTexts,
    "campaign": Campaign,
    "campaign-inviters": CampaignInviters,
    "refused-invites": RefusedInvites,
    "staff-texts": StaffTexts,
    "unlawful-advertising": UnlawfulAdvertising,
    "reports": Reports,
    "reported-texts": ReportedTexts,
    "unverified-chats": UnverifiedChats,
    "look-alike-names": LookAlikeNames,
    "findings": FindingCounts,
    "operator-sanctions": OperatorSanctions,
}

_OF_EVERY_KIND: Final = frozenset({"what", "within_ms", "cooldown_ms"})
_OPTIONS: Final = {
    name: field.alias or name
    for name, field in Count.model_fields.items()
    if name not in _OF_EVERY_KIND
}
"""What belongs to some kinds only, and how it is written."""


def detectors_of(policy: Policy) -> list[Detector]:
    """A detector for every rule that is not off; the policy must have been checked."""
    return [KINDS[rule.count.what](rule, policy) for rule in policy.active_rules]


def load_checked_policy(path: Path) -> Policy:
    """Read a policy file and check its rules against the kinds of counting they name.

    Raises:
        PolicyError: every problem with its line.
    """
    policy = load_policy(path)
    lines = Lines(path.read_text("utf-8"))
    problems = [
        PolicyProblem(lines.of(("rules", position, *place)), f"{rule.id}: {what}", remedy)
        for position, rule in enumerate(policy.rules)
        for place, what, remedy in _problems(rule, policy)
    ]
    if problems:
        raise PolicyError(path, problems)
    return policy


def _problems(rule: Rule, policy: Policy) -> Iterator[Problem]:
    kind = KINDS.get(rule.count.what)
    if kind is None:
        what = f"counting {rule.count.what!r} is not known"
        yield ("count", "what"), what, suggestion(rule.count.what, KINDS)
        return
    yield from _topic_problems(rule, kind)
    yield from _condition_problems(rule)
    yield from _option_problems(rule, kind, policy)
    yield from _threshold_problems(rule, kind)
    yield from _effect_problems(rule, kind)
    yield from _example_problems(rule)


def _topic_problems(rule: Rule, kind: type[Detector]) -> Iterator[Problem]:
    for topic in rule.on:
        if topic not in kind.topics:
            allowed = ", ".join(sorted(kind.topics))
            yield ("on",), f"{rule.count.what} does not listen to {topic}", f"write of {allowed}"
    missing = kind.needs - set(rule.on)
    if missing:
        yield ("on",), f"{rule.count.what} needs {', '.join(sorted(missing))}", "add it to on"


def _condition_problems(rule: Rule) -> Iterator[Problem]:
    for part, conditions in (("when", rule.when), ("unless", rule.unless)):
        for name, written in conditions.items():
            try:
                read_condition(name, written, rule.on)
            except ValueError as error:
                what, _, remedy = str(error).partition("; ")
                yield (part, name), what, remedy


def _option_problems(rule: Rule, kind: type[Detector], policy: Policy) -> Iterator[Problem]:
    for option, written in _OPTIONS.items():
        if option in rule.count.model_fields_set and option not in kind.options:
            what = f"{rule.count.what} has no {written}"
            yield ("count", written), what, "remove it"
    yield from kind.problems(rule, policy)


def _threshold_problems(rule: Rule, kind: type[Detector]) -> Iterator[Problem]:
    given = ", ".join(rule.thresholds) or "none"
    if kind.thresholds and set(rule.thresholds) != set(kind.thresholds):
        what = f"{rule.count.what} has thresholds {given}"
        yield ("thresholds",), what, f"write exactly {', '.join(kind.thresholds)}"
    if kind.thresholds:
        return
    counted = [topic for topic in rule.on if topic not in kind.looked_up]
    countable = [one for one, topics in COUNTABLE.items() if set(counted) <= set(topics)]
    if not rule.thresholds:
        sample = (countable or ["messages"])[0]
        yield ("thresholds",), "there is no threshold", f"write e.g. thresholds: {{{sample}: 3}}"
    for name in rule.thresholds:
        if name not in countable:
            what = f"{name} can not be counted in {', '.join(counted)}"
            remedy = f"write of {', '.join(countable)}" if countable else "listen to one topic only"
            yield ("thresholds", name), what, remedy


def _effect_problems(rule: Rule, kind: type[Detector]) -> Iterator[Problem]:
    """An owner can only be struck where a room was counted."""
    rooms = kind.counts_rooms or rule.count.by == "room"
    for number, effect in enumerate(rule.also):
        if effect.subject == "owner" and not rooms:
            place = ("also", number, "subject")
            yield place, "subject owner has no room here", "write subject: counted, or leave it out"


def _example_problems(rule: Rule) -> Iterator[Problem]:
    groups = {"fires": rule.examples.fires, "stays_quiet": rule.examples.stays_quiet}
    for group, examples in groups.items():
        for number, example in enumerate(examples):
            try:
                events_of(example)
            except WrongEvent as error:
                what, _, remedy = str(error).partition("; ")
                place = ("examples", group, number, "events", error.number - 1)
                yield place, f"example {example.name}: {what}", remedy
