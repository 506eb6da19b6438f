"""Recall on messages written for measuring, each under two evasions drawn at random."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.text.figures import Figure
from benchmarks.text.held_back import THRESHOLD, scores
from training.evasion import EVASIONS

LANGUAGES: Final = ("ko", "vi")
_SEED: Final = 20240229
_FOLDER: Final = Path(__file__).parent / "written"


def messages(language: str) -> dict[str, list[str]]:
    """The written messages by category; `ham` is one of them."""
    by_category: dict[str, list[str]] = defaultdict(list)
    for line in (_FOLDER / f"{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        by_category[row["category"]].append(row["text"])
    return dict(by_category)


def evaded(text: str, random_source: random.Random) -> str:
    """The text under two different evasions."""
    for name in random_source.sample(sorted(EVASIONS), 2):
        text = EVASIONS[name](text, random_source)
    return text


def figures() -> Iterator[Figure]:
    """Recall by language and category, as written (reported) and evaded (judged)."""
    random_source = random.Random(_SEED)
    for language in LANGUAGES:
        for category, texts in messages(language).items():
            ham = category == "ham"
            for how, read in (
                ("as written", texts),
                ("evaded", [evaded(text, random_source) for text in texts]),
            ):
                share = float((scores(read)[:, 0] >= THRESHOLD).mean())
                bar = None if ham or how == "as written" else 0.95
                name = f"written {language} {category}, {how}"
                yield Figure(name, share, "share", bar, ham, len(read))
