"""Stores under test: memory, embedded Valkey, Redis, and a Redis Cluster of three masters."""

from collections.abc import AsyncIterator, Iterator

import pytest

from config.settings import RedisSettings
from streams.embedded import running
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import WindowStore
from streams.windows.redis_store import RedisWindows
from tests.contract.timelines import Reader
from tests.servers.redis import RedisServer
from tests.window_stores import REDIS_KINDS, SMOKE_KINDS, redis_settings, settings_of

__all__ = ["redis_settings"]


@pytest.fixture(scope="session")
def redis_with_tls_and_user() -> Iterator[RedisServer]:
    """A Redis that speaks TLS only and knows one ACL user with a password."""
    with running(
        lambda directory: RedisServer(directory, tls=True, username="haechi", password="s3cret")  # noqa: S106 - a test's
    ) as server:
        yield server


@pytest.fixture(params=("memory", *REDIS_KINDS))
async def store(request: pytest.FixtureRequest, unique_prefix: str) -> AsyncIterator[WindowStore]:
    """Each implementation, empty."""
    if request.param == "memory":
        yield MemoryWindows()
        return
    windows = RedisWindows(settings_of(request.getfixturevalue(request.param), unique_prefix))
    yield windows
    await windows.close()


@pytest.fixture(params=SMOKE_KINDS)
async def smoke_store(
    request: pytest.FixtureRequest, unique_prefix: str
) -> AsyncIterator[WindowStore]:
    """Further ways to reach a Redis."""
    windows = RedisWindows(settings_of(request.getfixturevalue(request.param), unique_prefix))
    yield windows
    await windows.close()


@pytest.fixture
async def windows(redis_settings: RedisSettings) -> AsyncIterator[RedisWindows]:
    """Each Redis-compatible server, for what only such a store has."""
    made = RedisWindows(redis_settings)
    yield made
    await made.close()


@pytest.fixture
async def reader(store: WindowStore) -> Reader:
    """A reader of one partition that has just begun, on each implementation."""
    return await Reader(store).begin()
