"""How fast a backtest of two policies is, on one core; exit code 1 below the bar.

    python -m benchmarks.backtest    # prints one JSON object a figure

Reading, decoding and both policies' windows are measured; loading the model and writing the report
are not, which take about a second whatever the recording. The demo's short recording is run
several times. A backtest is one thread that hardly waits, so its speed on one core is taken from
its own CPU time; by the clock it is also told, which depends on what else the machine does.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.processes import on_one_core
from benchmarks.traffic import mixed_traffic
from config.settings import DEFAULT_POLICY
from detectors.registry import load_checked_policy
from detectors.text import load_model
from streams.backtest.run import run, sides_of
from streams.backtest.side import NamedPolicy

BAR = 20_000
RUNS = 3
EVENTS = 200_000
SENDERS = 10_000
SECONDS = EVENTS / SENDERS / 20 * 3_600
"""Twenty events of each account and hour, as people write."""
END_AT_MS = 1_760_000_000_000

DEMO = Path(__file__).parents[1] / "streams" / "demo" / "events.jsonl.gz"
DEMO_TIMES = 5
LOWERED = (("thresholds: {rooms: 5}", "thresholds: {rooms: 4}"), ("invitees: 50", "invitees: 40"))
"""The second policy: the shipped one, made stricter."""


class Speed(NamedTuple):
    """Events per second of one run, by its CPU time and by the clock."""

    events_per_second: float
    by_the_clock: float


def mixed_speeds() -> list[Speed]:
    """Speeds on mixed traffic, a recording of its own for each run."""
    with tempfile.TemporaryDirectory() as directory, policies(Path(directory)) as both:
        name = Path(directory) / "mixed.jsonl"
        speeds = []
        for seed in range(RUNS):
            with name.open("wb") as file:
                for topic, _, value in mixed_traffic(
                    EVENTS, SENDERS, seed, duration_seconds=SECONDS, end_at_ms=END_AT_MS
                ):
                    file.write(b'{"topic":"%s","value":%s}\n' % (topic.encode(), value))
            speeds.append(speed_of(name, both, 1))
        return speeds


def demo_speeds() -> list[Speed]:
    """Speeds on the recording of the demo."""
    with tempfile.TemporaryDirectory() as directory, policies(Path(directory)) as both:
        return [speed_of(DEMO, both, DEMO_TIMES) for _ in range(RUNS)]


@contextmanager
def policies(directory: Path) -> Iterator[list[NamedPolicy]]:
    """The shipped policy and a stricter one."""
    content = DEFAULT_POLICY.read_text("utf-8")
    for old, new in LOWERED:
        assert old in content
        content = content.replace(old, new)
    stricter = directory / "stricter.yaml"
    stricter.write_text(content, "utf-8")
    yield [NamedPolicy(path, load_checked_policy(path)) for path in (DEFAULT_POLICY, stricter)]


def speed_of(name: Path, both: Sequence[NamedPolicy], times: int) -> Speed:
    """The speed of so many backtests of one recording, on one core."""
    model = load_model()
    model.analyse(["warm"])
    events = 0
    with on_one_core():
        began, cpu_began = time.perf_counter(), time.process_time()
        for _ in range(times):
            with sides_of(both, model) as sides:
                done = asyncio.run(run([str(name)], sides, {}))
                assert all(side.findings for side in sides)
            events += sum(done.traffic.events.values())
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    return Speed(events / cpu, events / seconds)


def described(name: str, speeds: Sequence[Speed]) -> dict[str, Any]:
    """A figure as JSON says it."""
    runs = [round(one.events_per_second) for one in speeds]
    return {
        "name": name,
        "value": median(runs),
        "unit": "events/s",
        "bar": BAR,
        "at_most": False,
        "runs": runs,
        "runs_by_the_clock": [round(one.by_the_clock) for one in speeds],
        "reached": median(runs) >= BAR,
    }


def main() -> None:
    """Measure, print, and judge."""
    reached = True
    for name, measure in (("backtest_mixed", mixed_speeds), ("backtest_demo", demo_speeds)):
        figure = described(name, measure())
        print(json.dumps(figure, ensure_ascii=False), flush=True)
        reached = reached and figure["reached"]
    sys.exit(not reached)


if __name__ == "__main__":
    main()
