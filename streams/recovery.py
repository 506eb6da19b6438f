"""Keeps reading positions and windows together, also after Redis lost some or all of them.

The rule that everything rests on: *an offset is committed to Kafka only after Redis holds the
windows up to it*. Redis records, per partition, how far its windows reach (`progress`) and how
many calls have written them, which a running worker compares with what it knows. So

- progress at or beyond the committed offset, and no write missing: nothing was lost;
- progress before it, or writes missing: Redis lost its tail; read again from the progress;
- no progress at all although something was committed: Redis lost everything; findings are
  restored from the `sanctions` topic, and the partition is read again from as far back as the
  rules that listen to its topic count.

Reading again is harmless: observations are idempotent, and a finding keeps its name.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from aiokafka.errors import KafkaError

from config.topics import INPUTS
from streams.engine import Engine
from streams.errors import RedisUnavailable, WindowsLost
from streams.history import KafkaHistory, Reach
from streams.past import past_of
from streams.windows.evaluation import LATENESS_MS
from streams.windows.protocol import Partition, WindowStore

LOG = logging.getLogger("haechi")
RETRY_SECONDS = 0.5
STRIKES_AT_ONCE = 1_000

Offsets = Mapping[Partition, int]


class Recovery:
    """Hooks of the consumer, and what the processor asks for when windows are lost.

    Args:
        windows: the windows.
        history: reads topics outside the consumer group.
        engine: gives the engine of the policy that is in force.

    Attributes:
        consumer: the driver's consumer, set before it starts.
        give_up: told of an error that waiting does not mend.
    """

    def __init__(
        self,
        windows: WindowStore,
        history: KafkaHistory,
        engine: Callable[[], Engine],
    ) -> None:
        self._windows = windows
        self._history = history
        self._engine = engine
        self._running: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self.consumer: Any = None
        self.give_up: Callable[[BaseException], None] = lambda _: None

    async def starting_offsets(self, assigned: Mapping[Any, int | None]) -> dict[Any, int]:
        """Where to read newly assigned partitions, given their committed offsets.

        Waits for Redis and Kafka as long as it takes.
        """
        partitions = {Partition(*tp): tp for tp in assigned}
        committed = {partition: assigned[tp] for partition, tp in partitions.items()}
        offsets = await self._until_available(committed)
        self._engine().forget_told()
        LOG.info("reading %d partitions", len(assigned))
        return {partitions[partition]: offset for partition, offset in offsets.items()}

    async def before_commit(self, offsets: Mapping[Any, int]) -> Mapping[Any, int]:
        """Let Redis reach these offsets first; commit nothing while it can not."""
        try:
            await self._windows.advance({Partition(*tp): at for tp, at in offsets.items()})
        except RedisUnavailable:
            return {}
        except WindowsLost as error:
            LOG.warning("%s; re-reading", error)
            self._begin_recovery()  # not awaited: it commits, which waits for this commit's end
            return {}
        return offsets

    async def watch(self) -> None:
        """Notice losses that concern partitions without traffic; to be called every second.

        Does not wait for Redis: one look at a time is under way.
        """
        idle = self._watching is None or self._watching.done()
        if self.consumer is not None and self._running is None and idle:
            self._watching = asyncio.create_task(self._look())

    async def _look(self) -> None:
        held = {tp: at.committed for tp, at in self.consumer.statistics().items()}
        await self.before_commit({tp: at for tp, at in held.items() if at})

    async def recover(self) -> None:
        """Read all partitions of this worker again from where Redis still knows them."""
        await asyncio.shield(self._begin_recovery())

    def _begin_recovery(self) -> asyncio.Task[None]:
        if self._running is None:
            self._running = asyncio.create_task(self._recover())
            self._running.add_done_callback(self._recovered)
        return self._running

    def _recovered(self, task: asyncio.Task[None]) -> None:
        self._running = None
        if not task.cancelled() and task.exception() is not None:
            LOG.error("re-reading failed, trying again: %r", task.exception())

    async def _recover(self) -> None:
        assigned = {tp: at.committed for tp, at in self.consumer.statistics().items()}
        offsets = await self.starting_offsets(assigned)
        missing = {tp: 0 for tp in assigned if tp not in offsets and assigned[tp] is None}
        await self.consumer.rewind({**offsets, **missing})
        self._engine().forget_told()  # what ended until the open batches were abandoned

    async def _until_available(
        self, committed: Mapping[Partition, int | None]
    ) -> dict[Partition, int]:
        told = False
        while True:
            try:
                return await self._offsets(committed)
            except (RedisUnavailable, KafkaError, OSError) as error:
                if not told:
                    LOG.warning("%s; waiting before reading goes on", error)
                    told = True
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:
                self.give_up(error)  # waiting does not mend it
                raise

    async def _offsets(self, committed: Mapping[Partition, int | None]) -> dict[Partition, int]:
        reached = await self._windows.progress(list(committed))
        lost = {
            partition: offset
            for partition, offset in committed.items()
            if offset is not None and reached[partition] is None
        }
        begin: dict[Partition, int] = {}
        if lost:
            LOG.warning("Redis holds no windows of %d partitions; rebuilding them", len(lost))
            await self._restore_findings()
            begin = await self._history.rewound(self._needed(lost))
        for partition, offset in committed.items():
            known = reached[partition]
            if partition not in begin:
                begin[partition] = (offset or 0) if known is None else min(offset or 0, known)
        new = {
            partition: offset for partition, offset in begin.items() if reached[partition] is None
        }
        await self._windows.begin({**{p: r for p, r in reached.items() if r is not None}, **new})
        return {
            partition: offset
            for partition, offset in begin.items()
            if committed[partition] is not None
        }

    async def _restore_findings(self) -> None:
        engine = self._engine()
        past = past_of(await self._history.past_sanctions(), engine.policy)
        await self._windows.restore(past.findings)
        await self._windows.end(past.endings)
        for start in range(0, len(past.strikes), STRIKES_AT_ONCE):
            await self._windows.strike(past.strikes[start : start + STRIKES_AT_ONCE])
        await engine.remember(past.heard)
        LOG.info("restored %d findings from the topic sanctions", len(past.findings))

    def _needed(self, lost: Mapping[Partition, int]) -> dict[Partition, Reach]:
        """How far back each partition must be read again for its rules to count as before."""
        reaches = {}
        for partition, offset in lost.items():
            window_ms = self._engine().window_ms(partition.topic)
            if window_ms is not None:
                back_ms = None if INPUTS[partition.topic].tells_states else window_ms + LATENESS_MS
                reaches[partition] = Reach(offset, back_ms)
        return reaches
