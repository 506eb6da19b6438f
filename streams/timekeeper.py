"""What happens because time goes on, without an event: lifts, and acts that waited are judged.

Any worker may do it; whoever takes something that is due has it for half a minute, so it is told
once; if that worker dies before it has been told, another takes it and tells it under the same id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from aiokafka.errors import KafkaError

from streams.engine import ASKED_AT_ONCE, Engine
from streams.errors import TransientError
from streams.metrics import count_findings
from streams.topics_out import Outgoing
from streams.windows.protocol import Partition, WindowStore

LOG = logging.getLogger("haechi")

STATE_TOPICS: Final = ("ad-consents", "business-senders", "identity-verifications")
"""Topics that may excuse an act: it is judged once they have been read as far as they reached
when it came."""

WAITS_AT_MOST_MS: Final = 60_000
"""An act is judged after so long in any case."""


class Publishes(Protocol):
    """Produces records and waits until the broker has them."""

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Produce all records."""
        ...


class Timekeeper:
    """Looks once in a while for what is due.

    Args:
        engine: gives the engine of the policy that is in force.
        windows: where the due things are kept.
        sink: produces.
        ends: the offsets at which the partitions of topics end now.
        now_ms: the time (Unix milliseconds).
        metrics: `streams.metrics.Metrics`.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        windows: WindowStore,
        sink: Publishes,
        ends: Callable[[Sequence[str]], Awaitable[Mapping[Any, int]]],
        now_ms: Callable[[], int],
        metrics: Any,
    ) -> None:
        self._engine = engine
        self._windows = windows
        self._sink = sink
        self._ends = ends
        self._now_ms = now_ms
        self._metrics = metrics
        self._snapshot: tuple[int, Mapping[Partition, int]] | None = None
        self._settled_until_ms = 0
        self._told = False

    async def look(self) -> None:
        """Do what is due. Servers that are away are tried again at the next look."""
        try:
            lifted = await self._lift()
            settled = await self._settle()
            if not lifted and not settled and self._snapshot is None:
                self._metrics.idle_looks.inc()
            self._told = False
        except (TransientError, KafkaError, OSError) as error:
            if not self._told:
                LOG.warning("%s; what is due waits", error)
                self._told = True

    async def _lift(self) -> int:
        lifts, records = await self._engine().lifts(self._now_ms())
        if lifts:
            await self._sink.publish(records)
            await self._windows.confirm_lifts(lifts)
            LOG.info("lifted %d sanctions", len(lifts))
            for lift in lifts:
                mode = "enforced" if lift.penalty.enforced else "shadow"
                self._metrics.lifts.labels(lift.penalty.rule_id, mode).inc()
        return len(lifts)

    async def _settle(self) -> int:
        await self._follow()
        until_ms = max(self._settled_until_ms, self._now_ms() - WAITS_AT_MOST_MS)
        judged = 0
        while (settled := await self._engine().settle(until_ms)).judged:
            if settled.outcome.outgoing:
                await self._sink.publish(settled.outcome.outgoing)
            for start in range(0, len(settled.judged), ASKED_AT_ONCE):
                part = settled.judged[start : start + ASKED_AT_ONCE]
                await asyncio.gather(*(self._windows.confirm_settled(*one) for one in part))
            count_findings(self._metrics, settled.outcome.findings)
            judged += len(settled.judged)
        return judged

    async def _follow(self) -> None:
        """Learn until when acts have all that could excuse them."""
        now_ms = self._now_ms()
        if self._snapshot is None:
            topics = [topic for topic in STATE_TOPICS if self._engine().window_ms(topic)]
            ends = await self._ends(topics) if topics else {}
            self._snapshot = now_ms, {Partition(*tp): offset for tp, offset in ends.items()}
        at_ms, ends = self._snapshot
        reached = await self._windows.progress(list(ends))
        if all((reached[partition] or 0) >= end for partition, end in ends.items()):
            self._settled_until_ms = at_ms
            self._snapshot = None
