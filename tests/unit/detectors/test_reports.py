"""Reports by many, what each weighs, and texts that were reported."""

from typing import Any

import pytest

from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    Event,
    Found,
    Stage,
    event,
    found_in,
    message,
    only,
    open_message,
)

POLICY = only("reported-by-many", "room-reported")
REPORTED = {Found("reported-by-many", "spammer", "messaging")}
NOBODY: set[Found] = set()
OFFER = "한정 특가! 명품 가방 70% 세일, 지금 주문하세요 https://bags-sale.shop 카톡 bags77"
HINT = "배팅 이야기 나누실 분 들어오세요 소액 배팅 팁 공유합니다"


def found(events: list[Event]) -> set[Found]:
    return found_in(events, policy=POLICY)


def report(reporter: str, at_ms: int, reported: str = "spammer", **fields: Any) -> Event:
    given = {"reporter_type": "user", "reported_type": "account", "reason": "fraud", **fields}
    return event("user-reports", at_ms, reporter_id=reporter, reported_id=reported, **given)


def verdict(action: str, subject: str, at_ms: int) -> Event:
    fields = {"operator_id": "op", "subject_type": "account", "subject_id": subject}
    return event("operator-actions", at_ms, action=action, reason="looked at", **fields)


def known(number: int) -> list[Event]:
    """Reporters who reported somebody else before."""
    return [report(f"member-{n}", NOON - 3 * DAY + n, f"other-{n}") for n in range(number)]


def reports_of(number: int, kind: str = "member", step_ms: int = MINUTE) -> list[Event]:
    return [report(f"{kind}-{n}", NOON + n * step_ms) for n in range(number)]


def by_institution(at_ms: int = NOON + HOUR, **fields: Any) -> Event:
    return report("agency", at_ms, reporter_type="institution", **fields)


@pytest.mark.parametrize(("number", "expected"), [(5, REPORTED), (4, NOBODY)])
def test_five_people_who_reported_others_before_are_enough(
    number: int, expected: set[Found]
) -> None:
    assert found(known(number) + reports_of(number)) == expected


def test_what_reporters_did_before_may_be_read_late() -> None:
    assert found(reports_of(5) + known(5)) == REPORTED


def test_an_institutions_word_weighs_like_that_of_three() -> None:
    assert found([*known(2), *reports_of(2), by_institution()]) == REPORTED


def test_two_institutions_alone_are_fewer_than_three_reporters() -> None:
    other = report("ministry", NOON, reporter_type="institution")
    assert found([by_institution(), other]) == NOBODY


def test_a_brigade_of_new_accounts_within_minutes_weighs_little() -> None:
    assert found(reports_of(100, "throwaway", 5 * SECOND)) == NOBODY


def test_a_brigade_does_not_add_much_to_an_institution() -> None:
    brigade = reports_of(100, "throwaway", SECOND)
    assert found([*brigade, by_institution()]) == NOBODY


def test_people_without_a_history_who_come_over_weeks_count() -> None:
    assert found(reports_of(20, "person", DAY)) == REPORTED
    assert found(reports_of(19, "person", DAY)) == NOBODY


def test_one_reporter_counts_once_however_often_they_report() -> None:
    assert found([report("enemy", NOON + n * DAY) for n in range(29)]) == NOBODY


def test_three_newcomers_count_once_each_however_often_they_report() -> None:
    events = [report(f"enemy-{n % 3}", NOON + n * 8 * HOUR) for n in range(87)]
    assert found(events) == NOBODY


def test_people_with_a_history_count_once_each_however_often_they_report() -> None:
    often = [report(f"member-{n % 4}", NOON + n * HOUR) for n in range(40)]
    assert found(known(4) + often) == NOBODY


def test_reporters_whose_reports_were_refused_weigh_almost_nothing() -> None:
    refused = [
        one
        for number in range(2)
        for one in (
            *(report(f"member-{n}", NOON - 9 * DAY + n, f"decent-{number}") for n in range(5)),
            verdict("lift", f"decent-{number}", NOON - 8 * DAY + number),
        )
    ]
    assert REPORTED.isdisjoint(found(refused + reports_of(5)))
    assert found(refused[:6] + reports_of(5)) == REPORTED


def test_reporters_whose_report_was_upheld_weigh_fully() -> None:
    earlier = [report(f"member-{n}", NOON - 9 * DAY + n) for n in range(5)]
    upheld = verdict("uphold", "spammer", NOON - 8 * DAY)
    again = reports_of(5)
    assert found([*earlier, upheld, *again]) == REPORTED
    assert found([*earlier, *again]) == NOBODY


def test_reports_of_a_room_restrict_the_room() -> None:
    fields = {"reported_type": "room"}
    events = [report(f"person-{n}", NOON + n * DAY, "den", **fields) for n in range(20)]
    assert found(events) == {Found("room-reported", "den", "room")}


def test_reports_of_an_account_and_a_room_of_one_name_are_told_apart() -> None:
    events = [*known(4), *reports_of(4), by_institution(reported_type="room")]
    assert found(events) == NOBODY


def test_the_evidence_counts_points_and_reporters() -> None:
    stage = Stage(POLICY)
    [sanction] = stage.feed([*known(2), *reports_of(2), by_institution()])
    counts = {one.what: one.counted for one in sanction.evidence.counts}
    assert counts == {"points": 20, "reporters": 3}
    assert sanction.evidence.signals == ["report: fraud"]


# --- reported texts

TEXTS = only("reported-advertising", "illegal-site-reported")
TOUT = Found("reported-advertising", "tout", "messaging")


def offers(number: int) -> list[Event]:
    return [
        message("tout", f"room-{n}", OFFER, NOON + n * MINUTE, event_id=f"offer-{n}")
        for n in range(number)
    ]


def about(number: int, reporters: int = 9, reason: str = "advertising") -> list[Event]:
    return [
        report(f"reader-{n % reporters}", NOON + HOUR + n, "tout", reason=reason,
               about_event_id=f"offer-{n}")
        for n in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize("turned", [False, True], ids=["texts first", "reports first"])
def test_two_texts_that_two_readers_reported_are_found_in_either_order(turned: bool) -> None:
    events = [*offers(2), *about(2)]
    assert found_in(events[::-1] if turned else events, policy=TEXTS) == {TOUT}


def test_one_reported_text_is_one_below_the_threshold() -> None:
    reports = [*about(1), report("other", NOON + HOUR, "tout", about_event_id="offer-0")]
    assert found_in([*offers(3), *reports], policy=TEXTS) == NOBODY


def test_one_reader_who_reports_every_text_is_one_reporter() -> None:
    assert found_in([*offers(5), *about(5, reporters=1)], policy=TEXTS) == NOBODY


def test_reports_without_a_text_or_about_another_are_no_reported_texts() -> None:
    without = [report(f"reader-{n}", NOON + HOUR, "tout") for n in range(5)]
    other = [report(f"reader-{n}", NOON, "tout", about_event_id=f"x-{n}") for n in range(5)]
    assert found_in([*offers(5), *without, *other], policy=TEXTS) == NOBODY


def test_a_report_for_another_reason_does_not_say_that_a_text_advertises() -> None:
    assert found_in([*offers(2), *about(2, reason="other")], policy=TEXTS) == NOBODY


def test_reports_of_ones_own_texts_do_not_count() -> None:
    own = [report("tout", NOON + HOUR, "tout", about_event_id=f"offer-{n}", reason="advertising")
           for n in range(2)]  # fmt: skip
    assert found_in([*offers(2), *own, *about(1)], policy=TEXTS) == NOBODY


def test_ordinary_texts_may_be_reported() -> None:
    texts = [
        message("tout", "room", "그 영화 저는 별로였어요", NOON + n, event_id=f"offer-{n}")
        for n in range(5)
    ]
    assert found_in([*texts, *about(5)], policy=TEXTS) == NOBODY


def test_a_hint_at_betting_becomes_a_finding_by_one_report_within_a_month() -> None:
    hint = open_message("bookie", "room", HINT, NOON, event_id="hint")
    for later_ms, expected in ((29 * DAY, {"bookie"}), (31 * DAY, set())):
        fields = {"reason": "gambling", "about_event_id": "hint"}
        told = report("member", NOON + later_ms, "bookie", **fields)
        assert {one.subject for one in found_in([hint, told], policy=TEXTS)} == expected


def test_the_evidence_of_a_reported_text_shows_the_text() -> None:
    stage = Stage(TEXTS)
    stage.feed([*offers(2), *about(2)])
    [sanction] = stage.sanctions
    assert {one.excerpt for one in sanction.evidence.events} == {OFFER}
