"""Hashed n-grams of letters and of words of a batch, in windows of bounded length.

Symbols are the letters view with runs cut short and every digit read as 0; a second, coarser
reading (Hangul without final consonant and tension, digits as the letters they mimic) lets
altered spellings share features. Words, alone and with the next one, are read with their
diacritics, which tell bán (sell) from bạn (friend), and pairs also without, since people leave
them out. A long text is cut into blocks, and two neighbouring blocks
make a window, so that an advertisement at the end of a long text is not diluted.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising import Normalised
from detectors.text.normalising.characters import SEPARATOR, tables
from detectors.text.normalising.put_between import unsure_starts
from detectors.text.places import places_of

BUCKETS: Final = 1 << 20
BLOCK_LETTERS: Final = 96
_FULL_ORDERS: Final = (2, 3, 4)
_COARSE_ORDERS: Final = (3,)
_STEP: Final = np.uint32(0x01000193)  # FNV-1a's prime, as the rolling multiplier
_SPREAD: Final = np.uint32(0x9E3779B1)  # 2^32 / golden ratio (Knuth, TAOCP 3, section 6.4)
_SALT: Final = np.uint32(0x7F4A7C15)
_WORD_ORDERS: Final = 3  # a word, a pair of words, a pair without diacritics
_BARE_SALT: Final = np.uint32(0x2545F491)
_LONGEST_WORD: Final = 32
"""Letters of a word beyond these count as if they stood in no order."""
_PLACE_VALUES: Final = _SPREAD * _STEP ** np.arange(_LONGEST_WORD, dtype=np.uint32)


class Grams(NamedTuple):
    """Hashed n-grams of a batch of n texts.

    `buckets`: int32 [orders, symbols], `BUCKETS` where no n-gram starts; the last orders are those
    of words, which start at a word's first symbol. `block_starts`: index of each block's first
    symbol. `block_text`: the text that a block belongs to. `first_block`: [n]. `symbol_of`: places
    in `View.codes` of the symbols. `counts`: int16 [symbols], n-grams of letters that start there.
    """

    buckets: NDArray[np.int32]
    block_starts: NDArray[np.intp]
    block_text: NDArray[np.intp]
    first_block: NDArray[np.intp]
    symbol_of: NDArray[np.intp]
    counts: NDArray[np.int16]


def _symbols(texts: Normalised, noise: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of the letters to keep: at most two alike in a row, at most three digits."""
    codes = texts.letters.codes
    kept = ~noise
    alike = codes[1:] == codes[:-1]
    kept[places_of(alike[1:] & alike[:-1]) + 2] = False
    digits = places_of(codes - np.uint32(ord("0")) < 10)
    kept[digits[3:][digits[3:] - digits[:-3] == 3]] = False
    kept[texts.letters.ends] = True
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


def _spread(value: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Hashes as buckets."""
    value ^= value >> np.uint32(15)
    value *= _SPREAD
    value ^= value >> np.uint32(13)
    value *= _SPREAD
    value >>= np.uint32(32 - (BUCKETS.bit_length() - 1))
    return value.astype(np.int32)


def _words(
    bare: NDArray[np.uint32],
    kept: NDArray[np.uint32],
    starts: NDArray[np.intp],
    out: NDArray[np.int32],
) -> None:
    """Write the buckets of words to `out` (int32 [word orders, symbols]).

    `bare`: letters without diacritics, `kept`: with them; `starts`: first letters of words, where
    a separator is a word, too, which no n-gram has in it.
    """
    lengths = np.diff(starts, append=len(bare))
    within = np.arange(len(bare), dtype=np.int32)
    within -= np.repeat(starts.astype(np.int32), lengths)
    values = _PLACE_VALUES.take(within, mode="clip")
    letters = (kept + _SALT) * values
    word = np.add.reduceat(letters, starts, dtype=np.uint32)
    marked = places_of(kept != bare)
    letters[marked] = (bare[marked] + _SALT) * values[marked]
    bare_word = np.add.reduceat(letters, starts, dtype=np.uint32) if len(marked) else word
    real = bare[starts] != SEPARATOR
    pairs = places_of(real[:-1] & real[1:])
    out[:] = BUCKETS
    out[1, starts[pairs]] = _spread(word[pairs] * _STEP + word[pairs + 1])
    out[2, starts[pairs]] = _spread(bare_word[pairs] * _STEP + bare_word[pairs + 1] + _BARE_SALT)
    out[0, starts[real]] = _spread(word[real])


def _with_diacritics(
    texts: Normalised, places: NDArray[np.intp], letters: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """The letters at `places` as the plain view has them; as put back where a word was masked."""
    kept = texts.plain.codes[texts.plain_places[places]]
    changed = places_of(kept != letters)
    masked = changed[tables().letter[kept[changed]] != letters[changed]]
    kept[masked] = letters[masked]
    return kept


def _word_starts(texts: Normalised) -> NDArray[np.bool_]:
    """Letters that start a word for sure: spaced out or strewn with emoji, l o l is one word."""
    unsure = unsure_starts(texts)
    return texts.word_starts if unsure is None else texts.word_starts & ~unsure


def grams_of(texts: Normalised, noise: NDArray[np.bool_]) -> Grams:
    """Hash the n-grams of a batch's letters and words, leaving out letters marked as noise."""
    places = _symbols(texts, noise)
    codes = texts.letters.codes[places]
    ends = places_of(codes == SEPARATOR)
    lengths = np.diff(ends, prepend=-1)
    reach = np.repeat(ends, lengths) - np.arange(len(codes))  # letters left up to the text's end
    short = places_of(reach < _FULL_ORDERS[-1])
    last = short, reach[short]
    of_letters = len(_FULL_ORDERS) + len(_COARSE_ORDERS)
    buckets = np.empty((of_letters + _WORD_ORDERS, len(codes)), np.int32)
    coarse = tables().coarse[codes]
    kept = _with_diacritics(texts, places, codes)
    opens = _word_starts(texts)[places]
    opens[:1] = True
    opens[ends] = True
    opens[ends[:-1] + 1] = True
    for read in (codes, kept):
        read[read - np.uint32(ord("0")) < 10] = ord("0")
    _orders(codes, _FULL_ORDERS, np.uint32(0), last, buckets[: len(_FULL_ORDERS)])
    _orders(coarse, _COARSE_ORDERS, _SALT, last, buckets[len(_FULL_ORDERS) : of_letters])
    _words(codes, kept, places_of(opens), buckets[of_letters:])
    counts = np.full(len(codes), of_letters, np.int16)
    counts[short] = (buckets[:of_letters, short] < BUCKETS).sum(axis=0)
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
