"""The offset books: what was handed out, what is done, and what may be committed.

Pure data, no asyncio and no Kafka: every method returns at once. One thread (the main event loop)
owns the books.

For each partition::

    committed        watermark                 position           highwater
        |                |  [batch ][batch ][batch ]|                  |
        '- last commit   '- all before is done      '- next to be      '- end of the
           that succeeded                              handed out         partition

Batches of a partition are done in order: the watermark moves over the first batch once it ended,
then over the next one. Gaps in the offsets (compaction, transaction markers) are neither work nor
acknowledged work: they lie between batches and nobody waits for them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from streams.driver.errors import OutOfOrderError

#: Topic and partition number; Faust's ``TP`` and aiokafka's ``TopicPartition`` are such tuples.
TopicPartition = tuple[str, int]


@dataclass(slots=True, eq=False)
class OpenBatch:
    """One batch that was handed out: its offsets and how far it has come.

    Attributes:
        partition: topic and partition number.
        resume_at: the position before this batch; reading from here yields it again.
        first_offset: offset of its first record.
        next_offset: offset of its last record, plus one.
        started: an agent took it up.
        ended: everything of it is done.
        abandoned: it counts no more; whoever owns the partition reads its records again.
        opened_at: monotonic seconds when it was handed out, as the caller says.
    """

    partition: TopicPartition
    resume_at: int
    first_offset: int
    next_offset: int
    started: bool = False
    ended: bool = False
    abandoned: bool = False
    opened_at: float = 0.0


@dataclass(slots=True)
class _Page:
    """The books of one partition; see the drawing above."""

    position: int
    watermark: int
    committed: int
    was_committed: bool
    open: deque[OpenBatch] = field(default_factory=deque)
    handed_out_records: int = 0


class OffsetBooks:
    """Open batches and offsets of every partition this worker owns."""

    def __init__(self) -> None:
        self._pages: dict[TopicPartition, _Page] = {}
        self._in_flight = 0

    # --- a partition comes and goes

    def begin(self, partition: TopicPartition, position: int, committed: int | None) -> None:
        """Start the books of a partition afresh; batches still open of it are abandoned.

        Arguments:
            partition: topic and partition number.
            position: the offset that will be handed out first.
            committed: what the group has committed, None when nothing. When it differs from the
                position, the position is committable at once: it was chosen on purpose.
        """
        self.drop([partition])
        self._pages[partition] = _Page(
            position=position,
            watermark=position,
            committed=position if committed is None else committed,
            was_committed=committed is not None,
        )

    def drop(self, partitions: Iterable[TopicPartition]) -> None:
        """Forget partitions, after a revocation; their open batches are abandoned."""
        for partition in list(partitions):
            page = self._pages.pop(partition, None)
            if page is not None:
                self._abandon(page.open)

    # --- batches

    def open(
        self,
        partition: TopicPartition,
        first_offset: int,
        next_offset: int,
        records: int = 1,
        opened_at: float = 0.0,
    ) -> OpenBatch:
        """Hand out the next batch of a partition and move the position behind it.

        Raises:
            OutOfOrderError: when the batch is empty or begins before the position.
        """
        page = self._pages[partition]
        if not page.position <= first_offset < next_offset:
            raise OutOfOrderError(partition, page.position, first_offset, next_offset)
        batch = OpenBatch(partition, page.position, first_offset, next_offset, opened_at=opened_at)
        page.open.append(batch)
        page.position = next_offset
        page.handed_out_records += records
        self._in_flight += 1
        return batch

    def pass_gap(self, partition: TopicPartition, position: int) -> None:
        """Move the position over offsets that hold no records (markers, compacted records)."""
        page = self._pages[partition]
        page.position = max(page.position, position)

    def start(self, batch: OpenBatch) -> bool:
        """An agent takes the batch up; False when it was abandoned meanwhile."""
        batch.started = not batch.abandoned
        return batch.started

    def end(self, batch: OpenBatch) -> bool:
        """Everything of the batch is done; a second call and an abandoned batch change nothing.

        Returns:
            Whether anything changed.
        """
        if batch.ended or batch.abandoned:
            return False
        batch.ended = True
        page = self._pages[batch.partition]
        while page.open and page.open[0].ended:
            page.watermark = page.open.popleft().next_offset
            self._in_flight -= 1
        return True

    def rewind(self, partition: TopicPartition, offset: int) -> None:
        """Go back (or on) to an offset: open batches are abandoned, reading goes on there."""
        page = self._pages[partition]
        self._abandon(page.open)
        page.position = page.watermark = offset

    def abandon_unstarted(self, partition: TopicPartition) -> None:
        """Take back what no agent has taken up, so that it is read again from there."""
        page = self._pages[partition]
        kept: deque[OpenBatch] = deque()
        while page.open and (page.open[0].started or page.open[0].ended):
            kept.append(page.open.popleft())
        if page.open:
            page.position = page.open[0].resume_at
        self._abandon(page.open)
        page.open = kept

    def abandon_unfinished(self, partition: TopicPartition) -> None:
        """Take back everything that has not ended, so that it is read again from there."""
        page = self._pages[partition]
        if page.open:
            page.position = page.open[0].resume_at
            self._abandon(page.open)

    def _abandon(self, batches: deque[OpenBatch]) -> None:
        self._in_flight -= len(batches)
        while batches:
            batches.popleft().abandoned = True

    # --- commits

    def committable(self) -> dict[TopicPartition, int]:
        """Offsets that may be committed and are not yet.

        One past the last record of the last batch that ended with everything behind it ended;
        after a rewind the offset that was gone back to.
        """
        return {
            partition: page.watermark
            for partition, page in self._pages.items()
            if page.watermark != page.committed
        }

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note offsets whose commit succeeded; never call it for an attempt."""
        for partition, offset in offsets.items():
            page = self._pages.get(partition)
            if page is not None:
                page.committed = offset
                page.was_committed = True

    # --- questions

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, partition: object) -> bool:
        return partition in self._pages

    def __iter__(self) -> Iterator[TopicPartition]:
        return iter(self._pages)

    @property
    def in_flight_total(self) -> int:
        """Open batches of all partitions."""
        return self._in_flight

    def in_flight(self, partition: TopicPartition) -> int:
        """Open batches of one partition; one that ended behind an open one still counts."""
        return len(self._pages[partition].open)

    def unfinished(self, partitions: Iterable[TopicPartition]) -> list[OpenBatch]:
        """Batches that were started and have not ended."""
        return [
            batch
            for partition in partitions
            if (page := self._pages.get(partition)) is not None
            for batch in page.open
            if batch.started and not batch.ended
        ]

    def position(self, partition: TopicPartition) -> int | None:
        """The offset that is handed out next, None for a partition not in the books."""
        page = self._pages.get(partition)
        return None if page is None else page.position

    def last_committed(self, partition: TopicPartition) -> int | None:
        """The last offset whose commit succeeded, None before the first."""
        page = self._pages[partition]
        return page.committed if page.was_committed else None

    def handed_out_records(self, partition: TopicPartition) -> int:
        """Records handed out since the partition came, repeated ones included."""
        return self._pages[partition].handed_out_records

    def lag(self, partition: TopicPartition, highwater: int) -> int:
        """Offsets from the first one not done to the end of the partition.

        A gap behind the last record is no lag: with nothing open the position counts, which has
        passed it.
        """
        page = self._pages[partition]
        done_up_to = page.open[0].first_offset if page.open else page.position
        return max(0, highwater - done_up_to)
