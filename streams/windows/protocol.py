"""What the rest of haechi asks of the windows, wherever they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from detectors.windows import DAY_MS, Decision, Observation, SubjectType

STRIKES_KEPT_MS = 400 * DAY_MS
"""Longest time that a strike can count."""


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch of observations came from: its partition, and the offset after its last."""

    partition: Partition
    next_offset: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sanction ladder as the store needs it: how severe, and how long (0: no end).

    `restricts` is False for a warning, which leaves no restriction in force.
    """

    severity: int
    duration_ms: int
    restricts: bool


@dataclass(frozen=True, slots=True)
class Strike:
    """One finding against one subject and scope, to be counted and turned into a step."""

    finding_id: str
    subject_type: SubjectType
    subject_id: str
    family: str
    scope: str
    at_ms: int
    decay_ms: int
    ladder: tuple[Step, ...]
    enforced: bool


class Struck(NamedTuple):
    """Which strike it is (1 is the first), and whether the restriction in force is now this."""

    number: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding read back from the `sanctions` topic, to restore what Redis lost."""

    rule_id: str
    subject_type: SubjectType
    subject_id: str
    chain: int
    ordinal: int
    at_ms: int


class WindowStore(Protocol):
    """Windows, strikes, and how far each partition's batches have reached them.

    Every call is idempotent. Implementations raise `RedisUnavailable` when waiting may help and
    `WindowsLost` when what was written before is no longer there.
    """

    async def observe(self, origin: Origin, observations: Sequence[Observation]) -> list[Decision]:
        """Record a batch's observations and return the decisions it brought about.

        A batch seen before returns the decisions it brought about then.
        """
        ...

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """Count findings as strikes of their subjects; the answers are in the same order.

        `origin` is the batch that made the findings; None when past ones are put back.
        """
        ...

    async def progress(self, partitions: Sequence[Partition]) -> Mapping[Partition, int | None]:
        """Offsets up to which the windows hold each partition's batches; None: nothing known."""
        ...

    async def begin(self, offsets: Mapping[Partition, int]) -> None:
        """Declare that the windows are complete up to these offsets: reading goes on there."""
        ...

    async def advance(self, offsets: Mapping[Partition, int]) -> None:
        """Record progress of batches that needed no window; check that nothing was lost."""
        ...

    async def restore(self, findings: Sequence[PastFinding]) -> None:
        """Put back findings that are missing, without deciding anything anew."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
