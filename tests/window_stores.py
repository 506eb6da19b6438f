"""The implementations of the windows that every window test runs on."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import RedisSettings

REDIS_KINDS = ("embedded_valkey", "redis_server", "redis_cluster")
SMOKE_KINDS = ("redis_sentinel", "redis_with_tls_and_user")
"""Further ways to reach a Redis, for which one test of every operation is enough."""


@pytest.fixture(params=REDIS_KINDS)
def redis_settings(request: pytest.FixtureRequest, unique_prefix: str) -> RedisSettings:
    """Settings of each Redis-compatible server there is, with keys of this test's own."""
    return settings_of(request.getfixturevalue(request.param), unique_prefix)


def settings_of(server: Any, prefix: str) -> RedisSettings:
    """Settings of a server of the tests; its certificates and user too."""
    url = getattr(server, "url_without_credentials", server.url)
    certificates = getattr(server, "certificates", None)
    ca_file: Path | None = certificates.ca_file if certificates else None
    return RedisSettings(
        url=url,
        username=getattr(server, "username", ""),
        password=getattr(server, "password", ""),
        tls_ca_file=ca_file,
        prefix=prefix,
    )
