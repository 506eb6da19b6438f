"""Finds thousands of patterns in a batch in one pass (Aho-Corasick).

The automaton walks a text's UTF-8 byte by byte, three bytes for each Hangul syllable. So texts
are rewritten first, letter by letter, in an alphabet of what the patterns are made of, the most
frequent letters first: most take one byte or two then, and those in no pattern share one.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from detectors.text.normalising.characters import TABLE_SIZE

APART: Final = 0x10000
"""May be added to letters to set a second spelling apart from the first."""
_IN_NO_PATTERN: Final = 1
_FIRST_SURROGATE: Final = 0xD800


class PatternSearch:
    """The automaton of some patterns, none of them empty; it may be shared by threads."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """`patterns`: of letters below `TABLE_SIZE + APART`; those that are alike are all found.

        Raises:
            ValueError: they are made of more letters than the alphabet has.
        """
        letters = [letter for letter, _ in Counter(chain.from_iterable(patterns)).most_common()]
        if len(letters) >= _FIRST_SURROGATE - _IN_NO_PATTERN:
            raise ValueError(f"patterns of {len(letters)} different letters; use fewer")
        rewritten = {ord(letter): at for at, letter in enumerate(letters, _IN_NO_PATTERN + 1)}
        self._alphabet = np.full(TABLE_SIZE + APART, _IN_NO_PATTERN, "<u2")
        self._alphabet[[*rewritten]] = [*rewritten.values()]
        self._automaton = AhoCorasick(
            [pattern.translate(rewritten) for pattern in patterns],
            implementation=Implementation.ContiguousNFA,
        )

    def find(self, codes: NDArray[np.uint32], *, overlapping: bool = True) -> NDArray[np.intp]:
        """Where patterns occur: intp [m, 3], a pattern's index and its start and end in `codes`."""
        text = self._alphabet[codes].tobytes().decode("utf-16-le")
        found = self._automaton.find_matches_as_indexes(text, overlapping=overlapping)
        flat = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found))
        return flat.reshape(-1, 3)
