"""Puts split Hangul back together: ㄱㅏㅇㅣㅂ is 가입, while ㅋㅋㅋ, ㅠㅠ and ㅇㅇ stay.

Unicode 16, section 3.12: syllable = 0xAC00 + (initial * 21 + vowel) * 28 + final.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_FIRST: Final = 0x3131  # ㄱ
_FIRST_VOWEL: Final = 0x314F  # ㅏ
_LAST: Final = 0x3163  # ㅣ
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_NONE: Final = 99
_VOWELS_DRAWN_AS: Final = {"r": "ㅏ", "l": "ㅣ", "卜": "ㅏ", "丨": "ㅣ", "|": "ㅣ"}


def _index_table(letters: str, first_index: int) -> NDArray[np.uint32]:
    table = np.full(_LAST - _FIRST + 2, _NONE, np.uint32)
    for index, letter in enumerate(letters, first_index):
        table[ord(letter) - _FIRST] = index
    return table


_INITIAL_OF: Final = _index_table(_INITIALS, 0)
_FINAL_OF: Final = _index_table(_FINALS, 1)


def _lookup(table: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    found: NDArray[np.uint32] = table[
        np.minimum(codes - np.uint32(_FIRST), np.uint32(_LAST - _FIRST + 1))
    ]
    return found


def _vowel_of(codes: NDArray[np.uint32], *, after_initial: NDArray[np.bool_]) -> NDArray[np.uint32]:
    vowel = codes - np.uint32(_FIRST_VOWEL)
    vowel[vowel > _LAST - _FIRST_VOWEL] = _NONE
    for drawn, letter in _VOWELS_DRAWN_AS.items():
        vowel[(codes == ord(drawn)) & after_initial] = ord(letter) - _FIRST_VOWEL
    return vowel


def compose(codes: NDArray[np.uint32]) -> NDArray[np.bool_] | None:
    """Write syllables over split jamo, in place.

    Args:
        codes: uint32 [n] code points, texts parted by a separator; changed in place.

    Returns:
        bool [n], false where a jamo went into the syllable before it; None if nothing was split.
    """
    jamo = np.flatnonzero(codes - np.uint32(_FIRST) <= _FIRST_VOWEL - _FIRST)
    if not len(jamo):
        return None
    # Only the neighbourhoods of consonant jamo matter: look at those places and three on.
    padded = np.concatenate([codes, np.zeros(4, np.uint32)])
    initial = _lookup(_INITIAL_OF, codes[jamo])
    is_initial = initial != _NONE
    following = padded[jamo + 1]
    vowel = _vowel_of(following, after_initial=is_initial)
    previous = padded[jamo - 1]  # before the first stands the padding
    laugh = np.isin(codes[jamo], [0x314B, 0x314E]) & (previous == codes[jamo])
    head = is_initial & (vowel != _NONE) & (padded[jamo + 2] != following) & ~laugh
    if not head.any():
        return None
    jamo, initial, vowel = jamo[head], initial[head], vowel[head]
    third, fourth = padded[jamo + 2], padded[jamo + 3]
    final = _lookup(_FINAL_OF, third)
    starts_next = (_lookup(_INITIAL_OF, third) != _NONE) & (
        _vowel_of(fourth, after_initial=np.ones(len(jamo), bool)) != _NONE
    )
    doubled = (third == fourth) & (_vowel_of(padded[jamo + 4], after_initial=third > 0) == _NONE)
    has_final = (final != _NONE) & ~starts_next & ~doubled
    codes[jamo] = 0xAC00 + (initial * 21 + vowel) * 28 + np.where(has_final, final, 0)
    kept = np.ones(len(codes), bool)
    kept[jamo + 1] = False
    kept[jamo[has_final] + 2] = False
    return kept
