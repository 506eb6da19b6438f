"""Greek, Cyrillic and Armenian letters: evasion inside a Latin word, ordinary in their own.

`характер` stays as it is; in `tеlеgrаm` three letters are Cyrillic, and are read as Latin. A
text of look-alikes only (`саsіnо`) is read as Latin too, since no word in it needs the other
script.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import FLAG_FOREIGN, FLAG_FOREIGN_ONLY, tables
from detectors.text.places import places_of

_FIRST: Final = 0x370
_LAST: Final = 0x58F
_LOWERED: Final = np.array(
    [ord(chr(code).lower()[:1]) for code in range(_FIRST, _LAST + 1)], np.uint32
)


def settle_scripts(
    plain: NDArray[np.uint32],
    raw: NDArray[np.uint32],
    flags: NDArray[np.uint8],
    ends: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Give letters that belong to a Greek, Cyrillic or Armenian text back, in place.

    Args:
        plain: uint32 [n], what each character was read as; changed in place.
        raw: uint32 [n], the characters as written.
        flags: uint8 [n], their flags.
        ends: each text's end.

    Returns:
        Places of the foreign letters that stand in a Latin word: evasion.
    """
    foreign = places_of(flags & FLAG_FOREIGN)
    if not len(foreign):
        return foreign
    breaks = (tables().letter[plain] == 0) & (plain != 0)
    breaks[ends] = True
    word = np.cumsum(breaks)
    latin = np.zeros(word[-1] + 1, bool)
    latin[word[(plain - np.uint32(ord("a")) < 26) & (flags & FLAG_FOREIGN == 0)]] = True
    in_latin_word = latin[word[foreign]]
    own_script = np.zeros(len(ends), bool)
    own_script[np.searchsorted(ends, places_of(flags & FLAG_FOREIGN_ONLY))] = True
    given_back = foreign[~in_latin_word & own_script[np.searchsorted(ends, foreign)]]
    plain[given_back] = _LOWERED[raw[given_back] - _FIRST]
    mixed: NDArray[np.intp] = foreign[in_latin_word]
    return mixed
