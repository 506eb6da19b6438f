"""Picks the few texts of a batch that may hold a contact, so that most cost no pattern at all."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts.find import Hints
from detectors.text.contacts.phones import SPOKEN_DIGITS
from detectors.text.contacts.words import APART_HEADS, BY_KIND, TOP_HEADS
from detectors.text.lexicon.scan import Words
from detectors.text.normalising import Normalised, View, as_text
from detectors.text.normalising.characters import BLANK
from detectors.text.normalising.put_between import is_decoration
from detectors.text.places import places_of

_FEWEST_DIGITS: Final = 7
_REACH: Final = 24
"""Letters within which so many digits of one number stand; words may stand for a few others."""
_DOTS: Final = ".,*)]}"
_NO_PLACES: Final = np.zeros(0, np.intp)
_DOT_LIKE: Final = np.zeros(128, bool)
_DOT_LIKE[[ord(sign) for sign in _DOTS]] = True

_DIGITS_OR_WORDS: Final = np.zeros(0xD7A5, bool)
_DIGITS_OR_WORDS[[ord(digit) for digit in f"0123456789{SPOKEN_DIGITS}"]] = True


def _pair_table(pairs: Iterable[str]) -> NDArray[np.bool_]:
    """By two ASCII letters packed as `first * 128 + second`: whether they are one of `pairs`."""
    table = np.zeros(128 * 128, bool)
    table[[ord(pair[0]) * 128 + ord(pair[1]) for pair in pairs]] = True
    return table


_HEADS: Final = _pair_table(TOP_HEADS)
_APART_FIRST: Final = _pair_table(head[:2] for head in APART_HEADS)
_APART_SECOND: Final = _pair_table(
    [*(head[1:3] for head in APART_HEADS if head[2:]), "r ", "n ", "y "]
)


def _texts_with(places: NDArray[np.intp], view: View) -> NDArray[np.bool_]:
    found = np.zeros(len(view.ends), bool)
    if len(places):
        found[np.searchsorted(view.ends, places)] = True
    return found


def _dots_in_domains(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Places of dots, or of what is written for one, before the first letters of a top domain."""
    dots = places_of(_DOT_LIKE[np.minimum(codes[:-2], 127)])
    behind = codes[dots + 1]
    behind = np.where(behind == BLANK, codes[dots + 2], behind)
    dots = dots[behind - np.uint32(ord("a")) < 26]
    if not len(dots):
        return dots
    around = dots[:, None] + np.arange(1, 5)
    following = np.minimum(codes[np.minimum(around, len(codes) - 1)], 127)
    dot = codes[dots] == ord(".")
    direct = _HEADS[following[:, 0] * 128 + following[:, 1]] & dot
    blank = following[:, :1] == BLANK
    first, second, third = np.where(blank, following[:, 1:], following[:, :3]).T
    spaced = _APART_FIRST[first * 128 + second] & _APART_SECOND[second * 128 + third]
    me = (first == ord("m")) & (second == ord("e")) & (third == BLANK) & dot
    found: NDArray[np.intp] = dots[direct | spaced | me]
    return found


def _named(texts: Normalised, words: Words, codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Texts with a word that an address or id may follow, and room for one."""
    letters = texts.letters
    rows_of = np.zeros((len(BY_KIND), len(letters.ends)), bool)
    rows_of[words.kinds, np.searchsorted(letters.ends, words.places)] = True
    if not rows_of[1:].any():
        sure: NDArray[np.bool_] = rows_of[0]
        return sure
    solid = (codes - np.uint32(ord("a")) < 26) | (codes - np.uint32(ord("0")) < 10)
    run = places_of(solid[:-3] & solid[1:-2] & solid[2:-1] & solid[3:])
    room = _texts_with(run, letters)
    at_sign = _texts_with(places_of(texts.plain.codes == ord("@")), texts.plain)
    latin = (at_sign | _telling(texts.plain)) & rows_of[2]
    picked: NDArray[np.bool_] = rows_of[0] | (room & (rows_of[1] | latin | (at_sign & rows_of[3])))
    return picked


def _telling(view: View) -> NDArray[np.bool_]:
    """Texts with an underscore, or a digit behind a letter (one sign may be between)."""
    codes = view.codes
    digits = places_of(codes - np.uint32(ord("0")) < 10)
    before, further = codes[digits - 1], codes[digits - 2]
    joined = (before == ord(".")) | (before == ord("-"))
    behind = np.where(joined, further, before) - np.uint32(ord("a")) < 26
    underscores = places_of(codes == ord("_"))
    return _texts_with(np.concatenate([digits[behind & (digits > 1)], underscores]), view)


def _underscores(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Places of underscores inside words, as in ids; a service may be named beside one somehow."""
    places = places_of(codes == ord("_"))
    return places[_is_code(codes[places - 1]) & _is_code(codes[places + 1])]


def _addressed(codes: NDArray[np.uint32], plain: str) -> NDArray[np.intp]:
    """Places of an @, or what is written for one, right behind a letter or digit."""
    found = _NO_PLACES
    if "@" in plain:
        signs = places_of(codes == ord("@"))
        before = codes[signs - 1]
        solid = (before - np.uint32(ord("a")) < 26) | (before - np.uint32(ord("0")) < 10)
        found = signs[solid]
    if "(a" in plain or "[a" in plain:
        brackets = places_of((codes[:-2] == ord("(")) | (codes[:-2] == ord("[")))
        inside, behind = codes[brackets + 1], codes[brackets + 2]
        spelled = (inside == ord("a")) & ((behind == ord("t")) | (behind == ord(")")))
        found = np.append(found, brackets[spelled])
    return found


def candidates(texts: Normalised, words: Words) -> dict[int, Hints]:
    """The texts in which contacts are worth looking for, by row, and what may be in them.

    Args:
        texts: the normalised batch.
        words: the words in it that point to contacts.
    """
    letters = texts.letters
    if not len(letters.ends):
        return {}
    digits = places_of(letters.codes - np.uint32(ord("0")) < 10)
    picked = np.zeros(len(letters.ends), bool)
    if len(digits):
        rows = np.searchsorted(letters.ends, digits)
        further, before = digits[_FEWEST_DIGITS - 1 :], digits[: 1 - _FEWEST_DIGITS]
        near = further - before < _REACH
        near &= rows[_FEWEST_DIGITS - 1 :] == rows[: 1 - _FEWEST_DIGITS]
        picked[rows[: len(near)][near]] = True
        picked[rows[_is_zero_one_zero(letters.codes, digits)]] = True
    picked[np.searchsorted(letters.ends, _spoken_number(letters.codes))] = True
    if len(words.kinds):
        picked |= _named(texts, words, letters.codes)
    codes = texts.plain.codes
    plain = as_text(codes)
    strewn = _texts_with(_strewn(texts), texts.plain)
    places = [_NO_PLACES]
    if any(sign in plain for sign in _DOTS):
        places.append(_dots_in_domains(codes))
    places.append(_addressed(codes, plain))
    picked[np.searchsorted(texts.plain.ends, np.concatenate(places))] = True
    joined = _texts_with(_underscores(codes), texts.plain)
    picked |= joined
    named = joined | _texts_with(words.places[words.kinds > 0], letters)
    return {
        row: Hints(named=bool(named[row]), strewn=bool(strewn[row]))
        for row in places_of(picked | strewn).tolist()
    }


def _spoken_number(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Places where eight digits begin, some of them in Hangul: 일오팔팔73사이."""
    run = _DIGITS_OR_WORDS[np.minimum(codes, len(_DIGITS_OR_WORDS) - 1)]
    for step in (1, 2, 4):
        run = run[:-step] & run[step:]
    return places_of(run)


def _is_zero_one_zero(codes: NDArray[np.uint32], digits: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which digits are the one of 공1공 or 영1영."""
    before = codes[digits - 1]
    spoken = (before == ord("공")) | (before == ord("영"))
    found: NDArray[np.bool_] = spoken & (codes[digits] == ord("1")) & (codes[digits + 1] == before)
    return found


def _strewn(texts: Normalised) -> NDArray[np.intp]:
    """Places of decoration between Latin letters, and in texts with runs of single ones."""
    codes = texts.plain.codes
    signs = places_of(is_decoration(codes))
    found = signs[_is_code(codes[signs - 1]) & _is_code(codes[signs + 1])] if len(signs) else signs
    if texts.spaced.any():
        letters, starts = texts.letters.codes, texts.word_starts
        single = starts[:-1] & starts[1:] & (letters[:-1] - np.uint32(ord("a")) < 26)
        single &= np.repeat(texts.spaced > 0, texts.letters.ends - texts.letters.starts + 1)[:-1]
        found = np.append(found, texts.plain_places[places_of(single)])
    return found


def _is_code(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    latin = codes - np.uint32(ord("a")) < 26
    found: NDArray[np.bool_] = latin | (codes - np.uint32(ord("-")) < 14) | (codes == ord("@"))
    return found
