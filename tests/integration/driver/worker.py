"""A small worker program: ``python -m tests.integration.driver.worker ADDRESS TOPIC SECONDS``.

It works on each batch for some seconds, a few at a time, and prints a line for every batch it has
ended, so that a test may kill it at any moment and know what was done.
"""

import asyncio
import logging
import sys

import faust

from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from tests.integration.driver.workers import build_app

_tasks: set[asyncio.Task[None]] = set()


def main() -> None:
    """Run until a signal comes."""
    address, topic, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])

    async def work(batch: RecordBatch) -> None:
        if batch.start():
            say(f"started {batch.first_offset} {batch.next_offset}")
            await asyncio.sleep(seconds)
            batch.end()
            say(f"ended {batch.first_offset} {batch.next_offset}")

    async def handle(batch: RecordBatch) -> None:
        task = asyncio.get_running_loop().create_task(work(batch))
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)

    app = build_app(address, topic, topic, handle, DriverSettings(max_batch_records=10))
    worker = faust.Worker(app, loglevel=logging.WARNING, redirect_stdouts=False, quiet=True)
    worker.execute_from_commandline()


def say(line: str) -> None:
    """Print a line at once; a killed process keeps nothing back."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
