"""Where the books of an assigned partition begin."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from streams.driver.books import TopicPartition

#: Committed offset of each assigned partition (None without one) to the offsets to begin at.
StartingOffsets = Callable[
    [Mapping[TopicPartition, int | None]], Awaitable[Mapping[TopicPartition, int]]
]


class Place(NamedTuple):
    """Where a partition begins, and what its group has committed (None without a commit)."""

    position: int
    committed: int | None


class Placement:
    """Finds the first offset of a partition: the hook's, else the committed, else the policy's.

    Attributes:
        starting_offsets: see ``Consumer.starting_offsets``.
    """

    def __init__(self, thread: Any, log: Any, policy: str, retry_delay_seconds: float) -> None:
        self._thread = thread
        self._log = log
        self._policy = policy
        self._retry_delay_seconds = retry_delay_seconds
        self.starting_offsets: StartingOffsets | None = None

    async def places(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, Place]:
        """Where to begin with each partition; waits as long as the hook or the broker need.

        Raises:
            KafkaError: what the broker refused for good.
        """
        committed = await self._thread.committed_offsets(partitions)
        chosen = await self._ask_hook(committed)
        positions = {tp: chosen.get(tp, offset) for tp, offset in committed.items()}
        by_policy = await self.by_policy(tp for tp, at in positions.items() if at is None)
        return {
            tp: Place(by_policy[tp] if at is None else at, committed[tp])
            for tp, at in positions.items()
        }

    async def by_policy(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """What ``consumer_auto_offset_reset`` says: the first or the next offset.

        Raises:
            KafkaError: when no broker answers within the request timeout.
        """
        wanted = list(partitions)
        if not wanted:
            return {}
        if self._policy == "latest":
            return dict(await self._thread.end_offsets(wanted))
        return dict(await self._thread.beginning_offsets(wanted))

    async def _ask_hook(
        self, committed: Mapping[TopicPartition, int | None]
    ) -> Mapping[TopicPartition, int]:
        while self.starting_offsets is not None:
            try:
                return await self.starting_offsets(committed)
            except Exception:  # noqa: BLE001 - what it needs may be away; records wait for it
                self._log.exception("starting_offsets failed, asking again")
                await asyncio.sleep(self._retry_delay_seconds)
        return {}
