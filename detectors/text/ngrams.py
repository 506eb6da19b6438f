"""Hashed letter n-grams of a batch, in windows of bounded length.

Symbols are the letters view with runs cut short and every digit read as 0; a second, coarser
reading (Hangul without final consonant and tension, digits as the letters they mimic) lets
altered spellings share features. A long text is cut into blocks, and two neighbouring blocks
make a window, so that an advertisement at the end of a long text is not diluted.
"""

from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.characters import SEPARATOR, tables
from detectors.text.normalising import View

BUCKETS: Final = 1 << 18
BLOCK_LETTERS: Final = 96
_FULL_ORDERS: Final = (2, 3, 4, 5)
_COARSE_ORDERS: Final = (2, 3)
_LONGEST: Final = max(*_FULL_ORDERS, *_COARSE_ORDERS)
_STEP: Final = np.uint32(0x01000193)  # FNV-1a's prime, as the rolling multiplier
_SPREAD: Final = np.uint32(0x9E3779B1)  # 2^32 / golden ratio (Knuth, TAOCP 3, section 6.4)
_COARSE_SALT: Final = np.uint32(0x7F4A7C15)


class Grams(NamedTuple):
    """Hashed n-grams of a batch of n texts.

    `buckets`: int32 [orders, symbols], `BUCKETS` where no n-gram starts. `starting`: int8
    [symbols], how many n-grams start at each. `block_starts`: index
    of each block's first symbol. `block_text`: the text that a block belongs to. `first_block`:
    [n]. `symbol_of`: places in `View.codes` of the symbols.
    """

    buckets: NDArray[np.int32]
    starting: NDArray[np.int8]
    block_starts: NDArray[np.intp]
    block_text: NDArray[np.intp]
    first_block: NDArray[np.intp]
    symbol_of: NDArray[np.intp]


def _symbols(letters: View, noise: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of the letters to keep: at most two alike in a row, at most three digits."""
    codes = letters.codes
    kept = ~noise
    if len(codes) > 3:
        alike = codes[1:] == codes[:-1]
        kept[2:] &= ~(alike[1:] & alike[:-1])
        digit = codes - np.uint32(ord("0")) < 10
        kept[3:] &= ~(digit[3:] & digit[2:-1] & digit[1:-2] & digit[:-3])
        kept |= codes == SEPARATOR
    return np.flatnonzero(kept)


def _orders(
    symbols: NDArray[np.uint32],
    orders: tuple[int, ...],
    salt: np.uint32,
    reach: NDArray[np.intp],
    out: list[NDArray[np.int32]],
) -> None:
    rolling = symbols + salt
    single = rolling * _SPREAD
    shift = np.uint32(32 - (BUCKETS.bit_length() - 1))
    rolling = single.copy()
    for order in range(2, orders[-1] + 1):
        shifted = single[order - 1 :]
        rolling = rolling[: len(shifted)] * _STEP + shifted
        if order in orders:
            bucket = np.full(len(symbols), BUCKETS, np.int32)
            mixed = rolling ^ (rolling >> np.uint32(15))
            bucket[: len(mixed)] = (mixed * _SPREAD) >> shift
            bucket[reach < order] = BUCKETS
            out.append(bucket)


@cache
def _starting() -> NDArray[np.int8]:
    """How many n-grams start where so many letters are left."""
    orders = (*_FULL_ORDERS, *_COARSE_ORDERS)
    left = range(_LONGEST + 1)
    return np.array([sum(order <= letters for order in orders) for letters in left], np.int8)


def grams_of(letters: View, noise: NDArray[np.bool_]) -> Grams:
    """Hash the n-grams of a batch's letters view, leaving out the letters marked as noise."""
    places = _symbols(letters, noise)
    codes = letters.codes[places]
    ends = np.flatnonzero(codes == SEPARATOR)
    lengths = np.diff(ends, prepend=-1)
    reach = np.repeat(ends, lengths) - np.arange(len(codes))  # letters left up to the text's end
    digit = codes - np.uint32(ord("0")) < 10
    buckets: list[NDArray[np.int32]] = []
    full = np.where(digit, np.uint32(ord("0")), codes)
    _orders(full, _FULL_ORDERS, np.uint32(0), reach, buckets)
    _orders(tables().coarse[codes], _COARSE_ORDERS, _COARSE_SALT, reach, buckets)
    block_starts, block_text, first_block = _blocks(ends, lengths)
    return Grams(
        np.stack(buckets),
        _starting()[np.minimum(reach, _LONGEST)],
        block_starts,
        block_text,
        first_block,
        places,
    )


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
