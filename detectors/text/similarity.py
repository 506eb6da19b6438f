"""Signatures of texts, alike where a person would say that one text was made from the other.

MinHash (Broder 1997) over shingles of letters: two signatures agree at a position with the
probability of the share of shingles that the texts have in common (their Jaccard index).
Digits and links are left out, since senders vary them from copy to copy.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import SEPARATOR, tables
from detectors.text.normalising.jamo import compose
from detectors.text.places import places_of

SIGNATURE_HASHES: Final = 32
SIMILAR_AT_LEAST: Final = 10
"""The least agreement of two signatures that counts as same-or-similar."""

_SHINGLE_LETTERS: Final = 3
_LATIN_SHINGLE_LETTERS: Final = 5
"""A Hangul syllable says about as much as two Latin letters; shorter Latin shingles join unlike
texts (measured on chat logs: 0.07% of pairs with 3 letters, see the model card)."""
_FIRST_HANGUL: Final = 0x1100
_LINK: Final = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}(?![a-z0-9])(?:[/?#][^\s가-힣]{0,500})?"
)
_LINK_TAIL: Final = re.compile(r"(?<=[a-z])[/?#][a-z0-9_\-/?#=&.%]{1,500}")
_MOSTLY_LINK: Final = 8
"""Of a text with fewer characters besides its links, the links' hosts count too."""
_SEEDS: Final = np.random.default_rng(20231204)
_FACTORS: Final = _SEEDS.integers(1, 2**32, SIGNATURE_HASHES, dtype=np.uint32) | np.uint32(1)
_OFFSETS: Final = _SEEDS.integers(0, 2**32, SIGNATURE_HASHES, dtype=np.uint32)
_NOTHING: Final = np.zeros(_LATIN_SHINGLE_LETTERS, np.uint32)
_STEP: Final = np.uint32(0x01000193)
_SPREAD: Final = np.uint32(0x85EBCA6B)  # from MurmurHash3's finalizer


def _without_links(text: str) -> str:
    if "." not in text:
        return text
    rest = _LINK.sub(" ", text)
    return rest if len(rest.strip()) >= _MOSTLY_LINK else _LINK_TAIL.sub("", text)


def _letters(plain: Sequence[str]) -> NDArray[np.uint32]:
    joined = "\x1f".join([*map(_without_links, plain), ""])
    raw = np.frombuffer(joined.encode("utf-32-le"), "<u4")
    letters = tables().letter[raw]
    digit = letters - np.uint32(ord("0")) < 10
    solid: NDArray[np.uint32] = letters[(letters != 0) & ~digit]
    kept = compose(solid, closing=True)  # jamo that stood apart are neighbours only now
    return solid if kept is None else solid[kept]


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    values = (values ^ (values >> np.uint32(16))) * _SPREAD
    return values ^ (values >> np.uint32(13))


def _shingles(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Hashed shingles of all texts and where each text's begin; a short text is one shingle."""
    ends = places_of(codes == SEPARATOR)
    lengths = np.diff(ends, prepend=-1) - 1
    left = np.repeat(ends, lengths + 1) - np.arange(len(codes))
    single = np.concatenate([_mixed(codes * _STEP + np.uint32(1)), _NOTHING])
    latin = codes < _FIRST_HANGUL
    rolling = single[: len(codes)].copy()
    for step in range(1, _LATIN_SHINGLE_LETTERS):
        following = np.where(left > step, single[step : step + len(codes)], 0)
        longer = rolling * _STEP + following
        rolling = longer if step < _SHINGLE_LETTERS else np.where(latin, longer, rolling)
    needed = np.where(latin, _LATIN_SHINGLE_LETTERS, _SHINGLE_LETTERS)
    kept = (left >= needed) | (left == np.repeat(lengths, lengths + 1))
    return _mixed(rolling[kept]), np.cumsum(kept)[ends]


def signatures(plain: Sequence[str]) -> NDArray[np.uint16]:
    """Signatures of texts in their plain view: uint16 [n, SIGNATURE_HASHES]."""
    result = np.zeros((len(plain), SIGNATURE_HASHES), np.uint16)
    if not len(plain):
        return result
    shingles, ends = _shingles(_letters(plain))
    starts = np.concatenate([np.zeros(1, np.intp), ends[:-1]])
    for position, (factor, offset) in enumerate(zip(_FACTORS, _OFFSETS, strict=True)):
        permuted = _mixed(shingles * factor + offset)
        least = np.minimum.reduceat(permuted, starts)
        result[:, position] = _mixed(least * _STEP) & np.uint32(0xFFFF)
    return result


def agreement(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> int:
    """The number of positions at which two signatures are equal, 0 to `SIGNATURE_HASHES`."""
    return int(np.count_nonzero(first == second))
