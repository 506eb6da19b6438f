"""The books against a model that remembers every single offset."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from streams.driver.books import OffsetBooks, OpenBatch

PARTITIONS = [("chat", 0), ("chat", 1)]


class BooksMachine(RuleBasedStateMachine):
    """Hands out, ends, commits (or fails to), rewinds and revokes in any order.

    The model of a partition: offsets that hold a record, and of these the ones that are done.
    Offsets outside of it are gaps.
    """

    def __init__(self) -> None:
        super().__init__()
        self.books = OffsetBooks()
        self.batches: list[OpenBatch] = []
        self.open_records: dict[tuple[str, int], set[int]] = {}
        self.done_records: dict[tuple[str, int], set[int]] = {}
        self.start: dict[tuple[str, int], int] = {}

    partitions = st.sampled_from(PARTITIONS)

    @rule(partition=partitions, position=st.integers(0, 50), committed=st.booleans())
    def assign(self, partition: tuple[str, int], position: int, committed: bool) -> None:
        self.books.begin(partition, position, position if committed else None)
        self._forget(partition, position)

    @rule(partition=partitions)
    def revoke(self, partition: tuple[str, int]) -> None:
        self.books.drop([partition])
        self.open_records.pop(partition, None)

    @precondition(lambda self: self.open_records)
    @rule(data=st.data(), gap=st.integers(0, 3), size=st.integers(1, 5), hole=st.integers(0, 3))
    def hand_out(self, data: st.DataObject, gap: int, size: int, hole: int) -> None:
        partition = data.draw(st.sampled_from(sorted(self.open_records)))
        position = self.books.position(partition)
        assert position is not None
        first = position + gap
        batch = self.books.open(partition, first, first + size)
        self.batches.append(batch)
        self.open_records[partition] |= set(range(first, first + size))
        self.books.pass_gap(partition, first + size + hole)

    @precondition(lambda self: self.batches)
    @rule(data=st.data(), start=st.booleans(), end=st.booleans())
    def work(self, data: st.DataObject, start: bool, end: bool) -> None:
        batch = data.draw(st.sampled_from(self.batches))
        if start:
            self.books.start(batch)
        if end and self.books.end(batch):
            records = set(range(batch.first_offset, batch.next_offset))
            self.open_records[batch.partition] -= records
            self.done_records[batch.partition] |= records

    @precondition(lambda self: self.open_records)
    @rule(data=st.data(), offset=st.integers(0, 60))
    def rewind(self, data: st.DataObject, offset: int) -> None:
        partition = data.draw(st.sampled_from(sorted(self.open_records)))
        self.books.rewind(partition, offset)
        self._forget(partition, offset)

    @precondition(lambda self: self.open_records)
    @rule(data=st.data(), started_ones_stay=st.booleans())
    def take_back(self, data: st.DataObject, started_ones_stay: bool) -> None:
        partition = data.draw(st.sampled_from(sorted(self.open_records)))
        if started_ones_stay:
            self.books.abandon_unstarted(partition)
        else:
            self.books.abandon_unfinished(partition)
        position = self.books.position(partition)
        assert position is not None
        for records in (self.open_records[partition], self.done_records[partition]):
            records -= {offset for offset in records if offset >= position}

    @rule(succeeds=st.booleans())
    def commit(self, succeeds: bool) -> None:
        attempt = self.books.committable()
        if succeeds:
            self.books.committed(attempt)
        assert self.books.committable() == ({} if succeeds else attempt)

    @invariant()
    def what_is_committable_never_passes_an_open_record(self) -> None:
        for partition, offset in self.books.committable().items():
            assert all(record >= offset for record in self.open_records[partition])

    @invariant()
    def what_is_committable_is_the_start_or_one_past_a_record_that_is_done(self) -> None:
        for partition, offset in self.books.committable().items():
            assert offset == self.start[partition] or offset - 1 in self.done_records[partition]

    @invariant()
    def every_open_record_is_before_the_position(self) -> None:
        for partition, records in self.open_records.items():
            position = self.books.position(partition)
            assert position is not None
            assert all(record < position for record in records)

    @invariant()
    def the_total_is_the_sum_of_the_partitions(self) -> None:
        assert self.books.in_flight_total == sum(map(self.books.in_flight, self.books))

    def _forget(self, partition: tuple[str, int], position: int) -> None:
        self.open_records[partition] = set()
        self.done_records[partition] = set()
        self.start[partition] = position


TestBooks = BooksMachine.TestCase
