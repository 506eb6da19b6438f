"""The composition root: everything the worker is made of, built from the settings.

`faust -A streams.app worker` finds `app` here. Importing reads settings and policy and connects to
nothing; connections are made when the worker starts.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import time
from typing import Any

import faust
from yarl import URL

from config.errors import ConfigurationError
from config.policy import Policy
from config.settings import KafkaSettings, Settings, load_settings
from config.topics import INPUTS
from detectors.registry import load_checked_policy
from detectors.text import load_model
from streams import web
from streams.driver.batch import RecordBatch
from streams.driver.settings import DriverSettings
from streams.driver.tables import PromptTables
from streams.engine import Engine
from streams.history import KafkaHistory
from streams.kafka_client import faust_credentials
from streams.metrics import Metrics
from streams.policy_watch import PolicyWatch
from streams.processor import Processor
from streams.recovery import Recovery
from streams.sink import KafkaSink
from streams.timekeeper import Timekeeper
from streams.undecodable import UndecodableGuard
from streams.windows.redis_store import RedisWindows

LOG = logging.getLogger("haechi")

LOOK_SECONDS = 0.5
"""How often the worker looks for what is due: a lift is late by this at most."""


class Worker(faust.Worker):  # type: ignore[misc]  # Faust is untyped
    """A Faust worker that ends with exit code 1 when it had to give up."""

    def execute_from_commandline(self) -> None:
        """Run until stopped.

        Raises:
            SystemExit: always; code 1 when the app failed.
        """
        try:
            super().execute_from_commandline()
        finally:
            if self.app.failure is not None:
                sys.exit(1)


class App(faust.App):  # type: ignore[misc]  # Faust is untyped
    """Faust's app, with what its one agent works with."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.driver_settings = driver_settings(settings)
        self.metrics = Metrics()
        self.policy = load_checked_policy(settings.policy_file)
        self.failure: BaseException | None = None
        self.windows: RedisWindows | None = None
        self.processor: Processor | None = None
        self.recovery: Recovery | None = None
        self.timekeeper: Timekeeper | None = None
        self.policy_watch: PolicyWatch | None = None
        self.looking: asyncio.Task[None] | None = None
        super().__init__(**faust_options(settings))

    async def on_start(self) -> None:
        """Build what needs the model and connections."""
        await super().on_start()
        settings = self.settings
        tolerance_ms = settings.worker.future_tolerance_seconds * 1_000
        windows = self.windows = RedisWindows(settings.redis)

        def engine_of(policy: Policy) -> Engine:
            return Engine(policy, load_model(), windows, lambda: _now_ms() + tolerance_ms)

        engine = engine_of(self.policy)
        history = KafkaHistory(settings.kafka)
        sink = KafkaSink(self)
        self.recovery = Recovery(windows, history, self.engine)
        guard = UndecodableGuard(
            settings.worker.undecodable_share, settings.worker.undecodable_window_records
        )
        self.processor = Processor(
            engine,
            sink,
            self.recovery,
            guard,
            self.metrics,
            settings.worker.max_batches_in_flight,
        )
        self.processor.give_up = self.give_up
        self.timekeeper = Timekeeper(self.engine, windows, sink, self._ends, _now_ms, self.metrics)
        self.policy_watch = PolicyWatch(
            settings.policy_file, self.policy, self._adopt(engine_of), self.metrics
        )
        self.recovery.consumer = self.consumer
        self.recovery.give_up = self.give_up
        self.consumer.starting_offsets = self.recovery.starting_offsets
        self.consumer.before_commit = self.recovery.before_commit
        gc.collect()
        gc.freeze()  # all this lives as long as the worker, and a look through it takes 30 ms

    def engine(self) -> Engine:
        """The engine of the policy that is in force."""
        if self.processor is None:
            raise RuntimeError("the worker has not started")
        return self.processor.engine

    async def _ends(self, topics: Sequence[str]) -> Mapping[Any, int]:
        ends: Mapping[Any, int] = await self.consumer.ends_of(topics)
        return ends

    def _adopt(self, engine_of: Callable[[Policy], Engine]) -> Callable[[Policy], None]:
        """Put another policy in force, from the next batch on."""

        def adopt(policy: Policy) -> None:
            if self.processor is not None:
                self.processor.engine = engine_of(policy)
                self.policy = policy

        return adopt

    async def submit(self, batch: RecordBatch) -> None:
        """Hand a batch to the processor; see `Processor.submit`."""
        if self.processor is not None:
            await self.processor.submit(batch)

    async def watch(self) -> None:
        """See `Recovery.watch`."""
        if self.recovery is not None:
            await self.recovery.watch()

    def look(self) -> None:
        """See `Timekeeper.look` and `PolicyWatch.look`; one look at a time is under way."""
        if self.timekeeper is None or self.policy_watch is None:
            return
        if self.looking is None or self.looking.done():
            self.policy_watch.look()
            self.looking = asyncio.create_task(self.timekeeper.look())
            self.looking.add_done_callback(self._looked)

    def _looked(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.give_up(error)

    async def on_stop(self) -> None:
        """Stop in order: first Faust's consumer and producer, which need Redis, then Redis."""
        await super().on_stop()
        if self.looking is not None:
            self.looking.cancel()  # what it took is due again soon
        if self.windows is not None:
            await self.windows.close()

    def give_up(self, error: BaseException) -> None:
        """Say why in one line, and stop in order; the process ends with code 1."""
        if self.failure is None:
            self.failure = error
            LOG.critical("stopping: %s", error or repr(error))
            os.kill(os.getpid(), signal.SIGTERM)


def driver_settings(settings: Settings) -> DriverSettings:
    """The driver's share of the settings."""
    kafka = settings.kafka
    return DriverSettings(
        fetch_max_wait_ms=kafka.fetch_max_wait_ms,
        max_batch_records=kafka.max_batch_records,
        max_batches_in_flight=kafka.max_batches_in_flight,
        shutdown_wait_seconds=float(settings.worker.shutdown_seconds),
    )


def faust_options(settings: Settings) -> dict[str, Any]:
    """Faust's options."""
    kafka, worker = settings.kafka, settings.worker
    seconds = {
        "broker_commit_interval": kafka.commit_interval_ms / 1_000,
        "broker_session_timeout": kafka.session_timeout_ms / 1_000,
        "broker_heartbeat_interval": kafka.session_timeout_ms / 5_000,
        "broker_rebalance_timeout": kafka.rebalance_timeout_ms / 1_000,
        "broker_request_timeout": kafka.request_timeout_ms / 1_000,
    }
    return {
        "id": kafka.group_id,
        "broker": _broker_urls(kafka),
        "broker_credentials": faust_credentials(kafka),
        "consumer_auto_offset_reset": kafka.start_from,
        "producer_linger": 0,
        "producer_acks": -1,
        "topic_disable_leader": True,
        "topic_allow_declare": False,
        "autodiscover": False,
        "datadir": Path(tempfile.gettempdir()) / f"haechi-{kafka.group_id}",
        "web_host": worker.web_host,
        "web_bind": worker.web_host,
        "web_port": worker.web_port,
        "worker_redirect_stdouts": False,
        "TableManager": PromptTables,
        "Worker": Worker,
        **seconds,
    }


def _broker_urls(kafka: KafkaSettings) -> list[URL]:
    return [URL(f"haechi://{broker}") for broker in kafka.brokers.split(",")]


def create_app(settings: Settings) -> App:
    """The app with its agent, its watch and its pages."""
    app = App(settings)
    inputs = app.topic(*INPUTS, key_serializer="raw", value_serializer="raw")

    @app.agent(inputs, name="detect")
    async def detect(batches: Any) -> None:
        """Hand every batch of every input topic to the processor."""
        try:
            async for batch in batches:
                await app.submit(batch)
        except Exception as error:  # noqa: BLE001 - the agent boundary: stop, acknowledge nothing
            app.give_up(error)

    @app.timer(interval=settings.kafka.commit_interval_ms / 1_000, name="watch")
    async def watch() -> None:
        """Notice when Redis lost windows of idle partitions."""
        await app.watch()

    @app.timer(interval=LOOK_SECONDS, name="look")
    async def look() -> None:
        """Lift what is over, judge what waited, take up a changed policy."""
        app.look()

    web.add_pages(app)
    return app


def _now_ms() -> int:
    return int(time() * 1_000)


try:
    app = create_app(load_settings())
except ConfigurationError as error:
    sys.stderr.write(f"haechi: {error}\n")
    raise SystemExit(2) from None
