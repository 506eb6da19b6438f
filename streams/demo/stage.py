"""A stage for the demo and for measurements: embedded servers, topics and one worker."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from typing import IO, Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from config.topics import TOPICS
from streams.embedded import embedded_broker, embedded_redis, free_ports
from streams.errors import EmbeddedServerError

PARTITIONS = 2
READY_SECONDS = 60.0
STOP_SECONDS = 20.0

Record = tuple[str, bytes, bytes]


class Stage:
    """Servers and a worker, until the `with` block ends.

    Args:
        session_timeout_ms: of the consumer group; joining it takes the embedded broker half of it.
    """

    def __init__(self, session_timeout_ms: int = 2_000) -> None:
        self._session_timeout_ms = session_timeout_ms
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start the servers and create the topics.

        Raises:
            EmbeddedServerError: the extra `embedded` is missing, or a server does not start.
        """
        with ExitStack() as stack:
            self.broker = stack.enter_context(embedded_broker())
            self.redis = stack.enter_context(embedded_redis())
            asyncio.run(self._create_topics())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def _create_topics(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.broker.address)
        await admin.start()
        await admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in TOPICS])
        await admin.close()

    def start_worker(self) -> "WorkerProcess":
        """A worker that owns all partitions; stopped with the stage."""
        log = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - by the stack
        environment = {
            "HAECHI_KAFKA__BROKERS": self.broker.address,
            "HAECHI_REDIS__URL": self.redis.url,
            "HAECHI_KAFKA__SESSION_TIMEOUT_MS": str(self._session_timeout_ms),
        }
        worker = WorkerProcess(environment, log)
        self._stack.callback(worker.stop)
        worker.wait_until_ready()
        return worker

    def fill(self, records: Iterable[Record]) -> None:
        """Produce records as fast as the broker takes them."""
        asyncio.run(self._fill(records))

    async def _fill(self, records: Iterable[Record]) -> None:
        async with self.producer(linger_ms=20, max_batch_size=512 * 1024) as producer:
            for topic, key, value in records:
                await producer.send(topic, value, key=key)

    @asynccontextmanager
    async def producer(self, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
        """A started producer; its records are with the broker when the block ends."""
        producer = AIOKafkaProducer(bootstrap_servers=self.broker.address, **options)
        await producer.start()
        try:
            yield producer
        finally:
            await producer.stop()


class WorkerProcess:
    """`haechi worker` as a process of its own; what it logs goes to `log`."""

    def __init__(self, environment: Mapping[str, str], log: IO[bytes]) -> None:
        (self._port,) = free_ports(1)
        self._log = log
        clean = {name: value for name, value in os.environ.items() if name[:7] != "HAECHI_"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli", "worker"],
            env={**clean, **environment, "HAECHI_WORKER__WEB_PORT": str(self._port)},
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal reaches the demo, which stops it
        )
        self.process_id = self._process.pid

    def wait_until_ready(self) -> None:
        """Wait for the worker to own partitions.

        Raises:
            EmbeddedServerError: it ended, or is not ready within a minute.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz").close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise EmbeddedServerError("the worker did not get ready within a minute")

    def check(self) -> None:
        """See that it runs.

        Raises:
            EmbeddedServerError: it ended; carries the last line that it logged.
        """
        if self._process.poll() is not None:
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").splitlines() or ["no message"]
            raise EmbeddedServerError(f"the worker ended: {lines[-1]}")

    def suspend(self) -> None:
        """Stop it where it is, so that a backlog can be laid out."""
        os.kill(self.process_id, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.process_id, signal.SIGCONT)

    def metric(self, name: str) -> float:
        """Sum of a metric over its labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if _is_sample(line, name))

    def wait_for_events(self, events: int, poll_seconds: float = 0.1) -> None:
        """Wait until so many events were acknowledged."""
        while self.metric("haechi_events_total") < events:
            self.check()
            time.sleep(poll_seconds)

    def stop(self) -> None:
        """End it, in order if it lets us."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _is_sample(line: str, name: str) -> bool:
    return line.startswith((f"{name}{{", f"{name} "))
