"""What the agent does with a batch: compute, ask the windows, produce, and only then end it.

Computing happens in order, one batch after the other; waiting for Redis and Kafka overlaps with
computing the next. The batches of one partition ask the windows in order: one that overtook another
of weeks before would empty the windows that the other counts in. A batch is ended, so that its
offset may be committed, after the broker has acknowledged everything that it brought about. Redis
or Kafka being away means waiting, with no further batches taken up; nothing is skipped.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from time import monotonic, time
from typing import Any, Protocol, TypeVar

from streams.driver.batch import RecordBatch
from streams.driver.books import TopicPartition
from streams.engine import Engine, Outcome, Prepared
from streams.errors import BrokerUnavailable, TransientError, WindowsLost
from streams.metrics import count_findings
from streams.sink import KafkaSink
from streams.undecodable import UndecodableGuard

Result = TypeVar("Result")
LOG = logging.getLogger("haechi")
FIRST_WAIT_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 2.0


class Recovers(Protocol):
    """Brings windows and reading positions back together."""

    async def recover(self) -> None:
        """Re-read what Redis lost."""
        ...


class Processor:
    """Runs batches through the engine.

    Args:
        engine: decides; may be exchanged for one of another policy between batches.
        sink: produces.
        recovery: asked when Redis lost windows.
        guard: stops the worker when most records are bad.
        metrics: `streams.metrics.Metrics`.
        in_flight: most batches that wait for Redis or Kafka at one time.

    Attributes:
        engine: as above.
        give_up: told at once when a batch failed for good; there may be no next one to tell.
    """

    def __init__(
        self,
        engine: Engine,
        sink: KafkaSink,
        recovery: Recovers,
        guard: UndecodableGuard,
        metrics: Any,
        in_flight: int,
    ) -> None:
        self.engine = engine
        self._sink = sink
        self._recovery = recovery
        self._guard = guard
        self._metrics = metrics
        self.give_up: Callable[[BaseException], None] = lambda _: None
        self._slots = asyncio.Semaphore(in_flight)
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[TopicPartition, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failure: BaseException | None = None

    async def submit(self, batch: RecordBatch) -> None:
        """Take one batch up; returns when it is computed, waiting while too many are in flight.

        Raises:
            Exception: what stopped an earlier batch for good; the worker must stop.
        """
        await self._slots.acquire()
        if self._failure is not None:
            raise self._failure
        if batch.abandoned:
            self._slots.release()
            return
        began = monotonic()
        engine = self.engine
        prepared = engine.prepare(batch.topic, batch.partition, batch.records)
        self._metrics.compute_seconds.observe(monotonic() - began)
        bad = len(prepared.dead_letters)
        self._guard.saw(batch.topic, len(batch.records), bad)
        batch.start()  # only now: a stopping worker waits for started batches to end
        task = asyncio.create_task(self._finish(batch, prepared, engine))
        self._tasks.add(task)
        self._metrics.batches_in_flight.set(len(self._tasks))
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._slots.release()
        self._metrics.batches_in_flight.set(len(self._tasks))
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self._failure = failure
            self.give_up(failure)

    async def _finish(self, batch: RecordBatch, prepared: Prepared, engine: Engine) -> None:
        try:
            async with self._turns[batch.topic_partition]:
                outcome = await self._decide(batch, prepared, engine)
            if outcome is None or not await self._publish(batch, outcome):
                return
        except WindowsLost as error:
            if not batch.abandoned:
                LOG.warning("%s; re-reading", error)
                self._metrics.rewinds.inc()
                await self._recovery.recover()
            return
        if not batch.abandoned:
            engine.acknowledged(outcome)
        batch.end()
        self._count(batch, prepared, outcome)

    async def _decide(
        self, batch: RecordBatch, prepared: Prepared, engine: Engine
    ) -> Outcome | None:
        if prepared.is_idle:
            return Outcome([], [])

        async def decide() -> Outcome:
            began = monotonic()
            outcome = await engine.decide(prepared)
            self._metrics.redis_seconds.observe(monotonic() - began)
            return outcome

        return await self._until_done(batch, decide)

    async def _publish(self, batch: RecordBatch, outcome: Outcome) -> bool:
        if not outcome.outgoing:
            return True

        async def publish() -> bool:
            began = monotonic()
            await self._sink.publish(outcome.outgoing)
            self._metrics.produce_seconds.observe(monotonic() - began)
            return True

        return bool(await self._until_done(batch, publish))

    async def _until_done(
        self, batch: RecordBatch, attempt: Callable[[], Awaitable[Result]]
    ) -> Result | None:
        """Try until it succeeds; None when the batch is nobody's of ours any more."""
        wait_seconds, told = FIRST_WAIT_SECONDS, False
        while not batch.abandoned:
            try:
                return await attempt()
            except TransientError as error:
                server = "kafka" if isinstance(error, BrokerUnavailable) else "redis"
                self._metrics.retries.labels(server).inc()
                if not told:
                    LOG.warning("%s; waiting, nothing is skipped", error)
                    told = True
                await asyncio.sleep(wait_seconds)
                wait_seconds = min(2 * wait_seconds, LONGEST_WAIT_SECONDS)
        return None

    def _count(self, batch: RecordBatch, prepared: Prepared, outcome: Outcome) -> None:
        metrics = self._metrics
        metrics.batches.labels(batch.topic).inc()
        metrics.events.labels(batch.topic).inc(prepared.events)
        metrics.end_to_end_seconds.observe(max(0.0, time() - batch.records[-1].timestamp / 1_000))
        count_findings(metrics, outcome.findings)
        if prepared.dead_letters:
            metrics.dead_letters.labels(batch.topic).inc(len(prepared.dead_letters))
