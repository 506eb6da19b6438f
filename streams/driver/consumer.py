"""The consumer: hands batches to the agents and keeps the books straight through rebalances.

It replaces Faust's bookkeeping (``_acked``, ``_gap``, ``_read_offset``, ``_committed_offset``,
``_new_offset``) as a whole. Everything here runs in the main event loop.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from time import monotonic
from typing import Any

from aiokafka.errors import ConsumerStoppedError, KafkaError, OffsetOutOfRangeError
from faust.exceptions import ImproperlyConfigured
from faust.transport.drivers import aiokafka
from faust.types import TP, ConsumerMessage
from mode import Service

from streams.driver.asking import Asking
from streams.driver.batch import RecordBatch
from streams.driver.books import OffsetBooks, OpenBatch, TopicPartition
from streams.driver.committing import BeforeCommit, Committer
from streams.driver.message import message_of
from streams.driver.placing import Placement, StartingOffsets
from streams.driver.settings import DriverSettings
from streams.driver.statistics import PartitionStatistics
from streams.driver.thread import Fetched, FetchedRun, FetchThread

#: Seconds a fetch that finds nothing takes at most; a freed partition wakes it before.
LONGEST_ROUND_SECONDS = 1.0


class Consumer(aiokafka.Consumer):  # type: ignore[misc]  # Faust is untyped
    """Faust's consumer, handing out one ``RecordBatch`` per fetched partition.

    Attributes:
        books: what was handed out and what is done; to be read only.
        starting_offsets: awaited after an assignment, before any record is handed out, with the
            committed offset of each assigned partition (None without one). Partitions in its
            answer begin there. It may wait as long as it needs to; when it raises, it is asked
            again. A rebalance cancels it.
        before_commit: awaited with the offsets about to be committed; may lower or leave out
            some. When it raises, the commit counts as failed and is tried again.
    """

    _thread: FetchThread

    def __init__(self, transport: Any, *args: Any, **kwargs: Any) -> None:
        self.settings: DriverSettings = transport.settings_for(transport.app)
        self.books = OffsetBooks()
        self._unplaced: set[TopicPartition] = set()
        self._seeks: dict[TopicPartition, int] = {}
        self._highwaters: dict[TopicPartition, int] = {}
        self._last_round_at = 0.0
        self._stop_by: float | None = None
        self._batch_ended = asyncio.Event()
        super().__init__(transport, *args, **kwargs)
        self.committer = Committer(self, self.settings.commit_timeout_seconds)
        self._asking = Asking(self.books, self.settings)
        self._placement = Placement(
            self._thread,
            self.log,
            self.app.conf.consumer_auto_offset_reset,
            self.settings.retry_delay_seconds,
        )

    def _new_consumer_thread(self) -> FetchThread:
        return FetchThread(self, loop=self.loop, beacon=self.beacon)

    async def on_start(self) -> None:
        """Refuse the parts of Faust that expect single records.

        Raises:
            ImproperlyConfigured: when the app has tables or wants exactly-once processing.
        """
        if self.app.tables:
            raise ImproperlyConfigured("the haechi driver cannot restore Faust tables")
        if self.in_transaction:
            raise ImproperlyConfigured("the haechi driver has no exactly-once processing")
        await super().on_start()

    # --- for the composition root

    @property
    def starting_offsets(self) -> StartingOffsets | None:
        """The hook that is asked after each assignment; see the class."""
        return self._placement.starting_offsets

    @starting_offsets.setter
    def starting_offsets(self, hook: StartingOffsets | None) -> None:
        self._placement.starting_offsets = hook

    @property
    def before_commit(self) -> BeforeCommit | None:
        """The hook that is asked before each commit; see the class."""
        return self.committer.before_commit

    @before_commit.setter
    def before_commit(self, hook: BeforeCommit | None) -> None:
        self.committer.before_commit = hook

    async def rewind(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Go back to offsets and go on from there; partitions of others are passed over.

        Open batches of these partitions are abandoned. The lower offsets are committed too, so
        that a crash right afterwards resumes there. Waits for a running commit, which could
        otherwise still carry the old, higher offset; bounded by the commit timeout.
        """
        async with self.committer.lock:
            for tp, offset in offsets.items():
                if tp in self.books:
                    self.books.rewind(tp, offset)
                    self._seeks[tp] = offset
        self._wake()
        await self.commit()

    async def offsets_for_time(
        self, timestamps_ms: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, int]:
        """First offset whose record is not older than the time; the end when all are older.

        Raises:
            KafkaError: when no broker answers within the request timeout.
        """
        found = await self._thread.offsets_for_time(timestamps_ms)
        older = [tp for tp, offset in found.items() if offset is None]
        ends = await self._thread.end_offsets(older) if older else {}
        return {tp: ends[tp] if offset is None else offset for tp, offset in found.items()}

    async def beginning_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """First offset of each partition that retention has left.

        Raises:
            KafkaError: when no broker answers within the request timeout.
        """
        return await self._thread.beginning_offsets(partitions)

    async def ends_of(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        """Where every partition of topics ends now, those of other workers too.

        Raises:
            KafkaError: when no broker answers within the request timeout.
        """
        return await self._thread.ends_of(topics)

    def statistics(self) -> dict[TopicPartition, PartitionStatistics]:
        """Every partition this worker owns and has placed; does not block."""
        books = self.books
        report = {}
        for tp in books:
            highwater = self._highwaters.get(tp)
            report[tp] = PartitionStatistics(
                committed=books.last_committed(tp),
                position=books.position(tp) or 0,
                highwater=highwater,
                lag=None if highwater is None else books.lag(tp, highwater),
                batches_in_flight=books.in_flight(tp),
                records_handed_out=books.handed_out_records(tp),
                commit_failures=self.committer.failures[tp],
            )
        return report

    # --- handing out

    async def hand_out(self, fetcher: Any) -> None:
        """Fetch and hand out until this consumer or the fetcher stops.

        Raises:
            ConsumerStoppedError: when aiokafka's consumer stopped and the app did not.
            BackgroundTaskError: when a task inside aiokafka has ended.
        """
        if self.app.client_only:
            await super()._drain_messages(fetcher)
            return
        try:
            while not (self.should_stop or fetcher.should_stop):
                async for _, message in self.getmany(LONGEST_ROUND_SECONDS):
                    await self.callback(message)
        except ConsumerStoppedError:
            if not self.app.should_stop:
                raise

    async def getmany(
        self,
        timeout: float,  # noqa: ASYNC109 - Faust's signature
    ) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """One round: place new partitions, fetch, and yield one message for each partition."""
        if self.app.client_only:
            async for item in super().getmany(timeout):
                yield item
            return
        if not self.flow_active:
            await self.can_resume_flow.wait()
        try:
            fetched = await self._next_round(timeout)
        except KafkaError as exc:
            if isinstance(exc, ConsumerStoppedError):
                raise
            self.log.warning("Fetching failed, trying again: %r", exc)
            await self.sleep(self.settings.retry_delay_seconds)
            return
        for run in fetched.runs:
            message = self._open(run) if self.flow_active else None
            if message is not None:
                yield run.partition, message

    async def _next_round(self, longest_seconds: float) -> Fetched:
        if self._unplaced:
            await self._place()
        if self._seeks:
            seeks, self._seeks = self._seeks, {}
            await self._thread.seek_to(seeks)
        pause = self._last_round_at + self.settings.fetch_interval_ms / 1000 - monotonic()
        if pause > 0:
            await asyncio.sleep(pause)
        wanted = self._asking.partitions(self._get_active_partitions(), monotonic())
        fetched = await self._thread.fetch(wanted, self.settings.max_batch_records, longest_seconds)
        if fetched.runs and not self._is_backlog(fetched):
            self._last_round_at = monotonic()
        for tp, error in fetched.errors.items():
            await self._fetch_failed(tp, error)
        return fetched

    def _is_backlog(self, fetched: Fetched) -> bool:
        return any(len(run.records) >= self.settings.max_batch_records for run in fetched.runs)

    def _open(self, run: FetchedRun) -> ConsumerMessage | None:
        tp, books = run.partition, self.books
        position = books.position(tp)
        if position is None:
            return None  # revoked meanwhile
        if run.from_position != position:
            # Read before a seek took effect, or after a round whose answer was lost. Whatever
            # the reason, the books are right: read again from where they are.
            self._seeks[tp] = position
            return None
        if run.highwater is not None:
            self._highwaters[tp] = run.highwater
            self.app.monitor.track_tp_end_offset(tp, run.highwater)
        message = None
        if run.records:
            first, last = run.records[0].offset, run.records[-1].offset
            now = monotonic()
            opened = books.open(tp, first, last + 1, len(run.records), now)
            batch = RecordBatch(opened, run.records, now, books.start, self._on_end)
            message = message_of(tp, batch, self.app.consumer_generation_id)
        books.pass_gap(tp, run.position)
        return message

    def _on_end(self, opened: OpenBatch) -> None:
        total = self.books.in_flight_total
        if self.books.end(opened):
            self._batch_ended.set()
            if self.books.in_flight_total < total:
                self._wake()

    def _seek_where_the_books_are(self, tp: TopicPartition) -> None:
        position = self.books.position(tp)
        if position is not None:
            self._seeks[tp] = position

    def _wake(self) -> None:
        self._thread.wake()

    async def _fetch_failed(self, tp: TP, error: KafkaError) -> None:
        position = self.books.position(tp)
        if position is None:
            return
        self.log.warning("Fetching %s at %s failed, trying again: %r", tp, position, error)
        self._asking.hold(tp, monotonic() + self.settings.retry_delay_seconds)
        self._seeks[tp] = position
        if isinstance(error, OffsetOutOfRangeError):
            await self._return_into_range(tp, position)

    async def _return_into_range(self, tp: TP, position: int) -> None:
        beginning = (await self._thread.beginning_offsets([tp]))[tp]
        end = (await self._thread.end_offsets([tp]))[tp]
        if beginning <= position <= end or self.books.position(tp) != position:
            return
        if position < beginning:
            self.log.error("Records %s..%s of %s are gone: retention", position, beginning - 1, tp)
            self.books.pass_gap(tp, beginning)
        else:
            self.log.error("%s ends at %s, was at %s: truncated or made anew", tp, end, position)
            self.books.rewind(tp, (await self._placement.by_policy([tp]))[tp])
        self._seek_where_the_books_are(tp)

    # --- assignment and revocation

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Take note of the assignment; where to begin is found out before the first fetch.

        aiokafka sends no heartbeats while this runs, so nothing here waits for anything.
        """
        self.books.drop(list(self.books))
        self._unplaced = set(assigned)
        self._seeks.clear()
        self._asking.release()
        self._highwaters = {tp: end for tp, end in self._highwaters.items() if tp in assigned}
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Stop handing out, let started batches end, commit, and forget the partitions.

        Waits at most ``revocation_share`` of the rebalance timeout.
        """
        self.stop_flow()
        share = self.app.conf.broker_rebalance_timeout * self.settings.revocation_share
        deadline = monotonic() + share
        await self._settle(deadline if self._stop_by is None else min(deadline, self._stop_by))
        self.books.drop(list(self.books))
        self._unplaced.clear()
        await super().on_partitions_revoked(revoked)

    async def _settle(self, deadline: float) -> None:
        """Abandon what nobody took up, wait for the rest to end, and commit."""
        for tp in self.books:
            self.books.abandon_unstarted(tp)
        while open_batches := self.books.unfinished(self.books):
            self._batch_ended.clear()
            try:
                await asyncio.wait_for(self._batch_ended.wait(), deadline - monotonic())
            except TimeoutError:
                self.log.warning(
                    "%s batches did not end in time; their records will be read again",
                    len(open_batches),
                )
                break
        await self.commit()

    def stop_flow(self) -> None:
        """Hand out nothing more; a running fetch returns."""
        super().stop_flow()
        self._wake()

    async def perform_seek(self) -> None:
        """Read again what the channels have dropped.

        Faust calls this after each assignment, before it clears the channels and lets records
        flow; it must not wait, because Faust takes a timeout here for a shutdown.
        """
        for tp in self.books:
            self.books.abandon_unstarted(tp)
            self._seek_where_the_books_are(tp)

    async def _place(self) -> None:
        """Find out where the new partitions begin, and begin their books."""
        suspended = asyncio.ensure_future(self.suspend_flow.wait())
        placing = asyncio.ensure_future(self._placement.places(frozenset(self._unplaced)))
        try:
            await asyncio.wait([suspended, placing], return_when=asyncio.FIRST_COMPLETED)
            if suspended.done() or not placing.done():
                return  # a rebalance began; what was found out belongs to the old assignment
            for tp, (position, committed) in placing.result().items():
                self.books.begin(tp, position, committed)
                self._seeks[tp] = position
                self._unplaced.discard(tp)
        finally:
            for task in (suspended, placing):
                task.cancel()
            await asyncio.gather(suspended, placing, return_exceptions=True)

    # --- what Faust calls

    def ack(self, message: Any) -> bool:
        """Do nothing: only ``RecordBatch.end()`` acknowledges."""
        return False

    async def on_task_error(self, exc: BaseException) -> None:
        """Let an agent that raised have its unfinished batches again.

        Which batch it was is not known here, so all that were started and have not ended are
        read again, after a pause; nothing is acknowledged.
        """
        again = monotonic() + self.settings.retry_delay_seconds
        for tp in self.books:
            if self.books.in_flight(tp):
                self.books.abandon_unfinished(tp)
                self._seek_where_the_books_are(tp)
                self._asking.hold(tp, again)
        self._wake()

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commit what the books allow; never raises because of a broker.

        Returns:
            Whether a commit was made and succeeded.
        """
        if self.app.client_only:
            return False
        return await self.committer.commit(topics)

    async def wait_empty(self) -> None:
        """Let started batches end and commit (with Faust's ``stream_wait_empty``)."""
        if self.app.should_stop:
            await self.settle_before_stop()
            return
        await self._settle(monotonic() + self.settings.shutdown_wait_seconds)

    async def settle_before_stop(self) -> None:
        """First step of an ordered stop: started batches end, their offsets are committed.

        Faust stops the fetcher up to three times, and the consumer after it: one deadline for all.
        """
        self.stop_flow()
        if self._stop_by is None:
            self._stop_by = monotonic() + self.settings.shutdown_wait_seconds
            self.committer.hurry()
        await self._settle(self._stop_by)

    async def on_stop(self) -> None:
        """Commit once more; the thread leaves the group after this."""
        await self.settle_before_stop()
        self.transport._topic_waiters.clear()  # noqa: SLF001 - what the base class does here

    async def verify_all_partitions_active(self) -> None:
        """Say which batches do not end; replaces Faust's check, which compares two clocks."""
        limit = self.app.conf.stream_processing_timeout
        for batch in self.books.unfinished(self.books):
            if monotonic() - batch.opened_at > limit:
                self.log.warning("%s is open for more than %s s", batch, limit)

    @Service.task  # type: ignore[untyped-decorator]  # mode is untyped
    async def _commit_handler(self) -> None:
        """Commit every ``broker_commit_interval``.

        Faust's version warns about its own timer whenever an attempt outlasts the interval.
        """
        while not self.should_stop:
            await self.sleep(self.commit_interval)
            await self.commit()

    @Service.task  # type: ignore[untyped-decorator]  # mode is untyped
    async def _follow_highwaters(self) -> None:
        """Ask for the ends: a partition that is held back hears nothing about its own."""
        while not self.should_stop:
            await self.sleep(self.settings.highwater_interval_seconds)
            partitions = list(self.books)
            if partitions and not self.should_stop and self.flow_active:
                try:
                    ends = await self._thread.end_offsets(partitions)
                except KafkaError as exc:
                    self.log.debug("Ends of the partitions are not known: %r", exc)
                else:
                    for tp, end in ends.items():
                        self._highwaters[tp] = max(end, self._highwaters.get(tp, 0))
