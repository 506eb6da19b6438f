"""What was put between the letters of words: which digits and gaps of a batch mean nothing."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import SEPARATOR
from detectors.text.normalising.jamo import is_syllable
from detectors.text.normalising.views import Normalised
from detectors.text.places import places_of

_FEWEST: Final = 2
_FIRST_SYMBOL: Final = 0x2190
_CJK: Final = 0x2E80
_FIRST_EMOJI: Final = 0x1F000
_NO_MIMICS: Final = np.zeros(128, bool)
"""Digits that look like no Latin letter, so that they are noise rather than leet."""
_NO_MIMICS[[ord(digit) for digit in "2689"]] = True


def _by_text(places: NDArray[np.intp], texts: Normalised) -> NDArray[np.intp]:
    return np.searchsorted(texts.letters.ends, places)


def _kept_where_many(places: NDArray[np.intp], texts: Normalised) -> NDArray[np.intp]:
    """The places of those texts that have several."""
    if len(places) < _FEWEST:
        return places[:0]
    rows = _by_text(places, texts)
    return places[np.bincount(rows, minlength=len(texts.letters.ends))[rows] >= _FEWEST]


def noise_digits(texts: Normalised) -> NDArray[np.intp]:
    """Places of single digits strewn into words: 카1지노 바6카라2, v2ay ti8ền nha6nh.

    One such digit is an amount or a name (신규3만, 제2회, h2o); a text with several is noisy.
    """
    codes = texts.letters.codes
    if len(codes) < 3:
        return np.zeros(0, np.intp)
    digits = places_of(codes - np.uint32(ord("0")) < 10)
    digits = digits[digits > 0]
    before, after = codes[digits - 1], codes[digits + 1]
    apart = texts.word_starts[digits + 1] | (after == SEPARATOR)
    glued = ~texts.word_starts[digits] & (apart | (after - np.uint32(ord("0")) >= 10))
    hangul = glued & is_syllable(before) & (is_syllable(after) | apart)
    latin = glued & _is_latin(before) & _is_latin(after) & ~apart
    korean = _kept_where_many(digits[hangul], texts)
    roman = _kept_where_many(digits[latin], texts)
    if len(roman):
        strange = _by_text(roman[_NO_MIMICS[codes[roman]]], texts)
        roman = roman[np.isin(_by_text(roman, texts), strange)]
    return np.concatenate([korean, roman])


def _is_latin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return codes - np.uint32(ord("a")) < 26


def is_decoration(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points are arrows, shapes, dingbats or emoji."""
    symbol = codes - np.uint32(_FIRST_SYMBOL) < _CJK - _FIRST_SYMBOL
    return symbol | (codes >= _FIRST_EMOJI)


def unsure_starts(texts: Normalised) -> NDArray[np.bool_] | None:
    """Letters that may be inside a word although something that is no letter is before them.

    They stand behind decoration only (n❤h★anh), or in a run of single letters (v a y t i e n).

    Returns:
        bool [letters], or None if there are none.
    """
    plain, places = texts.plain.codes, texts.plain_places
    signs = places_of(is_decoration(plain))
    spaced = texts.spaced.any()
    if not len(signs) and not spaced:
        return None
    unsure = _unsure_in_runs(texts) if spaced else np.zeros(len(places), bool)
    inside = np.searchsorted(places, signs)
    inside = inside[(inside > 0) & (inside < len(places))]
    first, last = plain[places[inside - 1] + 1], plain[places[inside] - 1]
    unsure[inside[is_decoration(first) & is_decoration(last)]] = True
    return unsure


def _unsure_in_runs(texts: Normalised) -> NDArray[np.bool_]:
    """Letters beside a single one, behind the same sign as a neighbour: in c-a-s-i n-o a, s, i, o.

    Where all are parted by blanks, none is known to start a word.
    """
    starts, places = texts.word_starts, texts.plain_places
    single = np.append(starts, np.True_)
    single = single[:-1] & single[1:]
    beside = single.copy()
    beside[1:] |= single[:-1]
    sign = np.where(starts, texts.plain.codes[places - 1], 0)
    alike = np.append(sign[1:] == sign[:-1], np.False_)
    alike[1:] |= alike[:-1]
    alike &= np.repeat(texts.spaced > 0, texts.letters.ends - texts.letters.starts + 1)
    unsure: NDArray[np.bool_] = beside & alike & starts
    return unsure
