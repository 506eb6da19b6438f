"""The code-point tables: what each character is read as.

`characters.npz` is built by `training/characters.py` out of Unicode's data, lists of look-alike
letters and a list of everyday Hangul syllables. Each table has one entry a code point up to
U+1FFFF; the last entry stands for everything above.
"""

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

TABLE_SIZE: Final = 0x20001
BLANK: Final = 0x20
SEPARATOR: Final = 0x1F
"""Stands between two texts of a batch; no character is read as it."""

FLAG_EXPANDS: Final = 1
"""Needs several characters, or composes with its neighbour: left to `unicodedata`."""
FLAG_STYLED: Final = 2
"""A letter in fancy dress (mathematical, circled, small capital, Cherokee)."""
FLAG_HIDDEN: Final = 4
"""Takes no room on the screen (zero width, bidi control, combining mark)."""
FLAG_FOREIGN: Final = 8
"""A Greek, Cyrillic or Armenian letter that is read as the Latin one it looks like."""
FLAG_FOREIGN_ONLY: Final = 16
"""A Greek, Cyrillic or Armenian letter that looks like no Latin one."""


class CharacterTables(NamedTuple):
    """Tables by code point, each of length `TABLE_SIZE`.

    `plain`: the character it is read as, 0 to drop it. `letter`: of a plain character, the bare
    letter or digit without diacritics, 0 for punctuation and symbols. `coarse`: of a letter, a
    coarser one. `folded`: of a letter, what stands for all letters it is swapped with to mask a
    word (`folding`). `odd`: whether a letter is a Hangul syllable that hardly occurs.
    `flags`: the bits above, of the character as written.
    """

    plain: NDArray[np.uint32]
    letter: NDArray[np.uint32]
    coarse: NDArray[np.uint32]
    folded: NDArray[np.uint32]
    odd: NDArray[np.bool_]
    flags: NDArray[np.uint8]


@cache
def tables() -> CharacterTables:
    """The tables that come with the package, read once."""
    with (
        (files("detectors.text.normalising") / "characters.npz").open("rb") as file,
        np.load(file) as stored,
    ):
        plain, letter = stored["plain"], stored["letter"]
        plain[SEPARATOR] = 0
        letter[SEPARATOR] = SEPARATOR
        others = (stored[name] for name in CharacterTables._fields[2:])
        return CharacterTables(plain, letter, *others)
