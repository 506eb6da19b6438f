"""Commits that may fail: the books move only after the broker said yes."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiokafka.errors import KafkaError

from streams.driver.books import TopicPartition

BeforeCommit = Callable[[Mapping[TopicPartition, int]], Awaitable[Mapping[TopicPartition, int]]]

LAST_ATTEMPT_SECONDS = 1.0


class Committer:
    """Commits what the consumer's books allow, one attempt at a time.

    Attributes:
        lock: held during an attempt; whoever holds it knows that no commit is on its way.
        before_commit: see ``Consumer.before_commit``.
        failures: failed attempts by partition, since the worker started.
    """

    def __init__(self, consumer: Any, timeout_seconds: float) -> None:
        self._consumer = consumer
        self._timeout_seconds = timeout_seconds
        self._failing = False
        self._stopping = False
        self._running: asyncio.Timeout | None = None
        self.lock = asyncio.Lock()
        self.before_commit: BeforeCommit | None = None
        self.failures: Counter[TopicPartition] = Counter()

    def hurry(self) -> None:
        """The worker stops: a broker that is away gets one second, and no second attempt."""
        self._stopping = True
        self._failing = False  # whatever failed before, one more attempt is made
        self._timeout_seconds = min(LAST_ATTEMPT_SECONDS, self._timeout_seconds)
        if self._running is not None:
            latest = asyncio.get_running_loop().time() + self._timeout_seconds
            self._running.reschedule(min(latest, self._running.when() or latest))

    async def commit(self, topics: Any = None) -> bool:
        """Commit; False when there was nothing to commit or the attempt failed.

        An attempt that was cut off by the timeout may still arrive. That does no harm: it carries
        an offset that was done, and requests of one connection arrive in order.
        """
        async with self.lock:
            offsets = self._committable(topics)
            if not offsets or (self._stopping and self._failing):
                return False
            try:
                async with asyncio.timeout(self._timeout_seconds) as self._running:
                    offsets = await self._attempt(offsets)
            except Exception as exc:  # noqa: BLE001 - hook or broker; the next attempt comes soon
                self._failed(offsets, exc)
                return False
            finally:
                self._running = None
            self._succeeded(offsets)
            return bool(offsets)

    def _committable(self, topics: Any) -> dict[TopicPartition, int]:
        offsets = self._consumer.books.committable()
        if topics is None:
            return dict(offsets)
        return {tp: at for tp, at in offsets.items() if tp in topics or tp[0] in topics}

    async def _attempt(self, offsets: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
        if self.before_commit is not None:
            allowed = await self.before_commit(dict(offsets))
            # The hook may hold back, it cannot know better than the books what is done.
            offsets = {tp: min(at, allowed[tp]) for tp, at in offsets.items() if tp in allowed}
        if offsets:
            # What agents sent without waiting for the answer must be with the broker first.
            await self._consumer.app.producer.flush()
            await self._consumer._thread.commit_offsets(offsets)  # noqa: SLF001 - our own thread
        return offsets

    def _failed(self, offsets: Mapping[TopicPartition, int], exc: Exception) -> None:
        self.failures.update(dict.fromkeys(offsets, 1))
        if not self._failing:
            level = "warning" if isinstance(exc, KafkaError | TimeoutError) else "exception"
            getattr(self._consumer.log, level)("Commit failed, trying again: %r", exc)
        self._failing = True

    def _succeeded(self, offsets: Mapping[TopicPartition, int]) -> None:
        if self._failing:
            self._consumer.log.info("Commits succeed again")
        self._failing = False
        self._consumer.books.committed(offsets)
        self._consumer.app.monitor.on_tp_commit(offsets)
