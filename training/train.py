"""Trains the classifier: `python -m training.train --data DIR`.

Same data, same bytes: examples keep their order, random choices are seeded, the solver is
deterministic, and the archive carries no times.
"""

import argparse
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import scipy.optimize  # type: ignore[import-untyped]
import scipy.sparse  # type: ignore[import-untyped]
import scipy.special  # type: ignore[import-untyped]
from numpy.typing import NDArray

from detectors.text.classifier import (
    KIND_BUCKETS,
    SCORES,
    Weights,
    bounded,
    bounds_of,
    gram_roots,
    kind_buckets,
)
from detectors.text.evidence import NAMES
from detectors.text.lexicon.scan import Lexicon, load_lexicon
from detectors.text.model import Reading
from detectors.text.ngrams import BUCKETS, Grams
from training.archive import write_archive
from training.datasets import SOURCES, Example, bucket, held_back, mislabelled, read
from training.forgetting import ForgetfulLexicon
from training.synthesis import SEED, decorated, joined, padded, written

COPIES: Final = 20
_DECORATED_SHARE: Final = 0.16
_JOINED: Final = 12000
_PADDED: Final = 9000
_BATCH: Final = 2000
_DRAWS: Final = 4
"""Times that texts are drawn and composed anew: the mean of the fits hangs on no one draw."""
_AD_STRENGTH: Final = 0.5  # the inverse of the penalty; by sets that were left out
_KIND_STRENGTH: Final = 20.0
_KIND_BIAS_SHIFT: Final = 1.0  # by held-back advertising: few texts are given a wrong kind
_STEPS: Final = 250
_KIND_STEPS: Final = 80
_SMALLEST: Final = 1 / 127
_EVIDENCE_ENLARGED: Final = 1.4
_MISSED: Final = 0.3
"""The share of the lexicon's hits that are missed while the first stage learns."""
_BOUNDS: Final = {
    "amounts": (None, 1.0),
    "percents": (None, 1.5),
    "digit share": (None, 2.0),
    "codes": (None, 1.0),
    "brands": (None, 1.5),
    "name in dress": (None, 3.0),
    "mixed scripts": (None, 1.5),
    "rare han": (None, 3.5),
    "contact account": (-3.0, None),
    "contact email": (-1.0, None),
}
"""How far a piece of evidence may speak for innocence and for advertising.

No text is accused for its looks alone. Friends settle dues by bank account, but anybody can write
one: it takes back what one other contact adds, and no more.
"""
MODEL: Final = Path(__file__).parents[1] / "detectors" / "text" / "model.npz"

Bounds = tuple[float | None, float | None]
_FREE: Final[Bounds] = (None, None)
Matrix = Any  # a scipy.sparse.csr_matrix; SciPy has no types


def learnt_examples(directory: Path, seed: int = SEED) -> list[Example]:
    """Everything that is learnt from, in a fixed order; `seed` is of what is drawn and composed."""
    random_source = random.Random(seed)  # noqa: S311 - reproducible, no secret
    examples = []
    for name, source in SOURCES.items():
        if not source.learn:
            continue
        for example in read(directory, name):
            if held_back(example.text) or mislabelled(example.text):
                continue
            if not example.label and bucket(example.text, 1000, "share") >= source.share * 1000:
                continue
            examples.append(example)
            if random_source.random() < _DECORATED_SHARE:
                examples.append(decorated(example, random_source))
    made = written(COPIES, seed)
    touchy = joined(made, _JOINED, random_source)
    everything = [*examples, *made]
    mixed = joined(everything, _JOINED, random_source)
    return [*everything, *touchy, *mixed, *padded(everything, _PADDED, random_source)]


def _matrix(grams: Grams, buckets: NDArray[np.int32], width: int) -> Matrix:
    """Counts over the square root of the n-grams of each window: sparse [windows, width]."""
    places = buckets.shape[1]
    bounds = np.append(grams.block_starts, places)
    same = np.append(grams.block_text[1:] == grams.block_text[:-1], np.False_)
    columns, lengths = [], []
    for window in range(len(grams.block_text)):
        stop = bounds[window + 2] if same[window] else bounds[window + 1]
        inside = buckets[:, bounds[window] : stop].ravel()
        inside = inside[inside < width]
        columns.append(inside)
        lengths.append(len(inside))
    pointers = np.concatenate([[0], np.cumsum(lengths)])
    values = np.repeat(1 / gram_roots(grams), lengths).astype(np.float32)
    shape = (len(lengths), width)
    matrix = scipy.sparse.csr_matrix((values, np.concatenate(columns), pointers), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _batches(texts: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[int, Reading]]:
    for start in range(0, len(texts), _BATCH):
        yield start, Reading(texts[start : start + _BATCH], lexicon)


class Design(NamedTuple):
    """What is known of windows: letters sparse [windows, buckets], evidence [windows, names]."""

    letters: Matrix
    evidence: NDArray[np.float32]

    @classmethod
    def of(
        cls, texts: Sequence[str], lexicon: Lexicon, *, kinds: bool
    ) -> tuple["Design", NDArray[np.intp]]:
        """The design of all windows of texts, and the text that each window belongs to."""
        letters, evidence, rows = [], [], []
        width = KIND_BUCKETS if kinds else BUCKETS
        for start, reading in _batches(texts, lexicon):
            grams = reading.grams
            buckets = kind_buckets(grams.buckets) if kinds else grams.buckets
            letters.append(_matrix(grams, buckets, width))
            evidence.append(reading.evidence)
            rows.append(grams.block_text + start)
        return cls(scipy.sparse.vstack(letters, "csr"), np.concatenate(evidence)), np.concatenate(
            rows
        )

    def only(self, windows: NDArray[np.bool_]) -> "Design":
        """Some of the windows."""
        return Design(self.letters[windows], self.evidence[windows])


class Fit(NamedTuple):
    """Weights of letters and of evidence, and what is added to both."""

    letters: NDArray[np.float32]
    evidence: NDArray[np.float32]
    intercept: float

    def logits(self, design: Design) -> NDArray[np.float32]:
        """What the classifier would say of each window."""
        said: NDArray[np.float32] = bounded(design.letters @ self.letters)
        return said + design.evidence @ self.evidence + np.float32(self.intercept)


def _fit(
    design: Design,
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
    strength: float,
    steps: int,
    bounds: Mapping[int, Bounds],
) -> Fit:
    """Logistic regression with an L2 penalty, where letters say no more than they may.

    `bounds` are of the weights of evidence, by column: the fit itself has to make up for what they
    may not say, which clipping them afterwards would not.
    """
    signs = labels * np.float64(2) - 1
    shares = weights / weights.sum()
    penalty = 1 / (strength * weights.sum())
    evidence, buckets, names = design.evidence, design.letters.shape[1], design.evidence.shape[1]
    turned = design.letters.T

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        said = bounded(design.letters @ point[:buckets].astype(np.float32))
        seen = evidence @ point[buckets:-1].astype(np.float32)
        ahead = signs * (said + seen + point[-1])
        slope = -shares * signs * scipy.special.expit(-ahead)
        heard = slope * (1 - np.square(said / bounds_of(said)))
        value = shares @ np.logaddexp(0, -ahead) + penalty / 2 * point[:-1] @ point[:-1]
        down = [turned @ heard.astype(np.float32), evidence.T @ slope.astype(np.float32)]
        return float(value), np.append(np.concatenate(down) + penalty * point[:-1], slope.sum())

    ranges = [bounds.get(column, _FREE) for column in range(names)]
    found = scipy.optimize.minimize(
        loss,
        np.zeros(buckets + names + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*[_FREE] * buckets, *ranges, _FREE],
        options={"maxiter": steps, "gtol": 1e-7, "ftol": 1e-9},
    )
    point = found.x.astype(np.float32)
    return Fit(point[:buckets], point[buckets:-1], float(found.x[-1]))


class Learning(NamedTuple):
    """Examples, the design of their windows, and the example that each window is of."""

    examples: Sequence[Example]
    design: Design
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, examples: Sequence[Example], lexicon: Lexicon) -> "Learning":
        """Examples with their windows read."""
        texts = [example.text for example in examples]
        return cls(examples, *Design.of(texts, lexicon, kinds=False))

    def without(self, source: str) -> "Learning":
        """All but the examples of one source."""
        kept = np.array([example.source != source for example in self.examples])[self.rows]
        return Learning(self.examples, self.design.only(kept), self.rows[kept])

    def fit(self) -> Fit:
        """The first stage.

        Evidence enters enlarged, so that the penalty makes the model prefer it to n-grams, which
        know one source's wording only. What no text may be accused for by itself is bounded.
        """
        enlarged = self.design._replace(evidence=self.design.evidence * _EVIDENCE_ENLARGED)
        labels = np.array([example.label for example in self.examples], np.int8)[self.rows]
        weights = np.array([example.weight for example in self.examples])[self.rows]
        bounds = {
            NAMES.index(name): _scaled(limits, 1 / _EVIDENCE_ENLARGED)
            for name, limits in _BOUNDS.items()
        }
        found = _fit(enlarged, labels, weights, _AD_STRENGTH, _STEPS, bounds)
        return found._replace(evidence=found.evidence * _EVIDENCE_ENLARGED)


def _scaled(bounds: Bounds, factor: float) -> Bounds:
    low, high = (None if bound is None else bound * factor for bound in bounds)
    return low, high


def learning(directory: Path, seed: int = SEED) -> Learning:
    """Everything that is learnt from, read with some terms missed."""
    lexicon = ForgetfulLexicon(load_lexicon().terms, _MISSED, seed)
    return Learning.of(learnt_examples(directory, seed), lexicon)


def _quantised(grams: NDArray[np.float32]) -> tuple[NDArray[np.int8], np.float32]:
    """Weights as int8 with one scale; a last bucket of zero is added."""
    scale = np.float32(max(np.quantile(np.abs(grams), 0.99999) * _SMALLEST, 1e-9))
    stored = np.clip(np.rint(grams / scale), -127, 127).astype(np.int8)
    padding = np.zeros((1, *stored.shape[1:]), np.int8)
    return np.concatenate([stored, padding]), scale


def train(directory: Path) -> Weights:
    """Fit both stages on the sets under `directory` and on written examples."""
    seeds = [SEED + draw for draw in range(_DRAWS)]
    with ProcessPoolExecutor(min(_DRAWS, os.cpu_count() or 1)) as pool:
        drawn = pool.map(_fit_draw, repeat(directory), seeds)
        of_kinds = pool.submit(_fit_kinds, directory)
        fits, kinds = list(drawn), of_kinds.result()
    ad_grams, ad_scale = _quantised(np.mean([fit.letters for fit in fits], axis=0))
    kind_grams, kind_scale = _quantised(np.stack([fit.letters for fit in kinds], axis=1))
    return Weights(
        ad_grams,
        ad_scale,
        np.mean([fit.evidence for fit in fits], axis=0),
        np.float32(np.mean([fit.intercept for fit in fits])),
        kind_grams,
        kind_scale,
        np.stack([fit.evidence for fit in kinds], axis=1),
        np.array([fit.intercept + _KIND_BIAS_SHIFT for fit in kinds], np.float32),
    )


def _fit_draw(directory: Path, seed: int) -> Fit:
    return learning(directory, seed).fit()


def _fit_kinds(directory: Path) -> list[Fit]:
    """One against the rest, on advertising whose kind is known."""
    examples = learnt_examples(directory)
    known = [example for example in examples if example.label and example.kind]
    texts = [example.text for example in known]
    design, rows = Design.of(texts, load_lexicon(), kinds=True)
    weights = np.array([example.weight for example in known])[rows]
    fits = []
    for kind in SCORES[1:]:
        labels = np.array([example.kind == kind for example in known], np.int8)[rows]
        fits.append(_fit(design, labels, weights, _KIND_STRENGTH, _KIND_STEPS, {}))
    return fits


def main() -> None:
    """Train and write `detectors/text/model.npz`."""
    parser = argparse.ArgumentParser(description="Trains the text classifier.")
    parser.add_argument("--data", type=Path, required=True, help="directory of the labelled sets")
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    write_archive(arguments.out, train(arguments.data)._asdict())


if __name__ == "__main__":
    main()
