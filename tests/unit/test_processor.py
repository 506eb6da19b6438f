"""The batches of a partition ask the windows in order; those of others need not wait for them."""

import asyncio
from types import SimpleNamespace
from typing import Any

from streams.driver.batch import RecordBatch
from streams.driver.books import OpenBatch
from streams.engine import Outcome, Prepared
from streams.metrics import Metrics
from streams.processor import Processor
from streams.sink import KafkaSink
from streams.undecodable import UndecodableGuard
from streams.windows.protocol import Origin, Partition

Named = tuple[str, int]


class Windows:
    """An engine whose first batch waits longer for its windows than all others."""

    def __init__(self) -> None:
        self.asked: list[Named] = []
        self.answered: list[Named] = []

    def prepare(self, topic: str, partition: int, records: Any) -> Prepared:
        origin = Origin(Partition(topic, partition), records[-1].offset + 1)
        return Prepared(origin, [SimpleNamespace()], [], len(records))  # type: ignore[list-item]

    async def decide(self, prepared: Prepared) -> Outcome:
        named = (prepared.origin.partition.topic, prepared.origin.next_offset)
        self.asked.append(named)
        await asyncio.sleep(0.05 if len(self.asked) == 1 else 0)
        self.answered.append(named)
        return Outcome([], [])

    def acknowledged(self, outcome: Outcome) -> None:
        pass


def batch(topic: str, offset: int, ended: asyncio.Queue[int]) -> RecordBatch:
    opened = OpenBatch((topic, 0), offset, offset, offset + 1)
    records = [SimpleNamespace(offset=offset, timestamp=0)]
    return RecordBatch(opened, records, 0.0, lambda _: True, lambda _: ended.put_nowait(offset))


async def processed(topics: list[str]) -> tuple[Windows, list[int]]:
    windows, ended = Windows(), asyncio.Queue[int]()
    guard = UndecodableGuard(share=0.5, records=100)
    sink = KafkaSink(None)
    processor = Processor(windows, sink, None, guard, Metrics(), 4)  # type: ignore[arg-type]
    for offset, topic in enumerate(topics):
        await processor.submit(batch(topic, offset, ended))
    return windows, [await ended.get() for _ in topics]


def test_batches_of_one_partition_ask_the_windows_one_after_the_other() -> None:
    windows, ended = asyncio.run(processed(["likes"] * 3))
    assert windows.answered == [("likes", 1), ("likes", 2), ("likes", 3)]
    assert ended == [0, 1, 2]


def test_another_partition_does_not_wait() -> None:
    windows, _ = asyncio.run(processed(["likes", "likes", "friend-adds"]))
    assert windows.answered == [("friend-adds", 3), ("likes", 1), ("likes", 2)]
