"""Recall and false alarms on messages written for measuring, each under two random evasions."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
_APART: Final = frozenset(["written apart", "written unseen", "written last", "written fresh"])
"""Written apart from what is learnt from. The second set was read in part, and of the next two what
is got wrong; of the last only some English ones. Those of the third hide more: half of them have no
word that is typical."""
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
    """Shares found by set, language and category, as written and evaded.

    Judged is a category of all sets together that were written apart: a set has some thirty texts
    of it, and of those one more or less would decide.
    """
    found_apart: dict[tuple[str, str], list[NDArray[np.bool_]]] = defaultdict(list)
    for name, ending in SETS.items():
        random_source = random.Random(_SEED)
        for language in LANGUAGES:
            for category, texts in messages(language, ending).items():
                changed = [evaded(text, random_source) for text in texts]
                found = _found(changed)
                yield _figure(f"{name} {language} {category}, as written", _found(texts))
                yield _figure(f"{name} {language} {category}, evaded", found)
                if name in _APART and language in _LANGUAGES_JUDGED:
                    found_apart[language, category].append(found)
    for (language, category), sets in found_apart.items():
        bar = None if category == "ham" else 0.95
        yield _figure(f"all written apart {language} {category}, evaded", np.concatenate(sets), bar)


def _found(texts: list[str]) -> NDArray[np.bool_]:
    """Which texts reach the enforcing threshold."""
    found: NDArray[np.bool_] = scores(texts)[:, 0] >= THRESHOLD
    return found


def _figure(name: str, found: NDArray[np.bool_], bar: float | None = None) -> Figure:
    return Figure(name, float(found.mean()), "share", bar, " ham, " in name, len(found))
