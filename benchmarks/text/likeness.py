"""Similarity: evaded copies that are found, and unlike texts that are joined."""

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.text.figures import Figure
from benchmarks.text.written_messages import LANGUAGES, evaded, messages
from detectors.text import load_model
from detectors.text.similarity import SIMILAR_AT_LEAST
from training.datasets import read

_COPIES: Final = 4
_SEED: Final = 20240301
_LETTERS: Final = 10
"""`letters_at_least` of the rules: shorter texts are never compared."""
_TEXTS: Final = 2500
_HAM: Final = ("kote", "kmhas", "curse_ko", "vihos_vi", "judol_id", "sms_spam_uci")
_LOGS: Final = ("nsmc chat log", "irc_ubuntu", "irc_other", "zulip_ncar")


def _found() -> Figure:
    random_source = random.Random(_SEED)
    origins = [
        text
        for language in LANGUAGES
        for category, texts in messages(language).items()
        if category != "ham"
        for text in texts
    ] * _COPIES
    copies = [evaded(text, random_source) for text in origins]
    rows = np.arange(len(origins))
    first = load_model().analyse(origins).signatures(rows)
    second = load_model().analyse(copies).signatures(rows)
    share = float(((first == second).sum(axis=1) >= SIMILAR_AT_LEAST).mean())
    return Figure("similar: evaded copies found", share, "share", 0.98, False, len(origins))


def _joined(texts: list[str]) -> tuple[int, int]:
    """Pairs joined and pairs compared, among texts that are not the same after normalising."""
    features = load_model().analyse(texts)
    rows = np.flatnonzero(features.letters >= _LETTERS)
    unlike = {features.fingerprint(int(row)): int(row) for row in rows}
    signatures: NDArray[np.uint16] = features.signatures(np.array(sorted(unlike.values()), np.intp))
    joined = 0
    for row in range(len(signatures)):
        agreement = (signatures[row + 1 :] == signatures[row]).sum(axis=1)
        joined += int((agreement >= SIMILAR_AT_LEAST).sum())
    return joined, len(signatures) * (len(signatures) - 1) // 2


def _first_of_each_group(data: Path) -> list[str]:
    groups: dict[str, str] = {}
    for line in (data / "parakqc_ko" / "parakqc_ko.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        groups.setdefault(str(row["group"]), row["text"])
    return list(groups.values())


def figures(data: Path) -> Iterator[Figure]:
    """Copies found; pairs joined by set (reported) and over all sets (judged)."""
    yield _found()
    sets = {"parakqc_ko, one of each group": _first_of_each_group(data)}
    for name in (*_HAM, *_LOGS):
        ham = (example.text for example in read(data, name) if not example.label)
        sets[name] = list(islice(ham, _TEXTS))
    counted = {name: _joined(texts) for name, texts in sets.items()}
    for name, (joined, pairs) in counted.items():
        yield Figure(f"similar: joined, {name}", joined / pairs, "share", None, True, pairs)
    joined, pairs = (sum(column) for column in zip(*counted.values(), strict=True))
    yield Figure("similar: unlike pairs joined", joined / pairs, "share", 0.0001, True, pairs)
