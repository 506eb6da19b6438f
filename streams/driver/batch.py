"""What an agent receives: the records of one partition, in order, as one value."""

from collections.abc import Callable, Sequence
from typing import Any

from streams.driver.books import OpenBatch, TopicPartition


class RecordBatch:
    """Records of one partition and the right to say when they are done.

    ``start()`` and ``end()`` belong to the event loop of the app; neither blocks nor raises.

    Attributes:
        records: aiokafka's ``ConsumerRecord``: ``value`` and ``key`` (bytes or None), ``offset``,
            ``timestamp`` (epoch milliseconds), ``headers``. Never empty.
        received_at: monotonic seconds when the driver took the records over.
    """

    __slots__ = ("_on_end", "_on_start", "_open", "received_at", "records")

    def __init__(
        self,
        opened: OpenBatch,
        records: Sequence[Any],
        received_at: float,
        on_start: Callable[[OpenBatch], bool],
        on_end: Callable[[OpenBatch], None],
    ) -> None:
        self._open = opened
        self._on_start = on_start
        self._on_end = on_end
        self.records = records
        self.received_at = received_at

    @property
    def topic(self) -> str:
        """Name of the topic."""
        return self._open.partition[0]

    @property
    def partition(self) -> int:
        """Number of the partition."""
        return self._open.partition[1]

    @property
    def topic_partition(self) -> TopicPartition:
        """Topic and partition number, the key of every mapping the consumer takes or gives."""
        return self._open.partition

    @property
    def first_offset(self) -> int:
        """Offset of the first record."""
        return self._open.first_offset

    @property
    def next_offset(self) -> int:
        """Offset of the last record, plus one."""
        return self._open.next_offset

    @property
    def abandoned(self) -> bool:
        """Whether the batch counts no more: the partition was revoked or rewound.

        Work on it may stop; its records are read again by whoever owns the partition.
        """
        return self._open.abandoned

    def start(self) -> bool:
        """Take the batch up; False when it was abandoned meanwhile, then skip it."""
        return self._on_start(self._open)

    def end(self) -> None:
        """Say that everything of the batch is done, so that its offset may be committed.

        To be called after success only, never on the way of an exception. Calling it twice or
        for an abandoned batch changes nothing.
        """
        self._on_end(self._open)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        return f"<{self.topic}[{self.partition}] {self.first_offset}..{self.next_offset - 1}>"
