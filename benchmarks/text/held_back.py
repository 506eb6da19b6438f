"""False alarms and recall of the shipped model on the fold that it never learnt from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.text.figures import Figure
from detectors.text import load_model
from training.datasets import SOURCES, Example, held_back, read

THRESHOLD: Final = 0.8
"""`commercial_at_least` of the enforced rules in `config/policy.yaml`."""

KOREAN_HAM: Final = ("kote", "kmhas", "koco_news", "curse_ko", "chatbot_ko", "tweets_ko")
OTHER_HAM: Final = {
    "vi": ("vihos_vi",),
    "ja": ("open2ch_ja",),
    "en": (
        "sms_spam_uci",
        "india_sms",
        "youtube_spam_uci",
        "irc_ubuntu",
        "irc_other",
        "zulip_ncar",
    ),
    "id": ("judol_id",),
}
RECALL: Final = {"tweets_ko": 0.90, "sms_spam_uci": 0.93, "judol_id": 0.97}
_BATCH: Final = 1000


def scores(texts: list[str]) -> NDArray[np.float32]:
    """Scores of any number of texts: float32 [n, 6]."""
    model = load_model()
    starts = range(0, len(texts), _BATCH)
    batches = [model.analyse(texts[at : at + _BATCH]).scores for at in starts]
    return np.concatenate([np.zeros((0, 6), np.float32), *batches])


def unseen(data: Path, name: str) -> list[Example]:
    """The held-back fold of a set that is learnt from, the whole of another."""
    learnt = SOURCES[name].learn
    return [example for example in read(data, name) if not learnt or held_back(example.text)]


def flagged(examples: list[Example]) -> tuple[float, int]:
    """The share of examples at or above the threshold, and how many there are."""
    ad = scores([example.text for example in examples])[:, 0]
    return float((ad >= THRESHOLD).mean()) if len(ad) else 0.0, len(ad)


def figures(data: Path) -> Iterator[Figure]:
    """False alarms by source and language, then recall."""
    ham = {
        name: [example for example in unseen(data, name) if not example.label]
        for name in (*KOREAN_HAM, *(name for names in OTHER_HAM.values() for name in names))
    }
    for name in KOREAN_HAM:
        share, cases = flagged(ham[name])
        yield Figure(f"ham flagged: {name}", share, "share", 0.001, True, cases)
    share, cases = flagged([example for name in KOREAN_HAM for example in ham[name]])
    yield Figure("ham flagged: ko", share, "share", 0.001, True, cases)
    for language, names in OTHER_HAM.items():
        for name in names:
            share, cases = flagged(ham[name])
            yield Figure(f"ham flagged: {language} {name}", share, "share", None, True, cases)
        share, cases = flagged([example for name in names for example in ham[name]])
        yield Figure(f"ham flagged: {language}", share, "share", 0.003, True, cases)
    for name, bar in RECALL.items():
        share, cases = flagged([example for example in unseen(data, name) if example.label])
        yield Figure(f"recall: {name}", share, "share", bar, False, cases)
