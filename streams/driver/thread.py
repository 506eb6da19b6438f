"""The thread that owns aiokafka's consumer: fetching, seeking, committing, looking up offsets.

Everything here runs in the thread's own event loop, except ``call_thread`` and ``wake``, which the
main loop calls. The books are not touched from here.
"""

# ruff: noqa: SLF001 aiokafka's public getmany() cannot be told to wait for a second thing, nor
# does it say from which position records were read; Faust reaches for the same internals.

import asyncio
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

import aiokafka
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.types import TP

from streams.driver.books import TopicPartition
from streams.driver.errors import BackgroundTaskError
from streams.driver.settings import DriverSettings


class FetchedRun(NamedTuple):
    """Records of one partition, read in one go.

    ``from_position`` and ``position`` are the fetch position before and after; between them lie
    the records and gaps only. ``highwater`` is the end of the partition as of the last fetch.
    """

    partition: TP
    from_position: int
    position: int
    records: Sequence[Any]
    highwater: int | None


class Fetched(NamedTuple):
    """One round: what was read, and the partitions whose fetch failed with the reason."""

    runs: list[FetchedRun]
    errors: dict[TP, KafkaError]


class FetchThread(AIOKafkaConsumerThread):  # type: ignore[misc]  # Faust is untyped
    """aiokafka's consumer in its own thread, asked for single partitions."""

    settings: DriverSettings
    _woken: asyncio.Future[None]

    async def on_start(self) -> None:
        """Connect; raises a ``KafkaError`` when no broker answers."""
        consumer: Any = self.consumer
        self.settings = consumer.settings
        self._woken = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().set_exception_handler(self._unheard)
        await super().on_start()
        # No constructor argument reaches it; the first fetch happens after a subscription.
        self._ensure_consumer()._fetcher._prefetch_backoff = (
            self.settings.prefetch_backoff_ms / 1000
        )

    def _unheard(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say in one line what a request failed with whose caller has given up waiting.

        aiokafka shields commit requests: one that was cut off by the timeout fails on its own.
        """
        exc = context.get("exception")
        if isinstance(exc, KafkaError):
            self.log.warning("A request that was given up failed: %r", exc)
        else:
            loop.default_exception_handler(context)

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        """Build aiokafka's consumer as Faust does, with the driver's fetch settings.

        Faust offers no way to change the arguments it fixes (``fetch_max_wait_ms=1500``), but
        aiokafka keeps them as plain attributes until ``start()`` builds the fetcher from them.
        """
        consumer = super()._create_worker_consumer(transport)
        settings = self.settings
        consumer._fetch_max_wait_ms = settings.fetch_max_wait_ms
        consumer._fetch_min_bytes = settings.fetch_min_bytes
        consumer._fetch_max_bytes = settings.fetch_max_bytes
        consumer._max_partition_fetch_bytes = settings.max_partition_fetch_bytes
        # The driver places every partition itself; aiokafka must never move one on its own.
        consumer._auto_offset_reset = "none"
        return consumer

    async def on_thread_stop(self) -> None:
        """Leave the group, without waiting for ever on a broker that is away."""
        if self._method_queue is not None:
            await self._method_queue.stop()
        if self._consumer is None:
            return
        leaving = asyncio.ensure_future(self._consumer.stop())
        await asyncio.wait([leaving], timeout=self.settings.leave_timeout_seconds)
        # aiokafka lets a CancelledError of its own tasks escape, and stops half-way.
        if not leaving.done() or leaving.cancelled() or leaving.exception() is not None:
            self.log.warning("Left the group without a goodbye: the broker is away")
            leaving.cancel()
            await asyncio.gather(leaving, self._consumer._client.close(), return_exceptions=True)

    def _stopped_set(self) -> None:
        if not self.thread_loop.is_closed():  # it is after the thread has crashed
            super()._stopped_set()

    def close(self) -> None:
        """Do nothing: stopping the thread closes the consumer, in the loop that owns it.

        Faust's version closes the connections from the main loop, which asyncio does not allow.
        """

    # --- called by the main loop

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function in the thread and wait for its result.

        Faust's queue for such calls has two workers, so a fetch and a commit that waits for a
        broker would hold up everything else; here each call is a task of its own.

        Raises:
            ConsumerStoppedError: when the thread ends before it has answered.
        """
        if not self.thread_loop.is_running():
            raise ConsumerStoppedError
        call = asyncio.run_coroutine_threadsafe(_run(fun, args, kwargs), self.thread_loop)
        answer = asyncio.wrap_future(call)
        try:
            return await answer
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise ConsumerStoppedError from None

    def wake(self) -> None:
        """Let a waiting ``fetch`` return early, because more partitions may be asked for."""
        if self.thread_loop.is_running():
            self.thread_loop.call_soon_threadsafe(self._wake)

    async def fetch(
        self, partitions: Sequence[TP], max_records: int, longest_seconds: float
    ) -> Fetched:
        """Wait for records of these partitions; at most ``max_records`` of each.

        Returns early, possibly with nothing, after ``wake()``. With no partitions it only waits.

        Raises:
            ConsumerStoppedError: when the consumer was stopped.
            BackgroundTaskError: when a task inside aiokafka has ended.
            KafkaError: what the group coordination failed with; trying again is allowed.
        """
        fetched: Fetched = await self.call_thread(
            self._fetch, partitions, max_records, longest_seconds
        )
        return fetched

    async def seek_to(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Move fetch positions; partitions that are not assigned are passed over."""
        await self.call_thread(self._seek_to, dict(offsets))

    async def commit_offsets(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit; waits as long as the coordinator is away.

        Raises:
            KafkaError: when the broker refuses, the group rebalances or nothing is assigned.
        """
        await self.call_thread(self._commit_offsets, dict(offsets))

    async def committed_offsets(
        self, partitions: Iterable[TopicPartition]
    ) -> dict[TopicPartition, int | None]:
        """Ask the group coordinator what is committed; waits as long as it is away."""
        found: dict[TopicPartition, int | None] = await self.call_thread(
            self._committed_offsets, _kafka(partitions)
        )
        return found

    async def beginning_offsets(
        self, partitions: Iterable[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Ask the brokers for the first offset of each partition that still exists."""
        consumer = self._ensure_consumer()
        return _plain(await self.call_thread(consumer.beginning_offsets, _kafka(partitions)))

    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """Ask the brokers for the offset each partition's next record will get."""
        consumer = self._ensure_consumer()
        return _plain(await self.call_thread(consumer.end_offsets, _kafka(partitions)))

    async def ends_of(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        """Ask the brokers for the end of every partition of topics, whoever reads them."""
        consumer = self._ensure_consumer()

        async def asked() -> Any:
            tps = [
                KafkaPartition(topic, number)
                for topic in topics
                for number in consumer.partitions_for_topic(topic) or ()
            ]
            return await consumer.end_offsets(tps) if tps else {}

        return _plain(await self.call_thread(asked))

    async def offsets_for_time(
        self, timestamps_ms: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, int | None]:
        """Ask for the first offset at or after a time; None when there is no such record."""
        consumer = self._ensure_consumer()
        wanted = {KafkaPartition(*tp): at_ms for tp, at_ms in timestamps_ms.items()}
        found = await self.call_thread(consumer.offsets_for_times, wanted)
        return {
            # Some brokers answer offset 0 instead of none; their timestamp tells.
            TP(*tp): at.offset if at is not None and at.timestamp >= wanted[tp] else None
            for tp, at in found.items()
        }

    # --- in the thread

    def _wake(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)

    async def _fetch(
        self, partitions: Sequence[TP], max_records: int, longest_seconds: float
    ) -> Fetched:
        consumer = self._ensure_consumer()
        deadline = monotonic() + longest_seconds
        subscriptions = consumer._fetcher._subscriptions
        # Being asked counts as activity: a worker that waits for Redis keeps its membership.
        # Not the context manager, which miscounts when an exception passes through it.
        subscriptions._fetch_count += 1
        try:
            while True:
                _check_alive(consumer)
                fetched = await self._take(consumer, partitions, max_records)
                remaining = deadline - monotonic()
                if fetched.runs or fetched.errors or remaining <= 0 or self._turn_over():
                    return fetched
                await self._wait_for_records(consumer, remaining)
        finally:
            subscriptions._fetch_count -= 1
            subscriptions._last_fetch_ended = monotonic()

    def _turn_over(self) -> bool:
        """Whether to give the turn back to the main loop: it woke us or stopped the flow."""
        if self._woken.done():
            self._woken = asyncio.get_running_loop().create_future()
            return True
        return not self.consumer.flow_active

    async def _take(
        self, consumer: aiokafka.AIOKafkaConsumer, partitions: Sequence[TP], max_records: int
    ) -> Fetched:
        """Take what is already here; nothing in it suspends, so no position moves in between."""
        fetched = Fetched([], {})
        subscription = consumer._subscription.subscription
        if subscription is None or subscription._reassignment_in_progress:
            return fetched
        for tp in partitions:
            state = subscription.assignment.state_value(tp)
            if state is None or not state.has_valid_position:
                continue
            before = state.position
            try:
                # One partition at a time: an error or a full batch of one is no other's business.
                found = await consumer._fetcher.fetched_records((tp,), 0, max_records)
            except KafkaError as exc:
                fetched.errors[tp] = exc
                continue
            if state.position != before:
                records = found.get(tp, ())
                run = FetchedRun(tp, before, state.position, records, state.highwater)
                fetched.runs.append(run)
        return fetched

    async def _wait_for_records(
        self, consumer: aiokafka.AIOKafkaConsumer, longest_seconds: float
    ) -> None:
        arrived = consumer._fetcher._create_fetch_waiter()
        try:
            await asyncio.wait(
                [arrived, self._woken], timeout=longest_seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if arrived.done() and not arrived.cancelled():
                arrived.result()  # raises what the coordination failed with
        finally:
            arrived.cancel()

    async def _seek_to(self, offsets: Mapping[TopicPartition, int]) -> None:
        consumer = self._ensure_consumer()
        for tp, offset in offsets.items():
            kafka_tp = KafkaPartition(*tp)
            if consumer._subscription.is_assigned(kafka_tp):
                consumer.seek(kafka_tp, offset)

    async def _commit_offsets(self, offsets: Mapping[TopicPartition, int]) -> None:
        await self._ensure_consumer().commit(
            {KafkaPartition(*tp): OffsetAndMetadata(offset, "") for tp, offset in offsets.items()}
        )

    async def _committed_offsets(
        self, partitions: list[KafkaPartition]
    ) -> dict[TopicPartition, int | None]:
        coordinator = self._ensure_consumer()._coordinator
        found = await coordinator.fetch_committed_offsets(partitions)
        offsets = {TP(*tp): found[tp].offset if tp in found else None for tp in partitions}
        return {tp: None if offset == -1 else offset for tp, offset in offsets.items()}


async def _run(fun: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    result = fun(*args, **kwargs)
    return await result if inspect.isawaitable(result) else result


def _kafka(partitions: Iterable[TopicPartition]) -> list[KafkaPartition]:
    return [KafkaPartition(*tp) for tp in partitions]


def _plain(offsets: Mapping[KafkaPartition, int]) -> dict[TopicPartition, int]:
    return {TP(*tp): offset for tp, offset in offsets.items()}


def _check_alive(consumer: aiokafka.AIOKafkaConsumer) -> None:
    """Notice what aiokafka tells only those who call its public ``getmany``.

    A critical coordination error is kept until somebody takes it, and until then the coordination
    stands still: Faust never takes it, and its worker then waits for ever.
    """
    fetcher, coordinator = consumer._fetcher, consumer._coordinator
    if consumer._closed or fetcher._closed:
        raise ConsumerStoppedError
    for task in (fetcher._fetch_task, coordinator._coordination_task):
        if task.done():
            reason = None if task.cancelled() else task.exception()
            raise BackgroundTaskError(f"{task.get_coro()} ended") from reason
    coordinator.check_errors()
