"""What all tests share: the servers' fixtures, and markers that follow from them."""

import pytest

pytest_plugins = ["tests.servers.fixtures"]

_MARKERS = {
    "kafka": "needs Apache Kafka (Java 17, Maven)",
    "redis": "needs Debian's redis-server",
    "slow": "takes more than a few seconds",
}
_SERVERS = {
    "kafka_server": "kafka",
    "start_kafka": "kafka",
    "redis_server": "redis",
    "redis_cluster": "redis",
    "redis_sentinel": "redis",
    "start_redis": "redis",
}


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; `-m "not kafka"` leaves out what needs a JVM."""
    for name, meaning in _MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the servers that its fixtures start."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _SERVERS:
                item.add_marker(_SERVERS[fixture])
