"""Redis came back without its last writes, or empty: whoever wrote them must notice."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import RedisSettings
from streams.errors import RedisUnavailable, WindowsLost
from streams.windows.protocol import Origin
from streams.windows.redis_store import RedisWindows
from tests.contract.test_strikes_and_progress import STRIKE
from tests.contract.timelines import PARTITION, about, act
from tests.servers.fixtures import StartRedis
from tests.servers.redis import RedisServer


@pytest.fixture
def redis(start_redis: StartRedis) -> RedisServer:
    return start_redis(append_only=True)


@pytest.fixture
async def windows(redis: RedisServer, unique_prefix: str) -> AsyncIterator[RedisWindows]:
    made = RedisWindows(RedisSettings(url=redis.url, prefix=unique_prefix))
    await made.begin({PARTITION: 0})
    yield made
    await made.close()


def written(redis: RedisServer) -> Path:
    """The part of the append-only file that grows."""
    (path,) = (redis.directory / "appendonlydir").glob("*.incr.aof")
    return path


def lose_all_after(redis: RedisServer, size: int) -> None:
    """What a power cut does: the end of the append-only file is gone."""
    redis.kill()
    os.truncate(written(redis), size)
    redis.start()


async def observe(windows: RedisWindows, number: int) -> None:
    origin = Origin(PARTITION, number)
    await windows.observe(origin, [about(act(f"e{number}", number, "a"))])


async def advance(windows: RedisWindows, offset: int) -> None:
    """Advance; the first call after a restart may find its connection closed."""
    try:
        await windows.advance({PARTITION: offset})
    except RedisUnavailable:
        await windows.advance({PARTITION: offset})


async def test_the_next_advance_notices_an_observation_that_was_lost(
    redis: RedisServer, windows: RedisWindows
) -> None:
    await observe(windows, 1)
    size = written(redis).stat().st_size
    await observe(windows, 2)
    lose_all_after(redis, size)
    with pytest.raises(WindowsLost):
        await advance(windows, 2)
    assert (await windows.progress([PARTITION]))[PARTITION] in {0, 1}


async def test_the_next_advance_notices_an_earlier_batch_that_was_written_last_and_lost(
    redis: RedisServer, windows: RedisWindows
) -> None:
    """Batches of one partition are under way together; Redis may see the second one first."""
    await observe(windows, 2)
    size = written(redis).stat().st_size
    await observe(windows, 1)
    lose_all_after(redis, size)
    with pytest.raises(WindowsLost):
        await advance(windows, 2)
    assert (await windows.progress([PARTITION]))[PARTITION] == 0


async def test_the_next_advance_notices_a_strike_that_was_lost(
    redis: RedisServer, windows: RedisWindows
) -> None:
    await observe(windows, 1)
    size = written(redis).stat().st_size
    await windows.strike([STRIKE], Origin(PARTITION, 1))
    lose_all_after(redis, size)
    with pytest.raises(WindowsLost):
        await advance(windows, 1)
    assert (await windows.progress([PARTITION]))[PARTITION] == 0


async def test_progress_does_not_reach_a_strike_that_was_lost_after_its_commit(
    redis: RedisServer, windows: RedisWindows
) -> None:
    """A worker that starts anew knows the committed offset and Redis' progress only."""
    await observe(windows, 1)
    size = written(redis).stat().st_size
    await windows.strike([STRIKE], Origin(PARTITION, 1))
    await windows.advance({PARTITION: 1})
    lose_all_after(redis, size)
    with pytest.raises(WindowsLost):
        await advance(windows, 1)
    assert (await windows.progress([PARTITION]))[PARTITION] == 0


async def test_a_strike_is_refused_by_a_redis_that_came_back_empty(
    redis: RedisServer, windows: RedisWindows
) -> None:
    """Counted there, it would be the first strike again."""
    await observe(windows, 1)
    with redis.client() as client:
        client.flushall()
    with pytest.raises(WindowsLost):
        await windows.strike([STRIKE], Origin(PARTITION, 1))


async def test_all_that_was_answered_and_not_lost_is_no_loss(
    redis: RedisServer, windows: RedisWindows
) -> None:
    await observe(windows, 1)
    await windows.strike([STRIKE], Origin(PARTITION, 1))
    lose_all_after(redis, written(redis).stat().st_size)
    await advance(windows, 1)
    assert await windows.progress([PARTITION]) == {PARTITION: 1}


async def test_a_worker_that_lost_the_partition_does_not_make_its_new_owner_lose_windows(
    redis: RedisServer, windows: RedisWindows, unique_prefix: str
) -> None:
    await observe(windows, 1)
    owner = RedisWindows(RedisSettings(url=redis.url, prefix=unique_prefix))
    await owner.begin({PARTITION: 0})
    await observe(windows, 2)
    await observe(owner, 1)
    await owner.advance({PARTITION: 1})
    await observe(windows, 3)
    await owner.advance({PARTITION: 2})
    await owner.close()
