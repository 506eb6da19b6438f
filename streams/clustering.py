"""Clusters same-or-similar texts, a million at a time, by their signatures alone.

Texts that read the same after normalising are one. Of the rest, two are similar when their
signatures agree often enough (`_agreement_wanted`). Candidates are found by bands (Indyk and
Motwani 1998): texts that are equal at two given positions. The positions are parted into one
group fewer than must agree, and every pair within a group is a band; so wherever two signatures
agree often enough, two of those positions lie in one group (pigeonhole), and one band holds both.

Within the bucket of a band, texts are compared with its first; those unlike it with the first of
them, and so on. What is similar is united across bands (union-find). A chain of small changes
leads far, so each union is then parted again: every text of a cluster is similar to its first.
On 12,000 real texts and the campaigns of the demo's recording, that and the wanted number of
common shingles cut the pairs among everyday texts from 14,300 to 48, and lost no advertisement.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising import Normalised, collapsed_spaces, normalise
from detectors.text.similarity import SIGNATURE_HASHES, SIMILAR_AT_LEAST, signatures

SYLLABLES_AT_LEAST: Final = 10
"""Texts that say less (digits left out, two Latin letters for one syllable) are similar only when
they read the same: "네", "ㅋㅋㅋㅋ" and "good morning" say little about who wrote them."""

COMMON_SHINGLES: Final = 12
"""So many shingles, some fourteen syllables in a row, must be common to two similar texts."""

BUCKET_ROUNDS: Final = 64
"""A bucket's texts are compared with at most so many of its members."""

CLUSTER_ROUNDS: Final = 4_096
"""A union is parted into at most so many clusters; what is left then are clusters of one."""

_GROUPS: Final = np.array_split(np.arange(SIGNATURE_HASHES), SIMILAR_AT_LEAST - 1)
BANDS: Final = tuple(pair for group in _GROUPS for pair in combinations(group.tolist(), 2))

_SHINGLE_LETTERS: Final = 3
_PAIRS_AT_ONCE: Final = 1 << 17
_FIRST_HANGUL: Final = np.uint32(0x1100)
_DIGITS: Final = np.uint32(ord("0"))
_PRIME: Final = np.uint64(0x100000001B3)  # FNV-1a, 64 bits
_BASIS: Final = np.uint64(0xCBF29CE484222325)

Signatures = NDArray[np.uint16]


class Clustering:
    """Takes texts in, then tells which belong together. Holds 76 bytes a text while reading."""

    def __init__(self) -> None:
        self._readings: list[NDArray[np.uint64]] = []
        self._syllables: list[NDArray[np.int32]] = []
        self._signatures: list[Signatures] = []

    def add(self, texts: Sequence[str]) -> None:
        """Take in a batch."""
        normalised = normalise(texts)
        syllables = _syllables(normalised)
        found = signatures([normalised.plain.text(row) for row in range(len(texts))])
        short = syllables < SYLLABLES_AT_LEAST
        readings = _folded(found)
        readings[short] = _readings(normalised, np.flatnonzero(short))
        self._readings.append(readings)
        self._syllables.append(syllables)
        self._signatures.append(found)

    def clusters(self) -> NDArray[np.int64]:
        """Per text, the position of the first text of its cluster: int64 [texts].

        The same texts in the same order give the same clusters. The texts are let go.
        """
        if not self._readings:
            return np.zeros(0, np.int64)
        _, first, of_text = np.unique(
            np.concatenate(self._readings), return_index=True, return_inverse=True
        )
        by_place = np.argsort(first)  # distinct texts in the order in which they came
        place = np.empty_like(by_place)
        place[by_place] = np.arange(len(by_place))
        first, of_text = first[by_place], place[of_text]
        distinct = Distinct(self._signatures_of(first), np.concatenate(self._syllables)[first])
        self._readings, self._syllables = [], []
        return first[_clusters_of(distinct)][of_text]

    def _signatures_of(self, rows: NDArray[np.int64]) -> Signatures:
        """Signatures of some rows, in ascending order; batches are let go one by one."""
        found = np.empty((len(rows), SIGNATURE_HASHES), np.uint16)
        start = 0
        self._signatures.reverse()
        while self._signatures:
            batch = self._signatures.pop()
            first, last = np.searchsorted(rows, [start, start + len(batch)])
            found[first:last] = batch[rows[first:last] - start]
            start += len(batch)
        return found


def _syllables(texts: Normalised) -> NDArray[np.int32]:
    """How much each text says, in syllables of Hangul; two Latin letters count as one: [n]."""
    letters = texts.letters
    halves = np.where(letters.codes < _FIRST_HANGUL, 1, 2)
    halves[letters.codes - _DIGITS < 10] = 0
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(halves)])
    counts: NDArray[np.int32] = (running[letters.ends] - running[letters.starts]).astype(np.int32)
    return counts // 2


def _readings(texts: Normalised, rows: NDArray[np.intp]) -> NDArray[np.uint64]:
    """A hash of some texts as they read: their letters and digits, or without any, their signs."""
    result = np.zeros(len(rows), np.uint64)
    for place, row in enumerate(rows):
        reading = texts.letters.text(row) or collapsed_spaces(texts.plain.text(row))
        result[place] = int.from_bytes(blake2b(reading.encode(), digest_size=8).digest())
    return result


def _folded(found: Signatures) -> NDArray[np.uint64]:
    """A hash of each signature: [n]."""
    result = np.full(len(found), _BASIS)
    for column in found.T:
        result = (result ^ column) * _PRIME
        result ^= result >> np.uint64(29)
    return result


class Distinct(NamedTuple):
    """Texts that all read differently: signatures [n, hashes], and how much each says [n]."""

    signatures: Signatures
    syllables: NDArray[np.int32]


def _clusters_of(texts: Distinct) -> NDArray[np.int64]:
    """Per text, the first one of its cluster: [n]."""
    roots = np.arange(len(texts.syllables))
    rows = np.flatnonzero(texts.syllables >= SYLLABLES_AT_LEAST)
    for one, other in BANDS:
        key = texts.signatures[rows, one].astype(np.uint32) << np.uint32(16)
        key |= texts.signatures[rows, other]
        order = np.argsort(key, kind="stable")
        for first, alike in _stars(texts, rows[order], key[order], BUCKET_ROUNDS):
            _unite(roots, first, alike)
    return _parted(texts, _roots_of(roots, np.arange(len(roots))))


def _parted(texts: Distinct, roots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each union parted into clusters whose texts are all similar to their first: [n]."""
    clusters = np.arange(len(roots))
    order = np.argsort(roots, kind="stable")
    for first, alike in _stars(texts, order, roots[order], CLUSTER_ROUNDS):
        clusters[alike] = first
    return clusters


def _stars(
    texts: Distinct, rows: NDArray[np.int64], key: NDArray[Any], rounds: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of a text and one similar to it, among rows that stand together by their keys.

    Each round, the rows of a key are compared with the first of them; only those unlike it stay.
    """
    for _ in range(rounds):
        if not len(rows):
            return
        starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
        sizes = np.diff(starts, append=len(key))
        follows = np.ones(len(key), bool)
        follows[starts] = False
        first = np.repeat(rows[starts], sizes)[follows]
        rows, key = rows[follows], key[follows]
        alike = _alike(texts, first, rows)
        yield first[alike], rows[alike]
        rows, key = rows[~alike], key[~alike]


def _alike(
    texts: Distinct, ones: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the texts of each pair are similar: [pairs]."""
    result = np.empty(len(ones), bool)
    for start in range(0, len(ones), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        one, other = ones[part], others[part]
        agreed = np.count_nonzero(texts.signatures[one] == texts.signatures[other], axis=1)
        result[part] = agreed >= _agreement_wanted(texts.syllables[one], texts.syllables[other])
    return result


def _agreement_wanted(ones: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.float64]:
    """At how many positions signatures of texts of so many syllables must agree: [pairs].

    With a and b shingles, c of them common, a position agrees with probability c / (a + b - c).
    """
    shingles = ones + others - 2 * (_SHINGLE_LETTERS - 1)
    share = COMMON_SHINGLES / np.maximum(shingles - COMMON_SHINGLES, COMMON_SHINGLES)
    wanted: NDArray[np.float64] = np.maximum(np.ceil(share * SIGNATURE_HASHES), SIMILAR_AT_LEAST)
    return wanted


def _unite(roots: NDArray[np.int64], ones: NDArray[np.int64], others: NDArray[np.int64]) -> None:
    """Make each pair one cluster; a cluster's root is its first text, so roots only sink."""
    while len(ones):
        ones, others = _roots_of(roots, ones), _roots_of(roots, others)
        apart = ones != others
        ones, others = ones[apart], others[apart]
        np.minimum.at(roots, np.maximum(ones, others), np.minimum(ones, others))


def _roots_of(roots: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the way from each row to its root ends."""
    here = roots[rows]
    while True:
        above = roots[here]
        if np.array_equal(above, here):
            return here
        here = above
