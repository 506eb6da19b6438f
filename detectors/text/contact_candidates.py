"""Picks the few texts of a batch that may hold a contact, so that most cost no pattern at all."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.lexicon_scan import CATEGORIES, Hits, Lexicon
from detectors.text.normalising import Normalised, View

_FEWEST_DIGITS: Final = 7
_FEWEST_ID_LETTERS: Final = 4
_TOP_DOMAIN_HEADS: Final = (
    "coneorkrvnxytoclsionshstinbitvccgglivifuwibecaicasapmomelygleegope"  # two letters each
)
_HEADS: Final = np.array(
    [
        ord(first) << 16 | ord(second)
        for first, second in zip(_TOP_DOMAIN_HEADS[::2], _TOP_DOMAIN_HEADS[1::2], strict=True)
    ]
)


def _per_text(mask: NDArray[np.bool_], view: View) -> NDArray[np.int64]:
    """How many of the mask's places are in each text: [n]."""
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(mask)])
    counts: NDArray[np.int64] = running[view.ends] - running[view.starts]
    return counts


def _texts_with(places: NDArray[np.intp], view: View) -> NDArray[np.bool_]:
    found = np.zeros(len(view.ends), bool)
    found[np.searchsorted(view.ends, places)] = True
    return found


def _dots_in_domains(view: View) -> NDArray[np.bool_]:
    """Texts with a dot between a letter or digit and the first letters of a known top domain."""
    codes = view.codes
    dots = np.flatnonzero(codes[:-2] == ord("."))
    pair = codes[dots + 1].astype(np.int64) << 16 | codes[dots + 2]
    return _texts_with(dots[np.isin(pair, _HEADS)], view)


def _at_signs(view: View) -> NDArray[np.bool_]:
    """Texts with an @ right behind a letter or digit, as in an e-mail address."""
    codes = view.codes
    signs = np.flatnonzero(codes[1:] == ord("@")) + 1
    before = codes[signs - 1]
    solid = (before - np.uint32(ord("a")) < 26) | (before - np.uint32(ord("0")) < 10)
    return _texts_with(signs[solid], view)


def candidates(texts: Normalised, lexicon: Lexicon, hits: Hits) -> NDArray[np.intp]:
    """Rows of the texts in which contacts are worth looking for.

    Args:
        texts: the normalised batch.
        lexicon: what `hits` refers to.
        hits: the lexicon's terms found in the batch.
    """
    letters = texts.letters
    if not len(letters.ends):
        return np.zeros(0, np.intp)
    digit = letters.codes - np.uint32(ord("0")) < 10
    latin = letters.codes - np.uint32(ord("a")) < 26
    digits = _per_text(digit, letters)
    id_letters = _per_text(latin, letters) + digits
    category = lexicon.category[hits.terms]
    rows = lexicon.text_of(hits, letters)
    addressed = np.zeros(len(digits), bool)
    addressed[rows[category == CATEGORIES.index("address")]] = True
    named = np.zeros(len(digits), bool)
    named[rows[(category == CATEGORIES.index("messenger"))]] = True
    named[rows[(category == CATEGORIES.index("call"))]] = True
    picked = (digits >= _FEWEST_DIGITS) | addressed
    picked |= named & (id_letters >= _FEWEST_ID_LETTERS)
    picked |= _dots_in_domains(texts.plain) | _at_signs(texts.plain)
    return np.flatnonzero(picked)
