"""A batch's observations, gathered per window: one group is one touch of one window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.windows import Decision, Entry, Observation, SubjectType, WindowSpec
from streams.windows.evaluation import Decided


def window_key(subject_type: SubjectType, subject_id: str, part: str) -> str:
    """Names a window of any rule: its subject, and which part of it."""
    subject = f"{subject_type}:{subject_id}"
    return f"{subject}:{part}" if part else subject


@dataclass(slots=True)
class Group:
    """All new entries of one window; `arrived` are their event ids in the batch's order."""

    spec: WindowSpec
    subject_type: SubjectType
    subject_id: str
    acts: list[Entry] = field(default_factory=list)
    supports: list[Entry] = field(default_factory=list)
    part: str = ""
    arrived: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Whose window it is, as keys name it."""
        return window_key(self.subject_type, self.subject_id, self.part)

    @property
    def trigger(self) -> str:
        """The id of the newest entry."""
        return self.arrived[-1]

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
            part=self.part,
        )


def grouped(observations: Sequence[Observation]) -> Iterable[Group]:
    """Gather observations per (rule, subject), in order of first appearance."""
    groups: dict[tuple[str, str, str, str], Group] = {}
    for one in observations:
        key = (one.spec.rule_id, one.subject_type, one.subject_id, one.part)
        group = groups.get(key)
        if group is None:
            group = Group(one.spec, one.subject_type, one.subject_id, part=one.part)
            groups[key] = group
        (group.acts if one.is_act else group.supports).append(one.entry)
        group.arrived.append(one.entry.event_id)
    return groups.values()
