"""The code-point tables: what each character is read as.

`characters.npz` is built by `training/characters.py` out of Unicode's data and a hand-written
list of look-alike letters. Each table has one entry a code point up to U+1FFFF; the last entry
stands for everything above.
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


class CharacterTables(NamedTuple):
    """Tables by code point, each of length `TABLE_SIZE`.

    `plain`: the character it is read as, 0 to drop it. `letter`: of a plain character, the bare
    letter or digit without diacritics, 0 for punctuation and symbols. `coarse`: of a letter, a
    coarser one. `flags`: the bits above, of the character as written.
    """

    plain: NDArray[np.uint32]
    letter: NDArray[np.uint32]
    coarse: NDArray[np.uint32]
    flags: NDArray[np.uint8]


@cache
def tables() -> CharacterTables:
    """The tables that come with the package, read once."""
    with (files("detectors.text") / "characters.npz").open("rb") as file, np.load(file) as stored:
        plain, letter = stored["plain"], stored["letter"]
        plain[SEPARATOR] = 0
        letter[SEPARATOR] = SEPARATOR
        return CharacterTables(plain, letter, stored["coarse"], stored["flags"])
