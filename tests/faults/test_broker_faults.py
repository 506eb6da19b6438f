"""The broker is away, hangs or is killed; the sanctions stay the same."""

import os
import signal

from tests.faults.conftest import NewStage
from tests.faults.harness import Event, Made, difference
from tests.faults.test_redis_faults import AWAY_SECONDS, finish, passed
from tests.servers.kafka import KafkaServer


async def test_a_broker_stopped_for_ten_seconds_changes_no_sanction(
    new_stage: NewStage, kafka: KafkaServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=4)
        worker = stage.start_worker()
        await stage.until_progress()
        kafka.stop()
        await passed(AWAY_SECONDS)
        assert worker.is_running
        kafka.start()
        await finish(stage, undisturbed)


async def test_a_broker_that_was_killed_changes_no_sanction(
    new_stage: NewStage, kafka: KafkaServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=4)
        worker = stage.start_worker()
        await stage.until_progress()
        kafka.kill()
        kafka.start()
        assert worker.is_running
        await finish(stage, undisturbed)


async def test_commits_that_time_out_at_a_broker_that_hangs_change_no_sanction(
    new_stage: NewStage, kafka: KafkaServer, stream: list[Event], undisturbed: Made
) -> None:
    async with new_stage() as stage:
        stage.feed(stream, seconds=4)
        worker = stage.start_worker()
        await stage.until_progress()
        os.kill(kafka.process_id, signal.SIGSTOP)
        try:
            await stage.until_logged(worker, "Commit failed")
        finally:
            os.kill(kafka.process_id, signal.SIGCONT)
        await finish(stage, undisturbed)
        assert difference(undisturbed, await stage.sanctions()) == {}
