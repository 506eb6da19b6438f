"""Which rule of one policy is which of the other, and what differs between the two."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from config.durations import written_duration
from config.policy import Policy
from config.rules import Rule
from streams.errors import InputError

_NAMES: Final = {"id", "title", "description"}
"""What a rule may be called anew while it stays the same rule."""

ABSENT: Final = "–"


class Pair(msgspec.Struct, frozen=True):
    """One rule as each policy has it; None: not at all."""

    rules: tuple[Rule | None, ...]

    @property
    def rule(self) -> Rule:
        """The rule as the last policy that has it says."""
        return next(rule for rule in reversed(self.rules) if rule is not None)

    @property
    def status(self) -> str:
        """`same`, `added`, `removed` or `renamed`."""
        old, new = self.rules[0], self.rules[-1]
        if old is None or new is None:
            return "added" if old is None else "removed"
        return "same" if old.id == new.id else "renamed"


class Change(msgspec.Struct, frozen=True):
    """One thing that the second policy says otherwise than the first."""

    where: str
    old: str
    new: str


def paired(policies: Sequence[Policy], renamed: Mapping[str, str]) -> list[Pair]:
    """The rules of one or two policies, in the order of the last; removed ones at the end.

    A rule is found again under another id if `renamed` (old id to new) says so, or if nothing
    but its id, title and description is different.

    Raises:
        InputError: `renamed` names a rule that is not there.
    """
    if len(policies) == 1:
        return [Pair((rule,)) for rule in policies[0].rules]
    old, new = ({rule.id: rule for rule in policy.rules} for policy in policies)
    _check(renamed, old, new)
    before = {new_id: old_id for old_id, new_id in renamed.items()}
    left = {rule_id: rule for rule_id, rule in old.items() if rule_id not in renamed}
    before |= {rule_id: rule_id for rule_id in new if rule_id in left and rule_id not in before}
    for rule_id in before.values():
        left.pop(rule_id, None)
    for rule_id, rule in new.items():
        twin = next((one.id for one in left.values() if _content(one) == _content(rule)), None)
        if rule_id not in before and twin is not None:
            before[rule_id] = twin
            del left[twin]
    pairs = [Pair((old.get(before.get(rule_id, "")), rule)) for rule_id, rule in new.items()]
    return pairs + [Pair((rule, None)) for rule in left.values()]


def _check(renamed: Mapping[str, str], old: Mapping[str, Rule], new: Mapping[str, Rule]) -> None:
    for names, rules, which in ((renamed, old, "first"), (renamed.values(), new, "second")):
        for name in names:
            if name not in rules:
                raise InputError(
                    f"--renamed names {name!r}, which is no rule of the {which} policy; "
                    f"write one of {', '.join(rules)}"
                )


def _content(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude=_NAMES)


def changes(policies: Sequence[Policy], pairs: Sequence[Pair]) -> list[Change]:
    """Everything that two policies say differently, in words; nothing for a policy alone."""
    if len(policies) == 1:
        return []
    around = [policy.model_dump(mode="json", exclude={"version", "rules"}) for policy in policies]
    found = list(_differences("policy", *around))
    for pair in pairs:
        old, new = pair.rules
        if old is None or new is None:
            found.append(Change(pair.rule.id, *(one.mode if one else ABSENT for one in pair.rules)))
        else:
            found += _differences(new.id, old.model_dump(mode="json"), new.model_dump(mode="json"))
    return found


def _differences(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Change(
                f"{where} {name}".strip(), before.get(name, ABSENT), after.get(name, ABSENT)
            )


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every single value by its way through names and numbers (from 1), times in words."""
    if isinstance(value, Mapping | list):
        named = value.items() if isinstance(value, Mapping) else enumerate(value, 1)
        for key, inner in named:
            yield from _flat(inner, f"{name} {key}".strip())
    elif name.endswith("_ms") and isinstance(value, int):
        yield name.removesuffix("_ms"), written_duration(value)
    else:
        yield name.removesuffix("_ms"), ABSENT if value is None else str(value)
