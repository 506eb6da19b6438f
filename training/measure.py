"""Measures the shipped model on what it never learnt from.

`python -m training.measure --data DIR`
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Final

import numpy as np

from detectors.text import SCORES, load_model
from training.datasets import SOURCES, Example, held_back, read
from training.synthesis import written

THRESHOLD: Final = 0.8
_BATCH: Final = 1000


def unseen(directory: Path) -> list[Example]:
    """Held-back folds of the sets learnt from, and the whole of those not learnt from."""
    examples = [
        example
        for name, source in SOURCES.items()
        for example in read(directory, name)
        if not source.learn or held_back(example.text)
    ]
    return examples + written(20)[1]


def measure(examples: list[Example]) -> dict[str, dict[str, float]]:
    """By source: how many, the share at or above the threshold, and the worst texts."""
    model = load_model()
    ad = np.concatenate(
        [
            model.analyse([example.text for example in examples[start : start + _BATCH]]).scores
            for start in range(0, len(examples), _BATCH)
        ]
    )
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        groups[example.source, example.label].append(row)
    report = {}
    for (source, label), rows in sorted(groups.items()):
        score = ad[rows, 0]
        name = f"{source} {'advertising' if label else 'ham'}"
        report[name] = {
            "texts": len(rows),
            "share_at_0.8": round(float((score >= THRESHOLD).mean()), 5),
            "share_at_0.5": round(float((score >= 0.5).mean()), 5),
        }
        kind = examples[rows[0]].kind
        if label and kind in SCORES:
            of_kind = ad[rows, SCORES.index(kind)]
            report[name][f"{kind}_share_at_0.8"] = round(float((of_kind >= THRESHOLD).mean()), 5)
    return report


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measures the text classifier.")
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    report = measure(unseen(arguments.data))
    for name, figures in report.items():
        print(name.ljust(36), json.dumps(figures))  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
