"""Every kind of detector, by the name that a rule's `kind` uses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.errors import PolicyError, PolicyProblem
from config.policy import Policy, Rule, load_policy
from config.policy_lines import Lines
from detectors.detector import Detector
from detectors.mass_group_invites import MassGroupInvites
from detectors.open_chat_owner_advertising import OpenChatOwnerAdvertising
from detectors.repeated_advertising import RepeatedAdvertising
from detectors.repeated_invites import RepeatedInvites

KINDS: Final[Mapping[str, type[Detector]]] = {
    "repeated-advertising": RepeatedAdvertising,
    "mass-group-invites": MassGroupInvites,
    "repeated-invites": RepeatedInvites,
    "open-chat-owner-advertising": OpenChatOwnerAdvertising,
}


def detectors_of(policy: Policy) -> list[Detector]:
    """A detector for every rule that is not off; the policy must have been checked."""
    return [KINDS[rule.kind](rule) for rule in policy.active_rules]


def load_checked_policy(path: Path) -> Policy:
    """Read a policy file and check its rules against the detectors they name.

    Raises:
        PolicyError: every problem with its line.
    """
    policy = load_policy(path)
    lines = Lines(path.read_text("utf-8"))
    problems = [
        problem
        for position, rule in enumerate(policy.rules)
        for problem in _problems(rule, position, lines)
    ]
    if problems:
        raise PolicyError(path, problems)
    return policy


def _problems(rule: Rule, position: int, lines: Lines) -> list[PolicyProblem]:
    here = ("rules", position)
    kind = KINDS.get(rule.kind)
    if kind is None:
        line = lines.of((*here, "kind"))
        return [PolicyProblem(line, f"kind {rule.kind!r} is not known", f"write one of {_kinds()}")]
    problems = []
    if set(rule.thresholds) != set(kind.thresholds):
        given = ", ".join(rule.thresholds) or "none"
        problems.append(
            PolicyProblem(
                lines.of((*here, "thresholds")),
                f"{rule.kind} has thresholds {given}",
                f"write exactly {', '.join(kind.thresholds)}",
            )
        )
    if kind.needs_text and rule.when.commercial_at_least is None:
        line = lines.of((*here, "when"))
        problems.append(
            PolicyProblem(line, f"{rule.kind} needs a score", "add when: commercial_at_least: 0.8")
        )
    return problems + _effect_problems(rule, position, lines)


def _effect_problems(rule: Rule, position: int, lines: Lines) -> list[PolicyProblem]:
    """An owner can only be struck where a room was counted."""
    counted_rooms = rule.kind == "open-chat-owner-advertising"
    return [
        PolicyProblem(
            lines.of(("rules", position, "effects", number, "subject")),
            "subject owner has no room here",
            "write subject: counted, or leave it out",
        )
        for number, effect in enumerate(rule.effects)
        if effect.subject == "owner" and not counted_rooms
    ]


def _kinds() -> str:
    return ", ".join(KINDS)
