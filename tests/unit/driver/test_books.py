"""The offset books, drawn as timelines of one partition."""

import pytest

from streams.driver.books import OffsetBooks
from streams.driver.errors import OutOfOrderError

CHAT = ("chat", 0)
INVITES = ("invites", 3)


@pytest.fixture
def books() -> OffsetBooks:
    books = OffsetBooks()
    books.begin(CHAT, position=100, committed=100)
    return books


def test_nothing_is_committable_before_a_batch_ended(books: OffsetBooks) -> None:
    books.start(books.open(CHAT, 100, 110))

    assert books.committable() == {}


def test_a_commit_never_passes_an_open_batch(books: OffsetBooks) -> None:
    #  100      110      120      130
    #  | open   | ended  | ended  |
    first = books.open(CHAT, 100, 110)
    second = books.open(CHAT, 110, 120)
    third = books.open(CHAT, 120, 130)

    books.end(third)
    books.end(second)
    assert books.committable() == {}

    books.end(first)
    assert books.committable() == {CHAT: 130}


def test_one_unfinished_record_after_the_commit_holds_the_offset_back() -> None:
    """Committed 2585; 2586 to 2589 are done, 2585 is not: nothing may be committed."""
    books = OffsetBooks()
    books.begin(CHAT, position=2585, committed=2585)
    books.open(CHAT, 2585, 2586)
    for offset in range(2586, 2590):
        books.end(books.open(CHAT, offset, offset + 1))

    assert books.committable() == {}
    assert books.in_flight(CHAT) == 5


def test_a_failed_commit_leaves_its_offset_committable(books: OffsetBooks) -> None:
    books.end(books.open(CHAT, 100, 110))
    attempt = books.committable()
    assert attempt == books.committable() == {CHAT: 110}
    assert books.last_committed(CHAT) == 100

    books.committed(attempt)
    assert books.committable() == {}
    assert books.last_committed(CHAT) == 110


def test_a_gap_is_neither_waited_for_nor_acknowledged(books: OffsetBooks) -> None:
    #  100      110 . . . 150      160 . . 165
    #   [ ended ]  gap     [ open  ]  gap
    books.end(books.open(CHAT, 100, 110))
    behind = books.open(CHAT, 150, 160)
    books.pass_gap(CHAT, 165)
    assert books.committable() == {CHAT: 110}
    assert books.lag(CHAT, 165) == 15

    books.end(behind)
    assert books.committable() == {CHAT: 160}
    assert books.lag(CHAT, 165) == 0


def test_ending_twice_changes_nothing(books: OffsetBooks) -> None:
    batch = books.open(CHAT, 100, 110)

    assert books.end(batch)
    assert not books.end(batch)
    assert books.in_flight_total == 0


def test_a_dropped_partition_abandons_its_batches(books: OffsetBooks) -> None:
    batch = books.open(CHAT, 100, 110)
    books.drop([CHAT, INVITES])
    books.begin(CHAT, position=100, committed=100)

    assert not books.start(batch)
    assert not books.end(batch)
    assert books.committable() == {}
    assert books.in_flight_total == 0


def test_a_rewind_makes_the_lower_offset_committable(books: OffsetBooks) -> None:
    batch = books.open(CHAT, 100, 110)
    books.rewind(CHAT, 40)

    assert not books.end(batch)
    assert books.position(CHAT) == 40
    assert books.committable() == {CHAT: 40}


def test_what_no_agent_took_up_is_read_again(books: OffsetBooks) -> None:
    started = books.open(CHAT, 100, 110)
    books.pass_gap(CHAT, 120)
    queued = books.open(CHAT, 125, 130)
    books.start(started)
    books.abandon_unstarted(CHAT)

    assert books.position(CHAT) == 120
    assert not books.start(queued)
    assert books.unfinished([CHAT]) == [started]
    assert books.end(started)
    assert books.committable() == {CHAT: 110}


def test_what_has_not_ended_is_read_again(books: OffsetBooks) -> None:
    books.end(books.open(CHAT, 100, 110))
    books.start(books.open(CHAT, 110, 120))
    books.end(books.open(CHAT, 120, 130))
    books.abandon_unfinished(CHAT)

    assert books.position(CHAT) == 110
    assert books.committable() == {CHAT: 110}
    assert books.in_flight_total == 0


def test_a_partition_without_a_commit_is_committable_once_something_ended() -> None:
    books = OffsetBooks()
    books.begin(CHAT, position=7, committed=None)
    assert books.committable() == {}
    assert books.last_committed(CHAT) is None

    books.end(books.open(CHAT, 7, 8))
    assert books.committable() == {CHAT: 8}


def test_a_start_chosen_below_the_commit_is_committable_at_once() -> None:
    books = OffsetBooks()
    books.begin(CHAT, position=10, committed=500)

    assert books.committable() == {CHAT: 10}


@pytest.mark.parametrize(("first", "after"), [(99, 110), (100, 100), (110, 105)])
def test_a_batch_before_the_position_or_empty_is_refused(
    books: OffsetBooks, first: int, after: int
) -> None:
    with pytest.raises(OutOfOrderError):
        books.open(CHAT, first, after)
