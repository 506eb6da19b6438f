"""Leave one source out: train without it, rank its texts, and take the area under the curve.

Left out of the measurement: `koco_flood` and `nsmc_repeats_ko`, whose label means that a text was
repeated, not that it sells anything; repetition is the windows' business, not the classifier's.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.text.figures import Figure
from detectors.text.lexicon.scan import load_lexicon
from training.datasets import read
from training.train import Learning, learning

BARS: Final = {
    "tg_zh": 0.90,
    "tweets_ko": 0.95,
    "nsmc_promos_ko": 0.95,
    "judol_id": 0.95,
    "tg_spam_umputun": 0.95,
    "sms_spam_uci": 0.95,
    "india_sms": 0.95,
    "youtube_spam_uci": 0.95,
}


_shared: dict[str, Learning] = {}
"""What is learnt from, read once; the processes that fit are forked with it."""


def _area(name: str, data: Path) -> tuple[float, int]:
    """The area under the curve of a source, and the number of its texts."""
    left_out = Learning.of(list(read(data, name)), load_lexicon())
    fit = _shared["everything"].without(name).fit()
    texts = np.full(len(left_out.examples), -np.inf)
    np.maximum.at(texts, left_out.rows, fit.logits(left_out.design))
    labels = [example.label for example in left_out.examples]
    return float(roc_auc_score(labels, texts)), len(labels)


def figures(data: Path) -> Iterator[Figure]:
    """The area under the curve of each source that has both labels."""
    _shared["everything"] = learning(data)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        areas = pool.map(_area, BARS, repeat(data))
        for (name, bar), (area, cases) in zip(BARS.items(), areas, strict=True):
            yield Figure(f"left out: {name}", area, "AUC", bar, False, cases)
