"""Recall and false alarms on messages written for measuring, each under two random evasions."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.text.figures import Figure
from benchmarks.text.held_back import THRESHOLD, scores
from training.evasion import EVASIONS

LANGUAGES: Final = ("ko", "vi", "en")
SETS: Final = {
    "written": "",
    "written apart": "_apart",
    "written unseen": "_unseen",
    "written last": "_last",
    "written fresh": "_fresh",
}
"""The sets of messages, and how their files' names end."""
_LANGUAGES_JUDGED: Final = ("ko", "vi")
_JUDGED: Final = frozenset(["written apart", "written unseen", "written last", "written fresh"])
"""Written apart from what is learnt from. The first set was read, and the second in part; nobody
has read the others. Those of the third hide more: half of them have no word that is typical."""
_SEED: Final = 20240229
_FOLDER: Final = Path(__file__).parent / "written"


def messages(language: str, ending: str = "") -> dict[str, list[str]]:
    """The messages of a set by category; `ham` is one of them; none in some languages."""
    by_category: dict[str, list[str]] = defaultdict(list)
    file = _FOLDER / f"{language}{ending}.jsonl"
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        row = json.loads(line)
        by_category[row["category"]].append(row["text"])
    return dict(by_category)


def evaded(text: str, random_source: random.Random) -> str:
    """The text under two different evasions."""
    for name in random_source.sample(sorted(EVASIONS), 2):
        text = EVASIONS[name](text, random_source)
    return text


def figures() -> Iterator[Figure]:
    """Recall by set, language and category, as written (reported) and evaded (judged)."""
    for name, ending in SETS.items():
        random_source = random.Random(_SEED)
        for language in LANGUAGES:
            for category, texts in messages(language, ending).items():
                changed = [evaded(text, random_source) for text in texts]
                yield _figure(f"{name} {language} {category}, as written", texts, None)
                judged = name in _JUDGED and category != "ham" and language in _LANGUAGES_JUDGED
                yield _figure(
                    f"{name} {language} {category}, evaded", changed, 0.95 if judged else None
                )


def _figure(name: str, texts: list[str], bar: float | None) -> Figure:
    share = float((scores(texts)[:, 0] >= THRESHOLD).mean())
    return Figure(name, share, "share", bar, " ham, " in name, len(texts))
