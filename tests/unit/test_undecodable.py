"""A worker stops when most of what it reads is no event."""

import pytest

from streams.errors import TooManyUndecodable
from streams.undecodable import UndecodableGuard


def guard() -> UndecodableGuard:
    return UndecodableGuard(share=0.5, records=100)


def test_all_good_records_are_let_pass_for_ever() -> None:
    watching = guard()
    for _ in range(1_000):
        watching.saw("likes", 100, 0)


def test_exactly_the_share_is_let_pass_and_one_more_is_not() -> None:
    guard().saw("likes", 100, 50)
    with pytest.raises(TooManyUndecodable, match=r"51 of the last 100 records.* lastly in likes"):
        guard().saw("likes", 100, 51)


def test_fewer_records_than_the_window_never_stop_the_worker() -> None:
    guard().saw("likes", 99, 99)


def test_bad_records_add_up_over_batches_and_topics() -> None:
    watching = guard()
    watching.saw("likes", 60, 60)
    with pytest.raises(TooManyUndecodable, match="lastly in friend-adds"):
        watching.saw("friend-adds", 60, 60)


def test_bad_records_of_long_ago_are_forgotten() -> None:
    watching = guard()
    watching.saw("likes", 90, 90)
    watching.saw("likes", 100, 0)
    watching.saw("likes", 90, 50)


def test_a_topic_that_turns_bad_stops_the_worker_however_much_was_good_before() -> None:
    watching = guard()
    for _ in range(1_000):
        watching.saw("likes", 1_000, 0)
    watching.saw("likes", 99, 99)
    with pytest.raises(TooManyUndecodable):
        watching.saw("likes", 1, 1)


def test_the_error_says_what_to_do() -> None:
    with pytest.raises(TooManyUndecodable, match="HAECHI_WORKER__UNDECODABLE_SHARE"):
        guard().saw("likes", 100, 100)
