"""The classifier: linear over hashed n-grams and evidence, per window; a text scores its maximum.

Two stages. The first gives the probability that a text is advertising of any kind. The second
tells what kind, and is asked only about texts that the first finds likely: a kind's score is
the lesser of both, so it never exceeds `ad`. With x = counts / sqrt(n-grams in the window),
p = 1 / (1 + exp(-(bounded(w·x) + v·evidence + b))).

Letters know the wording that was learnt, evidence knows what is offered; so what letters say is
bounded on both sides, and carries less far than clear evidence. Letters alone accuse nobody: where
no term, contact, amount or name is found, p is 0.45 at most, and so is that of a kind which
nothing names. Nor does a contact alone: people send one another numbers and addresses.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.evidence import NAMED, NAMED_AS, NAMED_MATTERS
from detectors.text.ngrams import BUCKETS, Grams, text_maxima, window_sums
from detectors.text.places import places_of, stretches

SCORES: Final = ("ad", "gambling", "adult", "ad_service", "ad_program", "ad_recruiting")
KIND_BUCKETS: Final = 1 << 15
_KIND_SHIFT: Final = BUCKETS.bit_length() - KIND_BUCKETS.bit_length()
_FEWEST_GRAMS: Final = 60
"""About fifteen letters: what is shorter says little, so its n-grams weigh less."""
_LETTERS_ACQUIT: Final = np.float32(3)
_LETTERS_ACCUSE: Final = np.float32(5)
"""The logits that letters take away and add at most."""
_UNNAMED: Final = np.float32(-0.2)
"""The logit of 0.45, the most for a window in which nothing is named that an offer is made of: no
rule that comes with haechi believes as little, even where somebody reported it."""
_WORTH_ASKING: Final = 0.2
"""Below this `ad` score the kind is not computed: its score is 0."""


class Weights(NamedTuple):
    """What training yields.

    `ad_grams`: int8 [BUCKETS + 1], the last one 0; times `ad_scale`. `ad_evidence`: float32
    [evidence]; `ad_bias`. `kind_grams`: int8 [KIND_BUCKETS + 1, kinds] times `kind_scale`;
    `kind_evidence`: float32 [evidence, kinds]; `kind_bias`: [kinds].
    """

    ad_grams: NDArray[np.int8]
    ad_scale: np.float32
    ad_evidence: NDArray[np.float32]
    ad_bias: np.float32
    kind_grams: NDArray[np.int8]
    kind_scale: np.float32
    kind_evidence: NDArray[np.float32]
    kind_bias: NDArray[np.float32]


def gram_roots(grams: Grams) -> NDArray[np.float32]:
    """The square root of each window's number of n-grams, counted as `_FEWEST_GRAMS` at least."""
    counts = window_sums(grams, grams.counts)
    return np.sqrt(np.maximum(counts, _FEWEST_GRAMS))


def kind_buckets(buckets: NDArray[np.int32]) -> NDArray[np.int32]:
    """The second stage's coarser buckets of the same n-grams."""
    return buckets >> _KIND_SHIFT


def bounds_of(letters: NDArray[np.float32]) -> NDArray[np.float32]:
    """The most that letters may say on the side on which they speak."""
    return np.where(letters < 0, _LETTERS_ACQUIT, _LETTERS_ACCUSE)


def bounded(letters: NDArray[np.float32]) -> NDArray[np.float32]:
    """What letters say: as it is where that is little, less and less where it is much."""
    most = bounds_of(letters)
    said: NDArray[np.float32] = most * np.tanh(letters / most)
    return said


def _probability(logit: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.float32(1) / (np.float32(1) + np.exp(-np.clip(logit, -30, 30)))


def scores(
    grams: Grams,
    evidence: NDArray[np.float32],
    weights: Weights,
    only_contacts: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Scores of a batch of n texts: float32 [n, 6] from 0 to 1, columns as `SCORES`.

    `only_contacts`: bool [n], texts that are a contact and hardly anything besides.
    """
    result = np.zeros((len(grams.first_block), len(SCORES)), np.float32)
    if not len(result):
        return result
    roots = gram_roots(grams)
    by_symbol = weights.ad_grams.take(grams.buckets, mode="clip").sum(axis=0, dtype=np.int16)
    summed = window_sums(grams, by_symbol)
    letters = bounded(summed * weights.ad_scale / roots)
    logit = letters + evidence @ weights.ad_evidence + weights.ad_bias
    named = (evidence[:, NAMED] > 0).any(axis=1)
    if only_contacts.any():
        about = (evidence[:, NAMED_MATTERS] > 0).any(axis=1)
        named = named & (about | ~only_contacts[grams.block_text])
    ad = _probability(np.where(named, logit, np.minimum(logit, _UNNAMED)))
    result[:, 0] = text_maxima(grams, ad)
    likely = places_of(ad >= _WORTH_ASKING)
    if len(likely):
        kinds = np.minimum(_kinds(likely, grams, evidence, roots, weights), ad[likely, None])
        np.maximum.at(result[:, 1:], grams.block_text[likely], kinds)
    return result


def _kinds(
    windows: NDArray[np.intp],
    grams: Grams,
    evidence: NDArray[np.float32],
    roots: NDArray[np.float32],
    weights: Weights,
) -> NDArray[np.float32]:
    """P(kind | advertising) of the windows asked for: float32 [windows, kinds]."""
    bounds = np.append(grams.block_starts, grams.buckets.shape[1])
    same = np.append(grams.block_text[1:] == grams.block_text[:-1], np.False_)
    stops = bounds[np.where(same[windows], windows + 2, windows + 1)]
    buckets = kind_buckets(grams.buckets[:, stretches(bounds[windows], stops)])
    by_symbol = weights.kind_grams[buckets].sum(axis=0, dtype=np.int32)
    lengths = stops - bounds[windows]
    summed = np.add.reduceat(by_symbol, np.cumsum(lengths) - lengths, axis=0)
    seen = evidence[windows]
    logit = seen @ weights.kind_evidence + weights.kind_bias
    logit += bounded(summed * (weights.kind_scale / roots[windows])[:, None])
    for kind, columns in NAMED_AS.items():
        at = SCORES.index(kind) - 1
        named = (seen[:, columns] > 0).any(axis=1)
        logit[:, at] = np.where(named, logit[:, at], np.minimum(logit[:, at], _UNNAMED))
    return _probability(logit)
