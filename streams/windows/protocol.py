"""What the rest of haechi asks of the windows, wherever they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from detectors.windows import (
    Decision,
    Ending,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    SubjectType,
)
from streams.windows.dossier import Lift, Penalty, Strike, Struck
from streams.windows.grouping import window_key


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch of observations came from: its partition, and the offset after its last."""

    partition: Partition
    next_offset: int


class Waiting(NamedTuple):
    """A join with acts that wait to be answered."""

    rule_id: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding read back from the `sanctions` topic, to restore what Redis lost."""

    rule_id: str
    subject_type: SubjectType
    subject_id: str
    chain: int
    ordinal: int
    at_ms: int
    part: str = ""

    @property
    def key(self) -> str:
        """Whose window it is, as `Group.key`."""
        return window_key(self.subject_type, self.subject_id, self.part)


class WindowStore(Protocol):
    """Windows, strikes, and how far each partition's batches have reached them.

    Every call is idempotent. Implementations raise `RedisUnavailable` when waiting may help and
    `WindowsLost` when what was written before is no longer there.
    """

    async def observe(
        self, origin: Origin | None, observations: Sequence[Observation]
    ) -> list[Decision]:
        """Record a batch's observations and return the decisions it brought about.

        A batch seen before returns the decisions it brought about then. `origin` is None for
        what acts bring about that had waited.
        """
        ...

    async def join(
        self, origin: Origin | None, observations: Sequence[JoinObservation]
    ) -> list[Joined]:
        """Record a batch's entries of joins, and answer about the acts that they bear on.

        A store that is read by workers keeps acts of joins that settle for `unsettled`.
        """
        ...

    async def unsettled(self, until_ms: int) -> list[Waiting]:
        """Joins with acts that wait since `until_ms` or earlier; for a while nobody else's."""
        ...

    async def settle(self, spec: JoinSpec, key: str) -> list[Joined]:
        """Answer about the acts of a join that wait."""
        ...

    async def confirm_settled(self, waiting: Waiting, acts: Sequence[Entry]) -> None:
        """Forget acts that were answered and dealt with."""
        ...

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """Enter findings into the dossiers of their subjects; the answers are in the same order.

        `origin` is the batch that made the findings; None when past ones are put back.
        """
        ...

    async def end(self, endings: Sequence[Ending]) -> list[Penalty]:
        """End penalties before their time; returns those that end sooner now."""
        ...

    async def due_lifts(self, now_ms: int) -> list[Lift]:
        """Penalties whose time is over; for a while nobody else's, then again until confirmed."""
        ...

    async def confirm_lifts(self, lifts: Sequence[Lift]) -> None:
        """These lifts have been told; they are due no more."""
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
