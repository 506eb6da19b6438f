"""CPU time of all features and scores of a batch."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, repeat
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.text.figures import Figure
from detectors.text import load_model
from training.datasets import read

_TEXTS: Final = 1000
_ADVERTISING: Final = 20
"""Advertisements among them: about what a messenger sees, and what costs more to read."""
_RUNS: Final = 30
_PROCESSES: Final = 7
"""Where a process finds its memory decides about several percent, for as long as it lives."""


def figures(data: Path) -> Iterator[Figure]:
    """The median over processes of µs of CPU a text, for texts of 40 to 80 characters."""
    fitting = (e.text for e in read(data, "kote") if 40 <= len(e.text) <= 80)
    ham = list(islice(fitting, _TEXTS - _ADVERTISING))
    ads = (e.text for e in read(data, "tweets_ko") if e.label and 40 <= len(e.text) <= 100)
    texts = [*ham, *islice(ads, _TEXTS - len(ham))]
    one_each = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with one_each as pool:
        times = list(pool.map(_microseconds, repeat(texts, _PROCESSES)))
    yield Figure("speed", median(times), "µs/text", 15, True, len(texts))


def _microseconds(texts: Sequence[str]) -> float:
    """The median over runs, in this process."""
    model = load_model()
    runs = []
    for _ in range(_RUNS):
        started = time.process_time()
        model.analyse(texts)
        runs.append((time.process_time() - started) / len(texts) * 1e6)
    return median(runs)
