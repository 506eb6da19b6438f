"""The implementations of the windows that every window test runs on."""

import pytest

from config.settings import RedisSettings

REDIS_KINDS = ("embedded_valkey", "redis_server", "redis_cluster")


@pytest.fixture(params=REDIS_KINDS)
def redis_settings(request: pytest.FixtureRequest, unique_prefix: str) -> RedisSettings:
    """Settings of each Redis-compatible server there is, with keys of this test's own."""
    server = request.getfixturevalue(request.param)
    return RedisSettings(url=server.url, prefix=unique_prefix)
