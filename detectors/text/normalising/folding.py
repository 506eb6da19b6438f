"""The folded view: a text's letters as one hears or roughly sees them, to find masked words.

갸입 and 까입 fold to what 가입 folds to, 첫츙 to what 첫충 does, 톧오 to what 토토 does, te1egram
and teIegram to one spelling. Both sides are folded: a term is found where its folded spelling is in
a text's. So many unlike words fold alike (가지 노란 has 카지노 in it) that a hit in this view alone
means little, unless a letter in it is *odd*: a syllable that Korean hardly uses (갸, 츙, 됼), one
next to a foreign letter that was put between (카v지), or a digit inside a Latin word.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import SEPARATOR, tables
from detectors.text.normalising.jamo import FIRST_SYLLABLE, SYLLABLES, is_syllable
from detectors.text.places import places_of

_FIRST_SYLLABLE: Final = np.uint32(FIRST_SYLLABLE)
_NIEUN, _DIGEUT, _RIEUL, _MIEUM = 4, 7, 8, 16  # places of finals, Unicode 16, section 3.12
_IEUNG: Final = 11  # the initial that is silent
_DIGEUT_INITIAL: Final = 3
_SAME_INITIAL: Final = {1: 0, _NIEUN: 2, _RIEUL: 5, _MIEUM: 6, 17: 7}


class Folded(NamedTuple):
    """The folded letters of a batch.

    `codes`: uint32 [m], the texts' folded letters, each text closed by `SEPARATOR`. `places`:
    intp [m], which place of the letters view each comes from. `odd`: bool [m], see above; a hit
    that has an odd letter, and that the letters view does not have, is a masked word.
    """

    codes: NDArray[np.uint32]
    places: NDArray[np.intp]
    odd: NDArray[np.bool_]


def _initial_table() -> NDArray[np.uint32]:
    """By final: the initial that swallows it when it follows (멈 머 is heard as 머 머)."""
    table = np.full(28, 99, np.uint32)
    for final, initial in _SAME_INITIAL.items():
        table[final] = initial
    return table


_SWALLOWED_BY: Final = _initial_table()
_INITIAL_OF_FINAL: Final = np.where(_SWALLOWED_BY == 99, np.uint32(_IEUNG), _SWALLOWED_BY)
_INITIAL_OF_FINAL[_DIGEUT] = _DIGEUT_INITIAL


def odd_letters(letters: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which letters of the letters view (uint32 [n]) are odd, see above: bool [n]."""
    odd = tables().odd[letters]
    if len(letters) < 3:
        return odd
    others = places_of(~is_syllable(letters[:-1]))
    digit = letters[others] - np.uint32(ord("0")) < 10
    between = others[~digit & _put_between(letters, others)]
    odd[between - 1] = True
    digits = others[digit]
    after, before = digits[_is_latin(letters[digits - 1])], digits[_is_latin(letters[digits + 1])]
    odd[after] = True
    odd[before] = True
    return odd


def _is_latin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return codes - np.uint32(ord("a")) < 26


def _put_between(letters: NDArray[np.uint32], others: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of the foreign letters at `others` (not the last one) Hangul is around."""
    around = is_syllable(letters[others - 1]) & is_syllable(letters[others + 1])
    found: NDArray[np.bool_] = around & (letters[others] != SEPARATOR)
    return found


def fold(letters: NDArray[np.uint32]) -> Folded:
    """Fold the letters view's codes of a batch (uint32 [n], each text closed by a separator)."""
    odd = odd_letters(letters)
    if len(letters) < 3:
        places = np.arange(len(letters))
        return Folded(_with_finals_settled(tables().folded[letters]), places, odd)
    kept = np.ones(len(letters), bool)
    others = places_of(~is_syllable(letters[:-1]))
    kept[others[_put_between(letters, others)]] = False
    places = places_of(kept)
    codes = tables().folded[letters[places]]
    return Folded(_with_finals_settled(codes), places, odd[places])


def opened(folded: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Folded codes without finals: 공먼이 as 고머니; a final before a silent initial goes there."""
    syllable = folded - _FIRST_SYLLABLE
    hangul = syllable < SYLLABLES
    final = np.where(hangul, syllable % np.uint32(28), np.uint32(0))
    codes = folded - final
    moving = _INITIAL_OF_FINAL[final[:-1]]
    silent = hangul[1:] & (syllable[1:] // np.uint32(588) == _IEUNG)
    moves = places_of(silent & (moving < _IEUNG)) + 1
    codes[moves] -= (np.uint32(_IEUNG) - moving[moves - 1]) * np.uint32(588)
    return codes


def _with_finals_settled(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Finals that are heard as part of the next syllable, in place: 톧오 as 토도, 멈머 as 머머."""
    syllable = codes - _FIRST_SYLLABLE
    final = np.where(syllable < SYLLABLES, syllable % np.uint32(28), np.uint32(0))
    closed = places_of(final)
    if not len(closed):
        return codes
    final = final[closed]
    following = np.append(syllable, np.uint32(SYLLABLES))[closed + 1]
    initial = np.where(following < SYLLABLES, following // np.uint32(588), np.uint32(98))
    digeut = final == _DIGEUT
    moves = closed[digeut & (initial == _IEUNG)] + 1
    codes[moves] -= np.uint32((_IEUNG - _DIGEUT_INITIAL) * 588)
    dropped = digeut | (_SWALLOWED_BY[final] == initial)
    codes[closed[dropped]] -= final[dropped]
    return codes
