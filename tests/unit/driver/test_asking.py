"""Which partitions are asked for records."""

from streams.driver.asking import Asking
from streams.driver.books import OffsetBooks
from streams.driver.settings import DriverSettings

PARTITIONS = [("chat", number) for number in range(4)]


def assigned() -> OffsetBooks:
    books = OffsetBooks()
    for partition in PARTITIONS:
        books.begin(partition, position=0, committed=None)
    return books


def test_only_active_partitions_that_are_not_busy_are_asked() -> None:
    books = assigned()
    asking = Asking(books, DriverSettings(max_batches_in_flight=2))
    books.open(PARTITIONS[0], 0, 1)
    books.open(PARTITIONS[1], 0, 1)
    busy = books.open(PARTITIONS[1], 1, 2)

    assert asking.partitions(PARTITIONS[:3], now=0.0) == [PARTITIONS[0], PARTITIONS[2]]
    books.end(busy)
    assert PARTITIONS[1] not in asking.partitions(PARTITIONS, now=0.0)


def test_a_partition_is_held_back_until_its_time() -> None:
    asking = Asking(assigned(), DriverSettings())
    asking.hold(PARTITIONS[2], until=10.0)

    assert PARTITIONS[2] not in asking.partitions(PARTITIONS, now=9.9)
    assert PARTITIONS[2] in asking.partitions(PARTITIONS, now=10.0)
    asking.hold(PARTITIONS[2], until=20.0)
    asking.release()
    assert PARTITIONS[2] in asking.partitions(PARTITIONS, now=10.0)


def test_the_cap_of_the_worker_is_shared_in_turns() -> None:
    asking = Asking(assigned(), DriverSettings(max_batches_total=1))

    turns = [asking.partitions(PARTITIONS, now=0.0) for _ in range(4)]
    assert sorted(turns) == [[partition] for partition in PARTITIONS]


def test_at_the_cap_nobody_is_asked() -> None:
    books = assigned()
    books.open(PARTITIONS[0], 0, 1)

    assert Asking(books, DriverSettings(max_batches_total=1)).partitions(PARTITIONS, 0.0) == []
