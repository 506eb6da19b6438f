"""Leave one source out: train without it, rank its texts, and take the area under the curve.

Left out of the measurement: `koco_flood` and `nsmc_repeats_ko`, whose label means that a text was
repeated, not that it sells anything; repetition is the windows' business, not the classifier's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from benchmarks.text.figures import Figure
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


def _logits(kept: Learning, left_out: Learning) -> NDArray[np.float64]:
    texts = np.full(len(left_out.examples), -np.inf)
    np.maximum.at(texts, left_out.rows, kept.fit().logits(left_out.design))
    return texts


def figures(data: Path) -> Iterator[Figure]:
    """The area under the curve of each source that has both labels."""
    everything = learning(data)
    for name, bar in BARS.items():
        left_out = Learning.of(list(read(data, name)))
        labels = [example.label for example in left_out.examples]
        area = roc_auc_score(labels, _logits(everything.without(name), left_out))
        yield Figure(f"left out: {name}", float(area), "AUC", bar, False, len(labels))
