"""How much a backlog costs per event, and how fast it is worked off."""

import time
from dataclasses import dataclass

from benchmarks.processes import cpu_seconds, resident_megabytes
from benchmarks.traffic import mixed_traffic
from streams.demo.stage import Stage

SESSION_TIMEOUT_MS = 10_000
"""Long enough for the worker to stay in its group while it is suspended."""


EVENTS_PER_SENDER_AND_HOUR = 20
"""Keeps event time such that accounts write as people do, however many there are."""


@dataclass(frozen=True)
class Backlog:
    """Figures of one backlog: CPU in µs per event, memory in MB."""

    worker_cpu_us: float
    redis_cpu_us: float
    broker_cpu_us: float
    events_per_second: float
    memory_mb: list[float]
    findings: float


def work_off(events: int, senders: int, seed: int) -> Backlog:
    """Lay out a backlog before a suspended worker, let it go on, and measure until the end."""
    with Stage(SESSION_TIMEOUT_MS) as stage:
        worker = stage.start_worker()
        worker.suspend()
        hours = events / senders / EVENTS_PER_SENDER_AND_HOUR
        stage.fill(mixed_traffic(events, senders, seed, duration_seconds=3_600 * hours))
        processes = (worker.process_id, stage.redis.process_id, stage.broker.process_id)
        before = [cpu_seconds(process) for process in processes]
        began = time.monotonic()
        worker.resume()
        memory: list[float] = []
        for tenth in range(1, 11):
            worker.wait_for_events(events * tenth // 10)
            memory.append(round(resident_megabytes(worker.process_id), 1))
        seconds = time.monotonic() - began
        after = [cpu_seconds(process) for process in processes]
        worker_us, redis_us, broker_us = (
            (end - start) / events * 1e6 for start, end in zip(before, after, strict=True)
        )
        findings = worker.metric("haechi_findings_total")
        return Backlog(worker_us, redis_us, broker_us, events / seconds, memory, findings)
