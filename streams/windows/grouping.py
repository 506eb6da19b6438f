"""A batch's observations, gathered per window: one group is one touch of one window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.windows import Decision, Entry, Observation, SubjectType, WindowSpec
from streams.windows.evaluation import Decided


@dataclass(slots=True)
class Group:
    """All new entries of one window, in the batch's order."""

    spec: WindowSpec
    subject_type: SubjectType
    subject_id: str
    acts: list[Entry] = field(default_factory=list)
    supports: list[Entry] = field(default_factory=list)
    trigger: str = ""

    @property
    def event_ids(self) -> list[str]:
        """The ids of the new entries."""
        return [entry.event_id for entry in (*self.acts, *self.supports)]

    @property
    def since_ms(self) -> int:
        """The earliest time at which the new entries can change a count."""
        return min(entry.at_ms for entry in (*self.acts, *self.supports))

    def decision(self, chain: int, decided: Decided) -> Decision:
        """A finding of this window as the detectors know it."""
        return Decision(
            spec=self.spec,
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            chain=chain,
            ordinal=decided.ordinal,
            at_ms=decided.at_ms,
            event_id=decided.event_id,
            counts=decided.counts,
            events=decided.events,
            identity=decided.identity,
            account=decided.account,
        )


def grouped(observations: Sequence[Observation]) -> Iterable[Group]:
    """Gather observations per (rule, subject), in order of first appearance."""
    groups: dict[tuple[str, str, str], Group] = {}
    for one in observations:
        key = (one.spec.rule_id, one.subject_type, one.subject_id)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(one.spec, one.subject_type, one.subject_id)
        (group.acts if one.is_act else group.supports).append(one.entry)
        group.trigger = one.entry.event_id
    return groups.values()
