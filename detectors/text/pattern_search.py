"""Finds thousands of patterns in a batch in one pass (Aho-Corasick).

The automaton reads a byte a step, and most of its time goes into waiting for memory. So a letter
is one byte to it rather than the three of a Hangul syllable's UTF-8: the letters that the patterns
have most often have a byte each, the others share some, and what it finds is compared with the
letters afterwards.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation
from numpy.typing import NDArray

from detectors.text.normalising.characters import TABLE_SIZE
from detectors.text.places import stretches

APART: Final = 0x10000
"""May be added to letters to set a second spelling apart from the first."""
_OWN: Final = 100
"""Letters that have a byte of their own. With fewer or more, more is found in vain."""
_SHARED: Final = 155
"""Bytes for the others; one is left for letters in no pattern."""


class PatternSearch:
    """The automaton of some patterns, none of them empty; it may be shared by threads."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """`patterns`: of letters below `TABLE_SIZE + APART`; those that are alike are all found."""
        letters = Counter(chain.from_iterable(patterns)).most_common()
        byte_of = {
            ord(letter): 1 + rank if rank < _OWN else 1 + _OWN + rank % _SHARED
            for rank, (letter, _) in enumerate(letters)
        }
        self._byte_of = np.zeros(TABLE_SIZE + APART, np.uint8)
        self._byte_of[[*byte_of]] = [*byte_of.values()]
        self._letters = np.array([*map(ord, chain.from_iterable(patterns))], np.uint32)
        self._starts = np.cumsum([0, *map(len, patterns)])
        self._automaton = BytesAhoCorasick(
            [bytes(byte_of[ord(letter)] for letter in pattern) for pattern in patterns],
            implementation=Implementation.ContiguousNFA,
        )

    def find(self, codes: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Where patterns occur: intp [m, 3], a pattern's index and its start and end in `codes`."""
        read = self._byte_of[codes].tobytes()
        found = self._automaton.find_matches_as_indexes(read, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found))
        matches = flat.reshape(-1, 3)
        return matches[self._is_so(codes, matches)] if len(matches) else matches

    def _is_so(self, codes: NDArray[np.uint32], matches: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which matches are of the pattern's very letters: bool [m]."""
        index, start, stop = matches.T
        length = stop - start
        first = self._starts[index]
        written = codes[stretches(start, stop)]
        wanted = self._letters[stretches(first, first + length)]
        right: NDArray[np.bool_] = np.logical_and.reduceat(
            written == wanted, np.cumsum(length) - length
        )
        return right
