"""Picks the few texts of a batch that may hold a contact, so that most cost no pattern at all."""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Final

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from detectors.text.characters import BLANK
from detectors.text.contact_words import (
    APART_HEADS,
    CALLS,
    LATIN_NAMES,
    NAMES,
    SPOKEN_NUMBERS,
    SURE_WORDS,
    TOP_HEADS,
)
from detectors.text.lexicon_scan import Hits, Lexicon
from detectors.text.normalising import Normalised, View, as_text
from detectors.text.put_between import is_decoration

_FEWEST_DIGITS: Final = 7
_DOTS: Final = ".,*)]}"
_ADDRESS_SIGNS: Final = "@(["
_DOT_LIKE: Final = np.zeros(128, bool)
_DOT_LIKE[[ord(sign) for sign in _DOTS]] = True


def _pair_table(pairs: Iterable[str]) -> NDArray[np.bool_]:
    """By two ASCII letters packed as `first * 128 + second`: whether they are one of `pairs`."""
    table = np.zeros(128 * 128, bool)
    table[[ord(pair[0]) * 128 + ord(pair[1]) for pair in pairs]] = True
    return table


_HEADS: Final = _pair_table(TOP_HEADS)
_APART_FIRST: Final = _pair_table(head[:2] for head in APART_HEADS)
_APART_SECOND: Final = _pair_table([*(head[1:3] for head in APART_HEADS if head[2:]), "r ", "n "])


@cache
def _automaton() -> tuple[AhoCorasick, NDArray[np.int8]]:
    """The words, and what kind each is: 0 sure, 1 a name, 2 a Latin name, 3 a call."""
    lists = [[*SURE_WORDS, *SPOKEN_NUMBERS], NAMES, LATIN_NAMES, CALLS]
    kinds = np.repeat(np.arange(4, dtype=np.int8), [len(words) for words in lists])
    return AhoCorasick(list(chain(*lists)), implementation=Implementation.DFA), kinds


def _texts_with(places: NDArray[np.intp], view: View) -> NDArray[np.bool_]:
    found = np.zeros(len(view.ends), bool)
    if len(places):
        found[np.searchsorted(view.ends, places)] = True
    return found


def _dots_in_domains(view: View) -> NDArray[np.bool_]:
    """Texts with a dot, or what is written for one, before the first letters of a top domain."""
    codes = np.minimum(view.codes, 127)
    dots = np.flatnonzero(_DOT_LIKE[codes[:-2]])
    if not len(dots):
        return np.zeros(len(view.ends), bool)
    padded = np.concatenate([codes, np.zeros(4, codes.dtype)])
    direct = _HEADS[padded[dots + 1] * 128 + padded[dots + 2]] & (codes[dots] == ord("."))
    apart = dots + (padded[dots + 1] == BLANK)
    first, second, third = padded[apart + 1], padded[apart + 2], padded[apart + 3]
    spaced = _APART_FIRST[first * 128 + second] & _APART_SECOND[second * 128 + third]
    me = (first == ord("m")) & (second == ord("e")) & (third == BLANK) & (codes[dots] == ord("."))
    return _texts_with(dots[direct | spaced | me], view)


def _named(texts: Normalised) -> NDArray[np.bool_]:
    """Texts with a word that an address or id may follow, and room for one."""
    letters, codes = texts.letters, texts.letters.codes
    automaton, kinds = _automaton()
    found = automaton.find_matches_as_indexes(as_text(codes))
    rows_of = np.zeros((4, len(letters.ends)), bool)
    if found:
        words, places, _ = np.array(found, np.intp).T
        rows_of[kinds[words], np.searchsorted(letters.ends, places)] = True
    if not rows_of[1:].any():
        sure: NDArray[np.bool_] = rows_of[0]
        return sure
    solid = (codes - np.uint32(ord("a")) < 26) | (codes - np.uint32(ord("0")) < 10)
    run = np.flatnonzero(solid[:-3] & solid[1:-2] & solid[2:-1] & solid[3:])
    room = _texts_with(run, letters)
    at_sign = _texts_with(np.flatnonzero(texts.plain.codes == ord("@")), texts.plain)
    latin = (at_sign | _telling(texts.plain)) & rows_of[2]
    picked: NDArray[np.bool_] = rows_of[0] | (room & (rows_of[1] | latin | (at_sign & rows_of[3])))
    return picked


def _telling(view: View) -> NDArray[np.bool_]:
    """Texts with an underscore, or a digit behind a letter (one sign may be between)."""
    codes = view.codes
    digits = np.flatnonzero(codes - np.uint32(ord("0")) < 10)
    before, further = codes[digits - 1], codes[digits - 2]
    joined = (before == ord(".")) | (before == ord("-"))
    behind = np.where(joined, further, before) - np.uint32(ord("a")) < 26
    underscores = np.flatnonzero(codes == ord("_"))
    return _texts_with(digits[behind & (digits > 1)], view) | _texts_with(underscores, view)


def _addressed(view: View) -> NDArray[np.bool_]:
    """Texts with an @, or what is written for one, right behind a letter or digit."""
    codes = view.codes
    signs = np.flatnonzero(codes == ord("@"))
    before = codes[signs - 1]
    solid = (before - np.uint32(ord("a")) < 26) | (before - np.uint32(ord("0")) < 10)
    brackets = np.flatnonzero((codes[:-2] == ord("(")) | (codes[:-2] == ord("[")))
    inside, behind = codes[brackets + 1], codes[brackets + 2]
    spelled = (inside == ord("a")) & ((behind == ord("t")) | (behind == ord(")")))
    return _texts_with(np.concatenate([signs[solid], brackets[spelled]]), view)


def candidates(texts: Normalised, lexicon: Lexicon, hits: Hits) -> NDArray[np.intp]:
    """Rows of the texts in which contacts are worth looking for.

    Args:
        texts: the normalised batch.
        lexicon: not read any more; kept for the callers.
        hits: not read any more; kept for the callers.
    """
    letters = texts.letters
    if not len(letters.ends):
        return np.zeros(0, np.intp)
    digits = np.flatnonzero(letters.codes - np.uint32(ord("0")) < 10)
    counts = np.bincount(np.searchsorted(letters.ends, digits), minlength=len(letters.ends))
    picked = (counts >= _FEWEST_DIGITS) | _named(texts)
    plain = as_text(texts.plain.codes)
    if any(sign in plain for sign in _DOTS):
        picked |= _dots_in_domains(texts.plain)
    if any(sign in plain for sign in _ADDRESS_SIGNS):
        picked |= _addressed(texts.plain)
    picked |= _strewn(texts)
    return np.flatnonzero(picked)


def _strewn(texts: Normalised) -> NDArray[np.bool_]:
    """Texts with single Latin letters in a run, or with decoration between Latin letters."""
    codes = texts.plain.codes
    signs = np.flatnonzero(is_decoration(codes))
    found = _texts_with(signs[_is_code(codes[signs - 1]) & _is_code(codes[signs + 1])], texts.plain)
    if texts.spaced.any():
        letters = texts.letters.codes
        starts = texts.word_starts
        single = starts[:-1] & starts[1:] & (letters[:-1] - np.uint32(ord("a")) < 26)
        found |= (texts.spaced > 0) & _texts_with(np.flatnonzero(single), texts.letters)
    return found


def _is_code(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    latin = codes - np.uint32(ord("a")) < 26
    found: NDArray[np.bool_] = latin | (codes - np.uint32(ord("-")) < 14) | (codes == ord("@"))
    return found
