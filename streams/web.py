"""The worker's pages: liveness, readiness, metrics."""

import asyncio
from typing import Any

from streams.errors import RedisUnavailable

READY_WITHIN_SECONDS = 1.0


def add_pages(app: Any) -> None:
    """Add /livez, /readyz and /metrics to Faust's web server."""

    @app.page("/livez", name="livez")
    async def livez(view: Any, _: Any) -> Any:
        """200 while the event loop turns and the worker has not given up."""
        alive = app.failure is None
        return view.json({"alive": alive}, status=200 if alive else 503)

    @app.page("/readyz", name="readyz")
    async def readyz(view: Any, _: Any) -> Any:
        """200 when partitions are assigned and Redis answers; else 503 and which of them not."""
        checks = {"partitions": bool(app.consumer.assignment()), "redis": await redis_answers(app)}
        return view.json(checks, status=200 if all(checks.values()) else 503)

    @app.page("/metrics", name="metrics")
    async def metrics(view: Any, _: Any) -> Any:
        """Everything in the Prometheus text format."""
        update_partition_gauges(app)
        return view.bytes(app.metrics.exposition(), content_type="text/plain; version=0.0.4")


async def redis_answers(app: Any) -> bool:
    """Whether Redis answers within a second."""
    try:
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            await app.windows.ping()
    except (RedisUnavailable, TimeoutError):
        return False
    return True


def update_partition_gauges(app: Any) -> None:
    """Take lag and commits over from the consumer's books."""
    metrics = app.metrics
    gauges = (metrics.lag, metrics.committed_offset, metrics.commit_failures)
    for gauge in gauges:
        gauge.clear()
    for (topic, partition), at in app.consumer.statistics().items():
        values = (at.lag, at.committed, at.commit_failures)
        for gauge, value in zip(gauges, values, strict=True):
            if value is not None:
                gauge.labels(topic, partition).set(value)
