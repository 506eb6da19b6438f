"""Titles and descriptions of open chats that advertise."""

from tests.unit.streams_of_events import DAY, NOON, Event, Found, Stage, event, found_in, only

POLICY = only("open-chat-title")
LOANS = "무직자 당일 대출 가능, 신용 상관없이 최대 3천만원 상담 카톡 loan7942"


def room(
    description: str, at_ms: int = NOON, owner: str = "lender", change: str = "created"
) -> Event:
    fields = {"room_id": "quick", "owner_id": owner, "title": "상담방", "change": change}
    return event("open-chat-rooms", at_ms, description=description, **fields)


def test_the_room_and_its_owner_are_restricted() -> None:
    assert found_in([room(LOANS)], policy=POLICY) == {
        Found("open-chat-title", "quick", "room"),
        Found("open-chat-title", "lender", "open-chat"),
    }


def test_the_owner_is_told_about_the_room_and_about_themselves() -> None:
    stage = Stage(POLICY)
    stage.feed([room(LOANS)])
    assert {one.account_id for one in stage.notifications} == {"lender"}
    assert len(stage.notifications) == 18


def test_whoever_owns_the_room_when_it_advertises_is_meant() -> None:
    events = [room("같이 걸어요", owner="first"), room(LOANS, NOON + DAY, "heir", "updated")]
    assert {one.subject for one in found_in(events, policy=POLICY)} == {"quick", "heir"}


def test_a_room_that_closes_is_left_alone() -> None:
    assert found_in([room(LOANS, change="closed")], policy=POLICY) == set()
