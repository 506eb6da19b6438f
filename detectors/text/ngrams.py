"""Hashed letter n-grams of a batch, in windows of bounded length.

Symbols are the letters view with runs cut short and every digit read as 0; a second, coarser
reading (Hangul without final consonant and tension, digits as the letters they mimic) lets
altered spellings share features. A long text is cut into blocks, and two neighbouring blocks
make a window, so that an advertisement at the end of a long text is not diluted.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising import View
from detectors.text.normalising.characters import SEPARATOR, tables
from detectors.text.places import places_of

BUCKETS: Final = 1 << 18
BLOCK_LETTERS: Final = 96
_FULL_ORDERS: Final = (2, 3, 4, 5)
_COARSE_ORDERS: Final = (2, 3)
_STEP: Final = np.uint32(0x01000193)  # FNV-1a's prime, as the rolling multiplier
_SPREAD: Final = np.uint32(0x9E3779B1)  # 2^32 / golden ratio (Knuth, TAOCP 3, section 6.4)
_COARSE_SALT: Final = np.uint32(0x7F4A7C15)


class Grams(NamedTuple):
    """Hashed n-grams of a batch of n texts.

    `buckets`: int32 [orders, symbols], `BUCKETS` where no n-gram starts. `block_starts`: index
    of each block's first symbol. `block_text`: the text that a block belongs to. `first_block`:
    [n]. `symbol_of`: places in `View.codes` of the symbols. `counts`: int16 [symbols], n-grams that
    start there.
    """

    buckets: NDArray[np.int32]
    block_starts: NDArray[np.intp]
    block_text: NDArray[np.intp]
    first_block: NDArray[np.intp]
    symbol_of: NDArray[np.intp]
    counts: NDArray[np.int16]


def _symbols(letters: View, noise: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of the letters to keep: at most two alike in a row, at most three digits."""
    codes = letters.codes
    kept = ~noise
    alike = codes[1:] == codes[:-1]
    kept[places_of(alike[1:] & alike[:-1]) + 2] = False
    digits = places_of(codes - np.uint32(ord("0")) < 10)
    kept[digits[3:][digits[3:] - digits[:-3] == 3]] = False
    kept[letters.ends] = True
    return places_of(kept)


def _orders(
    symbols: NDArray[np.uint32],
    orders: tuple[int, ...],
    salt: np.uint32,
    last: tuple[NDArray[np.intp], NDArray[np.intp]],
    out: NDArray[np.int32],
) -> None:
    """Write the buckets of some orders to `out` (int32 [orders, symbols]).

    `last`: places of the texts' last letters, and how many letters are left there.
    """
    places, left = last
    single = (symbols + salt) * _SPREAD
    shift = np.uint32(32 - (BUCKETS.bit_length() - 1))
    rolling = single
    for order in range(2, orders[-1] + 1):
        rolling = rolling[:-1] * _STEP
        rolling += single[order - 1 :]
        if order in orders:
            mixed = rolling >> np.uint32(15)
            mixed ^= rolling
            mixed *= _SPREAD
            mixed >>= shift
            bucket = out[orders.index(order)]
            bucket[: len(mixed)] = mixed
            bucket[len(mixed) :] = BUCKETS
            bucket[places[left < order]] = BUCKETS


def grams_of(letters: View, noise: NDArray[np.bool_]) -> Grams:
    """Hash the n-grams of a batch's letters view, leaving out the letters marked as noise."""
    places = _symbols(letters, noise)
    codes = letters.codes[places]
    ends = places_of(codes == SEPARATOR)
    lengths = np.diff(ends, prepend=-1)
    reach = np.repeat(ends, lengths) - np.arange(len(codes))  # letters left up to the text's end
    short = places_of(reach < _FULL_ORDERS[-1])
    last = short, reach[short]
    buckets = np.empty((len(_FULL_ORDERS) + len(_COARSE_ORDERS), len(codes)), np.int32)
    coarse = tables().coarse[codes]
    codes[codes - np.uint32(ord("0")) < 10] = ord("0")
    _orders(codes, _FULL_ORDERS, np.uint32(0), last, buckets[: len(_FULL_ORDERS)])
    _orders(coarse, _COARSE_ORDERS, _COARSE_SALT, last, buckets[len(_FULL_ORDERS) :])
    counts = np.full(len(codes), len(buckets), np.int16)
    counts[short] = (buckets[:, short] < BUCKETS).sum(axis=0)
    return Grams(buckets, *_blocks(ends, lengths), places, counts)


def _blocks(
    ends: NDArray[np.intp], lengths: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    per_text = np.maximum(1, (lengths - 1 + BLOCK_LETTERS - 1) // BLOCK_LETTERS)
    first_block = np.cumsum(per_text) - per_text
    block_text = np.repeat(np.arange(len(ends)), per_text)
    within = np.arange(len(block_text)) - first_block[block_text]
    block_starts = ends[block_text] - lengths[block_text] + 1 + within * BLOCK_LETTERS
    return block_starts, block_text, first_block


def window_sums(grams: Grams, per_symbol: NDArray[np.generic]) -> NDArray[np.float32]:
    """Sums over windows: a block with the one after it, if that is of the same text.

    Args:
        grams: the batch's n-grams.
        per_symbol: [symbols] values to add up.

    Returns:
        float32 [blocks].
    """
    sums = np.add.reduceat(per_symbol, grams.block_starts, dtype=np.float32)
    text = grams.block_text
    same = text[1:] == text[:-1]
    windows = sums.copy()
    windows[:-1] += np.where(same, sums[1:], np.float32(0))
    return windows


def text_maxima(grams: Grams, per_window: NDArray[np.float32]) -> NDArray[np.float32]:
    """The greatest window value of each text: float32 [n]."""
    return np.maximum.reduceat(per_window, grams.first_block)
