"""How a join answers, written down once; `lua/join.lua` does the same inside Redis.

An answer depends on the set of entries, not on the order in which they came. It is given for
every act from the time of the earliest new entry on, again if it was given before: what is made
of it downstream carries the act's own id, so repeats change nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import eq

from detectors.windows import SUPPORTS_ANSWERED, Entry, Joined, JoinObservation, JoinSpec

CROWD_TOLD_AGAIN = 8
"""A crowd's members are answered while it has at most so many accounts more than it needs; after
that, all of them have been, and only the newest is."""


@dataclass(slots=True)
class JoinGroup:
    """All new entries of one join about one key."""

    spec: JoinSpec
    key: str
    acts: list[Entry] = field(default_factory=list)
    supports: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Names rule, join and key, as keys do."""
        return f"{self.spec.rule_id}:{self.spec.name}:{self.key}"

    @property
    def since_ms(self) -> int:
        """The earliest time at which the new entries can change an answer."""
        return min(entry.at_ms for entry in (*self.acts, *self.supports))


def join_groups(observations: Sequence[JoinObservation]) -> Iterable[JoinGroup]:
    """Gather observations per (rule, join, key), in order of first appearance."""
    groups: dict[tuple[str, str, str], JoinGroup] = {}
    for one in observations:
        key = (one.spec.rule_id, one.spec.name, one.key)
        group = groups.get(key)
        if group is None:
            group = groups[key] = JoinGroup(one.spec, one.key)
        (group.acts if one.is_act else group.supports).append(one.entry)
    return groups.values()


def answers(
    spec: JoinSpec, key: str, acts: Sequence[Entry], supports: Sequence[Entry], since_ms: int
) -> Iterator[Joined]:
    """What is known as of each act from `since_ms` on; both in order of time and encoding."""
    if spec.crowd:
        yield from _crowds(spec, key, acts, since_ms)
        return
    for position, act in enumerate(acts):
        if act.at_ms < since_ms:
            continue
        mine = [one for one in supports if _belongs(spec, one, act)]
        others = _others(spec, act, acts[:position]) if act.identities else 0
        yield Joined(spec, key, act, tuple(mine[-SUPPORTS_ANSWERED:]), others)


def _others(spec: JoinSpec, act: Entry, earlier: Sequence[Entry]) -> int:
    """How many other identities the acts before this one had, within the window."""
    start_ms = act.at_ms - spec.within_ms
    before = {
        other.identities[0] for other in earlier if other.identities and other.at_ms > start_ms
    }
    return len(before - {act.identities[0]})


def _belongs(spec: JoinSpec, support: Entry, act: Entry) -> bool:
    if not act.at_ms - spec.support_ms <= support.at_ms <= act.at_ms:
        return False
    return not spec.by_account or act.account in support.identities[0]


def _crowds(spec: JoinSpec, key: str, acts: Sequence[Entry], since_ms: int) -> Iterator[Joined]:
    answered: set[str] = set()
    if len(acts) < spec.crowd:
        return
    for newest in acts:
        if newest.at_ms < since_ms:
            continue
        start_ms = newest.at_ms - spec.within_ms
        around = [
            act
            for act in acts
            if start_ms < act.at_ms <= newest.at_ms and _agree(spec, act, newest)
        ]
        accounts = len({act.account for act in around})
        if accounts < spec.crowd:
            continue
        told = around if accounts <= spec.crowd + CROWD_TOLD_AGAIN else [newest]
        for act in told:
            if act.event_id not in answered:
                answered.add(act.event_id)
                yield Joined(spec, key, act, (), accounts)


def _agree(spec: JoinSpec, one: Entry, other: Entry) -> bool:
    if not spec.agreement:
        return True
    return bool(sum(map(eq, one.signature, other.signature)) >= spec.agreement)
