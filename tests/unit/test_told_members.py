"""Members of a crowd are told until what followed is acknowledged, and again if it may be lost."""

import asyncio

from streams.engine import Outcome
from streams.recorded import Line
from tests.unit.streams_of_events import MINUTE, NOON, Stage, message, only

POLICY = only("advertising-campaign")
TEXT = "토토 사이트 첫충 30% 매일 페이백, 가입코드 win77 텔레그램 @winbet777"
EIGHT = {f"bot-{n}" for n in range(8)}


def sent(stage: Stage, first: int, number: int) -> Outcome:
    """The advertisement, by so many accounts from the first on, in one batch."""
    events = [
        message(f"bot-{n}", f"room-{n}", TEXT, NOON + n * MINUTE)
        for n in range(first, first + number)
    ]
    records = [Line("chat-messages", 0, first + n, one.value) for n, one in enumerate(events)]
    prepared = stage.engine.prepare("chat-messages", 0, records)
    return asyncio.run(stage.engine.decide(prepared))


def found(outcome: Outcome) -> set[str]:
    return {finding.decision.subject_id for finding in outcome.findings}


def test_members_are_told_again_as_long_as_nothing_is_acknowledged() -> None:
    stage = Stage(POLICY)
    assert found(sent(stage, 0, 8)) == EIGHT
    assert found(sent(stage, 8, 1)) == EIGHT | {"bot-8"}


def test_acknowledged_members_are_not_worked_out_again() -> None:
    stage = Stage(POLICY)
    stage.engine.acknowledged(sent(stage, 0, 8))
    assert found(sent(stage, 8, 1)) == {"bot-8"}


def test_all_are_told_again_once_windows_may_have_been_lost() -> None:
    stage = Stage(POLICY)
    stage.engine.acknowledged(sent(stage, 0, 8))
    stage.engine.forget_told()
    assert found(sent(stage, 8, 1)) == EIGHT | {"bot-8"}
