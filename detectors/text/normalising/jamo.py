"""Puts split Hangul back together: ㄱㅏㅇㅣㅂ is 가입, while ㅋㅋㅋ, ㅠㅠ and ㅇㅇ stay.

Unicode 16, section 3.12: syllable = 0xAC00 + (initial * 21 + vowel) * 28 + final.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.places import places_of

_FIRST: Final = 0x3131  # ㄱ
_FIRST_VOWEL: Final = 0x314F  # ㅏ
_LAST: Final = 0x3163  # ㅣ
FIRST_SYLLABLE: Final = 0xAC00
SYLLABLES: Final = 11172
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_NONE: Final = 99
_VOWELS_DRAWN_AS: Final = {
    **dict.fromkeys("r卜トﾄ", "ㅏ"),
    **dict.fromkeys("l1i丨|", "ㅣ"),
}
_INITIALS_DRAWN_AS: Final = {
    **dict.fromkeys("7フ", "ㄱ"),
    **dict.fromkeys("0o○〇", "ㅇ"),
    **dict.fromkeys("l乚", "ㄴ"),
    **dict.fromkeys("c匚", "ㄷ"),
    **dict.fromkeys("e", "ㅌ"),
    **dict.fromkeys("口", "ㅁ"),
    **dict.fromkeys("人", "ㅅ"),
    **dict.fromkeys("己已", "ㄹ"),
    **dict.fromkeys("ス", "ㅈ"),
}
_CLOSING: Final = tuple(map(ord, "ㄱㄴㄹㅁㅂㅇ"))
_CRYING: Final = (0x315C, 0x3160, 0x3161)  # ㅜ ㅠ ㅡ
_LAUGHING: Final = (0x314B, 0x314E)  # ㅋ ㅎ


def is_syllable(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points are whole Hangul syllables."""
    return codes - np.uint32(FIRST_SYLLABLE) < SYLLABLES


def _index_table(letters: str, first_index: int) -> NDArray[np.uint32]:
    table = np.full(_LAST - _FIRST + 2, _NONE, np.uint32)
    for index, letter in enumerate(letters, first_index):
        table[ord(letter) - _FIRST] = index
    return table


def _drawn_table(drawn: dict[str, str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    pairs = sorted(drawn.items())
    return (
        np.array([ord(written) for written, _ in pairs], np.uint32),
        np.array([ord(letter) for _, letter in pairs], np.uint32),
    )


_INITIAL_OF: Final = _index_table(_INITIALS, 0)
_FINAL_OF: Final = _index_table(_FINALS, 1)
_DRAWN_VOWELS, _READ_VOWELS = _drawn_table(_VOWELS_DRAWN_AS)
_DRAWN_INITIALS, _READ_INITIALS = _drawn_table(_INITIALS_DRAWN_AS)


def _membership(codes: Iterable[int]) -> NDArray[np.bool_]:
    """By code point below 0x10000 (the last stands for all above): whether it is one of these."""
    table = np.zeros(0x10000, np.bool_)
    table[[*codes]] = True
    return table


_IS_DRAWN_VOWEL: Final = _membership(_DRAWN_VOWELS.tolist())
_IS_DRAWN_INITIAL: Final = _membership(_DRAWN_INITIALS.tolist())
_IS_CLOSING: Final = _membership(_CLOSING)
_IS_CRYING: Final = _membership(_CRYING)
_IS_LAUGHING: Final = _membership(_LAUGHING)


def _is_in(table: NDArray[np.bool_], codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = table[np.minimum(codes, np.uint32(0xFFFF))]
    return found


def _lookup(table: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    found: NDArray[np.uint32] = table[
        np.minimum(codes - np.uint32(_FIRST), np.uint32(_LAST - _FIRST + 1))
    ]
    return found


def _is_latin_or_digit(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (codes - np.uint32(ord("a")) < 26) | (codes - np.uint32(ord("0")) < 10)


def _vowels_of(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    vowel = codes - np.uint32(_FIRST_VOWEL)
    vowel[vowel > _LAST - _FIRST_VOWEL] = _NONE
    return vowel


def _vowels_after_initial(
    padded: NDArray[np.uint32], initials: NDArray[np.intp]
) -> NDArray[np.uint32]:
    """Vowels after consonant jamo; ㄱr and ㅈl are read too, ㅋread and ㄱㅅ1 are not."""
    codes = padded[initials + 1]
    vowel = _vowels_of(codes)
    drawn = places_of(_is_in(_IS_DRAWN_VOWEL, codes))
    if len(drawn):
        places = initials[drawn]
        before = padded[places - 1]
        alone = ~_is_latin_or_digit(padded[places + 2]) & (_lookup(_INITIAL_OF, before) == _NONE)
        alone &= (codes[drawn] != ord("1")) | (padded[places] != ord("ㅇ"))  # ㅇ1ㅇ is 010
        read = _READ_VOWELS[np.searchsorted(_DRAWN_VOWELS, codes[drawn])] - _FIRST_VOWEL
        vowel[drawn] = np.where(alone, read, _NONE)
    return vowel


def _with_drawn_initials(codes: NDArray[np.uint32], vowels: NDArray[np.intp]) -> None:
    """Write the jamo over characters that are drawn like one before a vowel: 7ㅏ입, 0ㅣ벤트."""
    vowels = vowels[vowels > 0]
    vowels = vowels[_is_in(_IS_DRAWN_INITIAL, codes[vowels - 1])]
    if not len(vowels):
        return
    padded = np.concatenate([codes, np.zeros(3, np.uint32)])
    crying = _is_in(_IS_CRYING, codes[vowels]) | (padded[vowels + 1] == codes[vowels])
    inside = _is_latin_or_digit(padded[vowels - 2]) & _is_latin_or_digit(padded[vowels - 1])
    initials = vowels[~crying & ~inside] - 1
    codes[initials] = _READ_INITIALS[np.searchsorted(_DRAWN_INITIALS, codes[initials])]


def compose(codes: NDArray[np.uint32], *, closing: bool) -> NDArray[np.bool_] | None:
    """Write syllables over split jamo, in place.

    Args:
        codes: uint32 [n] code points, texts parted by a separator; changed in place.
        closing: whether lone consonants close the open syllable before them, too.

    Returns:
        bool [n], false where a jamo went into the syllable before it; None if nothing was split.
    """
    jamo = places_of(codes - np.uint32(_FIRST) <= _LAST - _FIRST)
    if not len(jamo):
        return None
    is_vowel = codes[jamo] >= _FIRST_VOWEL
    if is_vowel.any():
        _with_drawn_initials(codes, jamo[is_vowel])
        jamo = places_of(codes - np.uint32(_FIRST) < _FIRST_VOWEL - _FIRST)
    kept = _joined(codes, jamo)
    if not closing:
        return kept
    closed = _closed(codes, jamo if kept is None else jamo[kept[jamo]])
    if not len(closed):
        return kept
    if kept is None:
        kept = np.ones(len(codes), bool)
    kept[closed] = False
    return kept


def _joined(codes: NDArray[np.uint32], jamo: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Join consonant + vowel (+ consonant); as `compose`."""
    if not len(jamo):
        return None
    # Only the neighbourhoods of consonant jamo matter: look at those places and three on.
    padded = np.concatenate([codes, np.zeros(5, np.uint32)])
    initial = _lookup(_INITIAL_OF, codes[jamo])
    vowel = _vowels_after_initial(padded, jamo)
    previous = padded[jamo - 1]  # before the first stands the padding
    laugh = _is_in(_IS_LAUGHING, codes[jamo]) & (previous == codes[jamo])
    head = (initial != _NONE) & (vowel != _NONE) & ~laugh
    head &= padded[jamo + 2] != padded[jamo + 1]
    if not head.any():
        return None
    jamo, initial, vowel = jamo[head], initial[head], vowel[head]
    third, fourth = padded[jamo + 2], padded[jamo + 3]
    final = _lookup(_FINAL_OF, third)
    starts_next = _lookup(_INITIAL_OF, third) != _NONE
    starts_next &= _vowels_after_initial(padded, jamo + 2) != _NONE
    starts_next |= _is_in(_IS_DRAWN_VOWEL, fourth) & ~_is_latin_or_digit(padded[jamo + 4])
    doubled = (third == fourth) & (_vowels_of(padded[jamo + 4]) == _NONE)
    has_final = (final != _NONE) & ~starts_next & ~doubled
    codes[jamo] = FIRST_SYLLABLE + (initial * 21 + vowel) * 28 + np.where(has_final, final, 0)
    kept = np.ones(len(codes), bool)
    kept[jamo + 1] = False
    kept[jamo[has_final] + 2] = False
    return kept


def _closed(codes: NDArray[np.uint32], jamo: NDArray[np.intp]) -> NDArray[np.intp]:
    """Close open syllables by the lone consonant between them and the next: 가이ㅂ머니, in place.

    Returns:
        Places of the consonants that went into the syllable before them.
    """
    jamo = jamo[(jamo > 0) & (jamo + 1 < len(codes))]
    if not len(jamo):
        return jamo
    final = _lookup(_FINAL_OF, codes[jamo])
    lone = is_syllable(codes[jamo - 1]) & is_syllable(codes[jamo + 1])
    lone &= _is_in(_IS_CLOSING, codes[jamo])
    lone[lone] &= (codes[jamo[lone] - 1] - np.uint32(FIRST_SYLLABLE)) % np.uint32(28) == 0
    jamo, final = jamo[lone], final[lone]
    codes[jamo - 1] += final
    return jamo
