"""One scenario: topics on a shared Kafka, a Redis of its own, workers as processes, and a watch.

    async with Stage(kafka, redis, directory) as stage:
        await stage.produce(stream)
        worker = stage.start_worker()
        await stage.until_done()
        worker.stop()
    assert await stage.sanctions() == undisturbed

While it runs, a watch samples the committed offsets and how far Redis holds the windows: a commit
ahead of Redis is kept in `violations`, which `until_done` raises.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError
from redis import Redis
from redis.exceptions import RedisError

from config.settings import RedisSettings
from config.topics import INPUTS, TOPICS
from streams.embedded import EmbeddedRedis, ServerProcess, free_ports
from streams.windows.redis_calls import TAKEN_MS
from tests.servers.redis import RedisServer

PARTITIONS = 3
BUCKETS = RedisSettings().buckets
POLL_SECONDS = 0.05
SLICE = 50
"""Events produced in one go when they are spread over a time."""

LONGEST_SECONDS = 90.0
KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH")
"""Variables of the tests that a worker is given."""

HAECHI_WORKER = ("-m", "streams.cli", "worker")
FAUST_WORKER = ("-m", "faust", "-A", "streams.app", "worker", "-l", "info")


class Event(NamedTuple):
    """One record to produce; `at_ms` is its timestamp in Kafka."""

    topic: str
    key: bytes | None
    value: bytes | None
    at_ms: int
    partition: int | None = None


Origin = tuple[str, int, int]
"""Topic, partition and offset of one record."""


class Sanctioned(NamedTuple):
    """What has to be the same about a sanction, however it came about."""

    rule_id: str
    subject: str
    scope: str
    measure: str
    strike: int


class Made(dict[str, Sanctioned]):
    """Sanctions by id."""

    def add(self, value: Mapping[str, Any]) -> Sanctioned:
        """Take one record in; returns what was known under its id."""
        return self.setdefault(value["sanction_id"], sanctioned(value))


class FaultError(AssertionError):
    """The system did what it must never do, or did not do in time what it must."""


async def until(
    condition: Callable[[], Awaitable[bool]], what: str, seconds: float = LONGEST_SECONDS
) -> None:
    """Poll until a condition holds."""
    deadline = time.monotonic() + seconds
    while not await condition():
        if time.monotonic() > deadline:
            raise FaultError(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(POLL_SECONDS)


class WorkerProcess:
    """A worker in a process of its own, ended by its process id at the latest with the stage."""

    def __init__(
        self,
        directory: Path,
        environment: Mapping[str, str],
        command: Sequence[str] = HAECHI_WORKER,
    ) -> None:
        self.web_port = free_ports(1)[0]
        self._errors = directory / f"worker-{self.web_port}-{time.monotonic_ns()}.log"
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        with self._errors.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env={
                    **kept,
                    "TMPDIR": str(directory),
                    "HAECHI_WORKER__WEB_PORT": str(self.web_port),
                    "HAECHI_WORKER__WEB_HOST": "127.0.0.1",
                    **environment,
                },
            )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    @property
    def output(self) -> str:
        """What it has written so far, to standard output and error."""
        return self._errors.read_text(errors="replace")

    def page(self, name: str) -> tuple[int, str]:
        """Status and text of one of its pages; status 0 while it does not answer."""
        url = f"http://127.0.0.1:{self.web_port}/{name}"
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:
                return int(answer.status), str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, str(error.read(), "utf-8")
        except OSError:
            return 0, ""

    def metric(self, name: str) -> float:
        """The sum over all labels of one of its metrics; 0 while it does not answer."""
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in self.page("metrics")[1].splitlines()
            if line.startswith((f"{name}{{", f"{name} "))
        )

    def kill(self) -> None:
        """End it at once: it can neither finish nor say goodbye."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Let it neither work nor say goodbye, as a machine that hangs."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def terminate(self) -> None:
        """Ask it to stop (SIGTERM)."""
        self._process.terminate()

    async def ended(self, seconds: float = 20.0) -> int:
        """Wait for its end; its exit code."""

        async def has_ended() -> bool:
            return not self.is_running

        await until(has_ended, f"the worker ends; it wrote:\n{self.output}", seconds)
        return self._process.returncode

    async def stop(self) -> None:
        """Ask it to stop, and see that it stops in order."""
        self.terminate()
        code = await self.ended()
        if code != 0:
            raise FaultError(f"the worker ended with {code}:\n{self.output}")

    def close(self) -> None:
        """End it, however it is."""
        if self.is_running:
            self._process.kill()
        self._process.wait()


class Stage:
    """Fresh topics, a Redis, and the workers on them.

    Args:
        kafka: whose topics of the contract are made anew.
        redis: empty; watched for how far it holds the windows.
        directory: for the workers' files.
        settings: further `HAECHI_…` variables of the workers.
    """

    def __init__(
        self,
        kafka: ServerProcess,
        redis: RedisServer | EmbeddedRedis,
        directory: Path,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.kafka = kafka
        self.redis = redis
        self.group = f"faults-{time.monotonic_ns()}"
        self.redis_may_lose = False
        self.workers: list[WorkerProcess] = []
        self.violations: list[str] = []
        self.samples = 0
        self._directory = directory
        self._ends: dict[TopicPartition, int] = {}
        self._settings = {
            "HAECHI_KAFKA__BROKERS": kafka.address,
            "HAECHI_KAFKA__GROUP_ID": self.group,
            "HAECHI_KAFKA__SESSION_TIMEOUT_MS": "2000",
            "HAECHI_KAFKA__REBALANCE_TIMEOUT_MS": "6000",
            "HAECHI_KAFKA__COMMIT_INTERVAL_MS": "200",
            "HAECHI_KAFKA__MAX_BATCH_RECORDS": "50",
            "HAECHI_KAFKA__CONNECT_TIMEOUT_MS": "60000",
            "HAECHI_REDIS__CONNECT_TIMEOUT_MS": "60000",
            "HAECHI_REDIS__TIMEOUT_MS": "1000",
            "HAECHI_WORKER__SHUTDOWN_SECONDS": "4",
            "HAECHI_REDIS__URL": redis.url,
            "HAECHI_REDIS__PREFIX": self.group,
            **(settings or {}),
        }
        self._watch: asyncio.Task[None] | None = None
        self._feed: asyncio.Task[list[Origin]] | None = None

    async def __aenter__(self) -> Self:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka.address)
        await self._admin.start()
        await self._make_topics()
        self._watch = asyncio.create_task(self._sample())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self.workers:
            worker.close()
        for task in (self._watch, self._feed):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self._admin.close()
        if error is not None:
            error.add_note("\n".join(self._told()))

    def _told(self) -> Iterable[str]:
        for number, worker in enumerate(self.workers):
            yield f"--- worker {number} ended with {worker.exit_code}\n{worker.output[-3_000:]}"

    # --- topics

    async def _make_topics(self) -> None:
        present = set(await self._admin.list_topics()) & set(TOPICS)
        if present:
            await self._admin.delete_topics(sorted(present))
        await until(self._has_no_topics, "the old topics are gone")
        await until(self._created_topics, "the topics are made")

    async def _has_no_topics(self) -> bool:
        return not set(await self._admin.list_topics()) & set(TOPICS)

    async def _created_topics(self) -> bool:
        wanted = [
            NewTopic(
                name,
                PARTITIONS if topic.partitioned else 1,
                1,
                topic_configs={"cleanup.policy": "compact" if topic.compacted else "delete"},
            )
            for name, topic in TOPICS.items()
        ]
        with suppress(TopicAlreadyExistsError):
            await self._admin.create_topics(wanted)
        described = await self._admin.describe_topics(list(TOPICS))
        return all(
            not topic["error_code"]
            and all(one["leader"] >= 0 and not one["error_code"] for one in topic["partitions"])
            for topic in described
        )

    async def produce(self, events: Sequence[Event], seconds: float = 0.0) -> list[Origin]:
        """Produce events in their order, spread over a time; returns where each has come to."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka.address, linger_ms=5)
        await producer.start()
        sent = []
        began = time.monotonic()
        try:
            for number, one in enumerate(events):
                if number % SLICE == 0:
                    due = began + seconds * number / len(events)
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                sent.append(
                    await producer.send(
                        one.topic,
                        value=one.value,
                        key=one.key,
                        partition=one.partition,
                        timestamp_ms=one.at_ms,
                    )
                )
            placed = await asyncio.gather(*sent)
        finally:
            await producer.stop()
        for one in placed:  # not asked of the broker: the embedded one does not know its ends
            tp = TopicPartition(one.topic, one.partition)
            self._ends[tp] = max(one.offset + 1, self._ends.get(tp, 0))
        return [(one.topic, one.partition, one.offset) for one in placed]

    def feed(self, events: Sequence[Event], seconds: float) -> None:
        """Produce in the background, behind what is being produced; `until_done` waits for it."""
        before = self._feed

        async def produce() -> list[Origin]:
            if before is not None:
                await before
            return await self.produce(events, seconds)

        self._feed = asyncio.create_task(produce())

    async def _end_offsets(self, topics: Iterable[str]) -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka.address)
        await consumer.start()
        try:
            ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions_of(topics))
            return ends
        finally:
            await consumer.stop()

    async def values(self, topic: str) -> list[dict[str, Any]]:
        """Every value of an output topic, repeats included, as JSON."""
        return [msgspec.json.decode(value) for _, value in await self.records(topic) if value]

    async def records(self, topic: str) -> list[tuple[bytes | None, bytes | None]]:
        """Keys and values of a topic, repeats included."""
        ends = {tp: at for tp, at in (await self._end_offsets([topic])).items() if at}
        found: list[tuple[bytes | None, bytes | None]] = []
        if not ends:
            return found
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.kafka.address, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            consumer.assign(list(ends))
            while any([await consumer.position(tp) < at for tp, at in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=1_000)).values():
                    found += [(record.key, record.value) for record in records]
        finally:
            await consumer.stop()
        return found

    async def sanctions(self) -> Made:
        """The sanctions by id; fails when two records with one id contradict each other."""
        found = Made()
        for one in await self.values("sanctions"):
            made = sanctioned(one)
            if found.add(one) != made:
                raise FaultError(f"two sanctions of one id: {made} and {found}")
        return found

    # --- workers

    def start_worker(self, command: Sequence[str] = HAECHI_WORKER) -> WorkerProcess:
        """Start a worker; returns at once."""
        worker = WorkerProcess(self._directory, self._settings, command)
        self.workers.append(worker)
        return worker

    async def committed(self) -> dict[TopicPartition, int]:
        """What the group has committed."""
        found = await self._admin.list_consumer_group_offsets(
            self.group, partitions=partitions_of(INPUTS)
        )
        return {tp: at.offset for tp, at in found.items() if at.offset >= 0}

    def reached(self) -> dict[TopicPartition, int]:
        """How far Redis says that it holds the windows."""
        with Redis.from_url(self.redis.url, socket_timeout=2) as client:
            fields: dict[bytes, bytes] = client.hgetall(f"{self.group}:{{0}}:progress")
        reached = {}
        for name, offset in fields.items():
            topic, _, number = name.decode().partition(":")
            if number.isdigit():
                reached[TopicPartition(topic, int(number))] = int(offset)
        return reached

    async def done(self) -> int:
        """How many records are committed."""
        return sum((await self.committed()).values())

    async def until_progress(self, seconds: float = LONGEST_SECONDS) -> None:
        """Wait until the windows reach further than they do now."""
        before = sum(self.reached().values())

        async def has_moved() -> bool:
            self.check()
            return sum(self.reached().values()) > before

        await until(has_moved, "the windows are reached further", seconds)

    async def is_settled(self) -> bool:
        """Whether no act waits for what may excuse it, and every lift that is due is told."""
        self.check()
        with suppress(RedisError):
            return not await asyncio.to_thread(self._waiting)
        return False

    def _waiting(self) -> int:
        """What a worker took and has not dealt with is due again within half a minute."""
        soon_ms = int(time.time() * 1_000) + TAKEN_MS
        waiting = 0
        with Redis.from_url(self.redis.url, socket_timeout=2) as client:
            for bucket in range(BUCKETS):
                base = f"{self.group}:{{{bucket}}}"
                waiting += int(client.zcard(f"{base}:unsettled"))
                waiting += int(client.zcount(f"{base}:lifts", "-inf", soon_ms))
        return waiting

    async def until_ready(self, worker: WorkerProcess) -> None:
        """Wait until a worker says that it is ready."""

        async def is_ready() -> bool:
            self.check()
            return (await asyncio.to_thread(worker.page, "readyz"))[0] == 200

        await until(is_ready, "the worker is ready")

    async def until_committed(self, records: int) -> None:
        """Wait until so many records are committed, all partitions together."""

        async def has_come_so_far() -> bool:
            self.check()
            with suppress(KafkaError):
                return await self.done() >= records
            return False

        await until(has_come_so_far, f"{records} records are committed")

    async def until_member_works(self, worker: WorkerProcess) -> None:
        """Wait until a worker has acknowledged batches: it owns partitions and works on them."""

        async def works() -> bool:
            self.check()
            return await asyncio.to_thread(worker.metric, "haechi_batches_total") > 0

        await until(works, "the worker ends batches")

    async def until_members(self, members: int) -> None:
        """Wait until the group has so many members and is at rest."""

        async def are_there() -> bool:
            self.check()
            with suppress(KafkaError):
                (answer,) = await self._admin.describe_consumer_groups([self.group])
                _, _, state, _, _, present, *_ = answer.groups[0]
                return state == "Stable" and len(present) == members
            return False

        await until(are_there, f"the group has {members} members")

    async def until_logged(self, worker: WorkerProcess, text: str) -> None:
        """Wait until a worker has written a text."""

        async def has_written() -> bool:
            return text in worker.output

        await until(has_written, f"the worker writes {text!r}")

    async def until_done(self, seconds: float = LONGEST_SECONDS) -> None:
        """Wait until everything that was produced is committed, and what waited is judged.

        Nothing must be amiss.
        """

        async def is_done() -> bool:
            self.check()
            if self._feed is not None and not self._feed.done():
                return False
            with suppress(KafkaError):
                committed = await self.committed()
                return all(committed.get(tp, 0) == at for tp, at in self._ends.items())
            return False

        await until(is_done, "everything is committed", seconds)
        await until(self.is_settled, "all acts that waited are judged, and lifts told", seconds)
        if self._feed is not None:
            await self._feed
        self.check()

    def check(self) -> None:
        """Fail when a commit was ahead of Redis, or a worker wrote a traceback."""
        if self.violations:
            raise FaultError("; ".join(self.violations))
        for worker in self.workers:
            if "Traceback" in worker.output:
                raise FaultError(f"a worker wrote a traceback:\n{worker.output}")

    # --- the watch

    async def _sample(self) -> None:
        """Compare commits with Redis: first the commits, then Redis, which may only be ahead."""
        while True:
            with suppress(KafkaError, RedisError, OSError):
                committed = await self.committed()
                reached = await asyncio.to_thread(self.reached)
                if not self.redis_may_lose:
                    self.samples += 1
                    self.violations += [
                        f"{tp} is committed up to {at}, Redis holds {reached.get(tp)}"
                        for tp, at in committed.items()
                        if at > reached.get(tp, 0)
                    ]
            await asyncio.sleep(POLL_SECONDS)


def partitions_of(topics: Iterable[str]) -> list[TopicPartition]:
    """All partitions of some topics of a stage."""
    return [
        TopicPartition(name, number)
        for name in topics
        for number in range(PARTITIONS if TOPICS[name].partitioned else 1)
    ]


def sanctioned(value: Mapping[str, Any]) -> Sanctioned:
    """What has to be the same about a sanction."""
    subject = f"{value['subject_type']}:{value['subject_id']}"
    return Sanctioned(value["rule_id"], subject, value["scope"], value["measure"], value["strike"])


def difference(expected: Made, found: Made) -> dict[str, list[Sanctioned]]:
    """What is missing and what is too many; empty lists are left out."""
    differs = {
        "missing": [expected[name] for name in sorted(expected.keys() - found.keys())],
        "unexpected": [found[name] for name in sorted(found.keys() - expected.keys())],
    }
    return {name: sanctions for name, sanctions in differs.items() if sanctions}
