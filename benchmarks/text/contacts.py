"""Precision and recall of contacts on written cases (`contact_cases/README.md` tells of them)."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.text.figures import Figure
from detectors.text import load_model

LANGUAGES: Final = ("ko", "vi", "en")
PRECISION: Final = 0.98
RECALL: Final = 0.95
_CASES: Final = Path(__file__).parent / "contact_cases"
Found = set[tuple[str, str]]
"""Kinds and canonical values."""


def cases(language: str) -> list[tuple[str, Found]]:
    """The texts of a language, and what is to be found in each."""
    lines = (_CASES / f"{language}.jsonl").read_text("utf-8").splitlines()
    loaded = [json.loads(line) for line in lines]
    return [(case["text"], {(kind, value) for kind, value in case["contacts"]}) for case in loaded]


def found_in(texts: Sequence[str]) -> list[Found]:
    """What is found in each text."""
    features = load_model().analyse(texts)
    return [
        {(contact.kind, contact.value) for contact in features.contacts(row)}
        for row in range(len(texts))
    ]


def figures() -> Iterator[Figure]:
    """Both, by language."""
    for language in LANGUAGES:
        texts, wanted = zip(*cases(language), strict=True)
        found = found_in(texts)
        right = sum(len(seen & want) for seen, want in zip(found, wanted, strict=True))
        for name, out_of, bar in (("precision", found, PRECISION), ("recall", wanted, RECALL)):
            share = right / sum(map(len, out_of))
            yield Figure(f"contacts: {language} {name}", share, "share", bar, False, len(texts))
