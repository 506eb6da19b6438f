"""Redis is away, loses its last writes, or everything; the sanctions stay the same."""

import os
import signal
import time
from pathlib import Path

from aiokafka import TopicPartition

from config.settings import DEFAULT_POLICY, RedisSettings
from detectors.registry import detectors_of, load_checked_policy
from tests.faults.conftest import NewStage
from tests.faults.harness import Event, Made, Stage, difference, until
from tests.servers.redis import RedisServer

AWAY_SECONDS = 10.0
BUCKETS = RedisSettings().buckets
MASS_INVITES = "mass-group-invites"
POLICY = load_checked_policy(DEFAULT_POLICY)


async def passed(seconds: float) -> None:
    """Wait until an outage has lasted as long as it should."""
    end = time.monotonic() + seconds

    async def is_over() -> bool:
        return time.monotonic() >= end

    await until(is_over, "time passes", seconds + 5)


async def test_redis_that_hangs_for_ten_seconds_changes_no_sanction(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=4)
        worker = stage.start_worker()
        await stage.until_progress()
        os.kill(redis.process_id, signal.SIGSTOP)
        try:
            await passed(AWAY_SECONDS)
            assert worker.is_running
        finally:
            os.kill(redis.process_id, signal.SIGCONT)
        await finish(stage, undisturbed)


async def test_redis_away_for_ten_seconds_changes_no_sanction(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=4)
        worker = stage.start_worker()
        await stage.until_progress()
        redis.stop()
        await passed(AWAY_SECONDS)
        assert worker.is_running
        redis.start()
        await finish(stage, undisturbed)


async def test_redis_killed_and_short_of_its_last_writes_changes_no_sanction(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    """What a power cut takes of `appendfsync everysec`: the end of the append-only file."""
    async with new_stage() as stage:
        stage.feed(stream, seconds=6)
        worker = stage.start_worker()
        for _ in range(3):
            stage.redis_may_lose = True
            await stage.until_progress()
            kept = sum(file.stat().st_size for file in incremental(redis))
            await stage.until_progress()
            await stage.until_progress()
            redis.kill()
            for file in incremental(redis):
                os.truncate(file, kept)
            redis.start()
            await stage.until_progress()
        assert worker.is_running
        await finish(stage, undisturbed)


async def test_redis_that_came_back_empty_twice_changes_no_sanction(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.redis_may_lose = True
        stage.feed(stream, seconds=8)
        stage.start_worker()
        for share in (3, 2):
            await stage.until_committed(len(stream) // share)
            redis.kill()
            for file in (redis.directory / "appendonlydir").iterdir():
                file.unlink()
            redis.start()
            await stage.until_progress()
        await finish(stage, undisturbed)


async def test_redis_that_is_full_for_a_while_changes_no_sanction(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=3)
        worker = stage.start_worker()
        await stage.until_progress()
        with redis.client() as client:
            client.config_set("maxmemory", "1")
            await stage.until_logged(worker, "Redis can not write now")
            client.config_set("maxmemory", "0")
        await finish(stage, undisturbed)


async def test_a_worker_that_redis_forbids_to_write_goes_on_once_it_may(
    new_stage: NewStage, redis: RedisServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        with redis.client() as client:
            client.execute_command("ACL", "SETUSER", "default", "-eval", "-evalsha")
            await stage.produce(stream)
            worker = stage.start_worker()
            await stage.until_logged(worker, "Redis forbids a command")
            assert await stage.done() == 0
            client.execute_command("ACL", "SETUSER", "default", "+eval", "+evalsha")
        await finish(stage, undisturbed)


async def test_a_worker_that_can_not_go_on_stops_with_one_line_and_commits_nothing_of_it(
    new_stage: NewStage, redis: RedisServer, stream: list[Event]
) -> None:
    """It must not wait for a further batch to say so: here there is none."""
    invites = [one for one in stream if one.topic == "group-invites"][:20]
    inviter = (invites[-1].key or b"").decode()
    [shape] = {one.spec.shape for one in detectors_of(POLICY) if one.rule.id == MASS_INVITES}
    async with new_stage() as stage:
        with redis.client() as client:
            for bucket in range(BUCKETS):
                window = f"{MASS_INVITES}:{shape}:account:{inviter}"
                client.set(f"{stage.group}:{{{bucket}}}:acts:{window}", "no sorted set")
        origins = await stage.produce(invites)
        worker = stage.start_worker()
        assert await worker.ended() == 1
        committed = await stage.committed()
    topic, partition, offset = origins[-1]
    assert committed.get(TopicPartition(topic, partition), 0) <= offset
    said = [line for line in worker.output.splitlines() if "stopping:" in line]
    assert len(said) == 1
    assert "WRONGTYPE" in said[0]
    assert "Traceback" not in worker.output


async def finish(stage: Stage, undisturbed: Made) -> None:
    await stage.until_done()
    assert difference(undisturbed, await stage.sanctions()) == {}
    for worker in stage.workers:
        await worker.stop()


def incremental(redis: RedisServer) -> list[Path]:
    """The part of the append-only file that is written to."""
    return sorted((redis.directory / "appendonlydir").glob("*.incr.aof"))
