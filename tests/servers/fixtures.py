"""The fixtures that hand servers to tests; what cannot be had here skips the test with the reason.

Session-scoped servers are shared: use `unique_prefix` for topics and keys, and leave them running.
A test that breaks its server starts its own with `start_redis` or `start_kafka`.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol, TypeVar, Unpack

import pytest

from streams import embedded
from streams.embedded import EmbeddedBroker, EmbeddedRedis, MissingExtraError, running
from tests.servers.kafka import KafkaServer
from tests.servers.missing import server_missing
from tests.servers.redis import RedisOptions, RedisServer
from tests.servers.redis_cluster import RedisCluster
from tests.servers.redis_sentinel import RedisSentinel, redis_sentinel as started_sentinel

Started = TypeVar("Started")


class StartRedis(Protocol):
    """Starts a Redis of the test's own; see `RedisServer` for the options."""

    def __call__(self, **options: Unpack[RedisOptions]) -> RedisServer: ...


class StartKafka(Protocol):
    """Starts a Kafka of the test's own; see `KafkaServer` for the options."""

    def __call__(
        self, *, properties: dict[str, str] | None = None, secured: bool = False
    ) -> KafkaServer: ...


@pytest.fixture
def unique_prefix() -> str:
    """A prefix for topics, groups and keys that no other test has."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[EmbeddedBroker]:
    """The broker of the extra `embedded`, shared."""
    with ExitStack() as stack:
        yield _or_missing(lambda: stack.enter_context(embedded.embedded_broker()))


@pytest.fixture(scope="session")
def embedded_valkey() -> Iterator[EmbeddedRedis]:
    """The Valkey of the extra `embedded`, shared."""
    with ExitStack() as stack:
        yield _or_missing(lambda: stack.enter_context(embedded.embedded_redis()))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A real Redis, shared."""
    with running(RedisServer) as server:
        yield server


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[RedisCluster]:
    """A real Redis Cluster of three masters, shared."""
    with RedisCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_sentinel() -> Iterator[RedisSentinel]:
    """A real Redis master with a sentinel, shared."""
    with started_sentinel() as pair:
        yield pair


@pytest.fixture(scope="session")
def kafka_server() -> Iterator[KafkaServer]:
    """A real Apache Kafka, shared."""
    with running(KafkaServer) as server:
        yield server


@pytest.fixture
def start_redis() -> Iterator[StartRedis]:
    """Starts Redis servers that end with the test."""
    with ExitStack() as stack:

        def start(**options: Unpack[RedisOptions]) -> RedisServer:
            return stack.enter_context(running(lambda directory: RedisServer(directory, **options)))

        yield start


@pytest.fixture
def start_kafka() -> Iterator[StartKafka]:
    """Starts Kafka servers that end with the test; each takes some four seconds."""
    with ExitStack() as stack:

        def start(
            *, properties: dict[str, str] | None = None, secured: bool = False
        ) -> KafkaServer:
            return stack.enter_context(
                running(lambda path: KafkaServer(path, properties=properties, secured=secured))
            )

        yield start


def _or_missing(start: Callable[[], Started]) -> Started:
    try:
        return start()
    except MissingExtraError as error:
        server_missing(str(error))
