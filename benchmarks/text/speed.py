"""CPU time of all features and scores of a batch."""

import time
from collections.abc import Iterator
from itertools import islice
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


def figures(data: Path) -> Iterator[Figure]:
    """The median over runs of µs of CPU a text, for texts of 40 to 80 characters."""
    fitting = (e.text for e in read(data, "kote") if 40 <= len(e.text) <= 80)
    ham = list(islice(fitting, _TEXTS - _ADVERTISING))
    ads = (e.text for e in read(data, "tweets_ko") if e.label and 40 <= len(e.text) <= 100)
    texts = [*ham, *islice(ads, _TEXTS - len(ham))]
    model = load_model()
    runs = []
    for _ in range(_RUNS):
        started = time.process_time()
        model.analyse(texts)
        runs.append((time.process_time() - started) / len(texts) * 1e6)
    yield Figure("speed", median(runs), "µs/text", 15, True, len(texts))
