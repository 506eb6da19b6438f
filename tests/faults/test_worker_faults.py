"""Workers are killed, freeze, join and leave; the sanctions stay the same."""

import asyncio
import random

from tests.faults.conftest import NewStage
from tests.faults.harness import Event, Made, difference


def test_an_undisturbed_worker_makes_the_sanctions_of_a_replay(
    undisturbed: Made, replayed: Made
) -> None:
    assert difference(replayed, undisturbed) == {}
    assert len(undisturbed) > 40


async def test_ten_kills_of_the_worker_under_load_change_no_sanction(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    chance = random.Random(20_260_101)
    async with new_stage() as stage:
        stage.feed(stream, seconds=22)
        for _ in range(10):
            worker = stage.start_worker()
            await stage.until_progress()
            await asyncio.sleep(chance.uniform(0.0, 0.3))  # the moment is meant to be any
            worker.kill()
        stage.start_worker()
        await stage.until_done()
        assert difference(undisturbed, await stage.sanctions()) == {}


async def test_workers_that_join_leave_and_are_killed_change_no_sanction(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    third_part = len(stream) // 3
    async with new_stage() as stage:
        await stage.produce(stream[:third_part])
        first = stage.start_worker()
        await stage.until_progress()
        second = stage.start_worker()
        await stage.until_members(2)
        stage.feed(stream[third_part : 2 * third_part], seconds=3)
        await stage.until_member_works(second)
        await second.stop()
        third = stage.start_worker()
        await stage.until_members(2)
        stage.feed(stream[2 * third_part :], seconds=3)
        await stage.until_member_works(third)
        third.kill()
        await stage.until_done()
        await first.stop()
        assert difference(undisturbed, await stage.sanctions()) == {}


async def test_a_worker_that_froze_and_lost_its_partitions_changes_no_sanction(
    new_stage: NewStage, stream: list[Event], undisturbed: Made
) -> None:
    """Its commits fail for real: the group has moved on while it stood still."""
    async with new_stage() as stage:
        stage.feed(stream, seconds=12)
        frozen, other = stage.start_worker(), stage.start_worker()
        await stage.until_member_works(frozen)
        await stage.until_member_works(other)
        frozen.freeze()
        await stage.until_members(1)
        await stage.until_progress()
        frozen.thaw()
        await stage.until_members(2)
        await stage.until_done()
        await frozen.stop()
        await other.stop()
        assert difference(undisturbed, await stage.sanctions()) == {}
