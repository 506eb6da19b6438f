"""Sanctions over the time of the recording, in stretches that a chart can show."""

from collections.abc import Sequence
from typing import Final

from config.durations import DAY_MS
from streams.backtest.report import Timeline

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
STEPS_MS: Final = (
    *(number * MINUTE_MS for number in (1, 2, 5, 10, 15, 30)),
    *(number * HOUR_MS for number in (1, 2, 3, 6, 12)),
    *(number * DAY_MS for number in (1, 2, 7, 14, 30, 90, 365)),
)
MOST_STRETCHES: Final = 48


def timeline(times: Sequence[Sequence[int]], first_ms: int, last_ms: int) -> Timeline:
    """Counts of times (Unix ms) from the first event to the last; others count at the ends."""
    step_ms = next(
        (step for step in STEPS_MS if _stretches(first_ms, last_ms, step) <= MOST_STRETCHES),
        max(STEPS_MS[-1], (last_ms - first_ms) // MOST_STRETCHES + 1),
    )
    start_ms = first_ms - first_ms % step_ms
    number = _stretches(first_ms, last_ms, step_ms)
    counts = [[0] * number for _ in times]
    for row, at_all in zip(counts, times, strict=True):
        for at_ms in at_all:
            row[min(max((at_ms - start_ms) // step_ms, 0), number - 1)] += 1
    return Timeline(start_ms, step_ms, counts)


def _stretches(first_ms: int, last_ms: int, step_ms: int) -> int:
    return last_ms // step_ms - first_ms // step_ms + 1
