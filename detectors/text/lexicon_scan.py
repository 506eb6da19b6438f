"""Finds the lexicon's terms in a whole batch with one Aho-Corasick pass over its letters.

The lists are in `lexicon/*.txt`; `lexicon/README.md` says how to read and extend them.
"""

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from detectors.text.characters import SEPARATOR
from detectors.text.normalising import Normalised, View, as_text, normalise

CATEGORIES: Final = (
    "gambling",
    "adult",
    "loan",
    "stock",
    "lure",
    "promo",
    "ad_service",
    "ad_program",
    "ad_recruiting",
    "benign",
    "call",
    "messenger",
    "address",
)
WORD_START: Final = "^"


class LexiconError(ValueError):
    """A line of a lexicon file cannot be read."""


class Term(NamedTuple):
    """One term: as written in the file, its category, weight, and whether it starts a word."""

    written: str
    category: str
    weight: int
    at_word_start: bool


class Hits(NamedTuple):
    """Terms found in a batch: index of the term and place of its first letter, one entry a hit."""

    terms: NDArray[np.intp]
    places: NDArray[np.intp]


def parse(text: str, name: str) -> list[Term]:
    """Read one lexicon file's content; `name` is for error messages."""
    terms = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        category, weight, written = (*line.split(" ", 2), "", "")[:3]
        if category not in CATEGORIES or not weight.isdecimal() or not written.strip():
            raise LexiconError(f"{name}:{number}: write 'category weight term', not {line!r}")
        starts = written.startswith(WORD_START)
        terms.append(Term(written.removeprefix(WORD_START), category, int(weight), starts))
    return terms


def _is_hangul(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return codes - np.uint32(0xAC00) < 11172


def _without_digit_noise(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Places to scan: all but single digits between two Hangul syllables (카1지2노)."""
    noise = np.zeros(len(codes), bool)
    if len(codes) > 2:
        hangul = _is_hangul(codes)
        digit = codes - np.uint32(ord("0")) < 10
        noise[1:-1] = digit[1:-1] & hangul[:-2] & hangul[2:]
    return np.flatnonzero(~noise)


class Lexicon:
    """The terms and the automaton that finds them."""

    def __init__(self, terms: list[Term]) -> None:
        view = normalise([term.written for term in terms]).letters
        patterns = []
        for row in range(len(terms)):
            codes = view.codes[view.starts[row] : view.ends[row]]
            patterns.append(as_text(codes[_without_digit_noise(codes)]))
        self.terms = terms
        self.category = np.array([CATEGORIES.index(term.category) for term in terms], np.intp)
        self.weight = np.array([term.weight for term in terms], np.float32)
        self._length = np.array([len(pattern) for pattern in patterns], np.intp)
        latin = np.array([pattern.isascii() for pattern in patterns])
        self._whole_words = latin
        self._at_start = latin | np.array([term.at_word_start for term in terms])
        self._automaton = AhoCorasick(patterns, implementation=Implementation.DFA)

    def scan(self, texts: Normalised) -> Hits:
        """Every term in every text of the batch."""
        codes = texts.letters.codes
        scanned = _without_digit_noise(codes)
        found = self._automaton.find_matches_as_indexes(as_text(codes[scanned]), overlapping=True)
        if not found:
            return Hits(np.zeros(0, np.intp), np.zeros(0, np.intp))
        terms, starts, ends = np.array(found, np.intp).T
        places = scanned[starts]
        after = scanned[ends]  # a separator closes every text, so there is a letter after each hit
        closes = texts.word_starts[after] | (codes[after] == SEPARATOR)
        right = (texts.word_starts[places] | ~self._at_start[terms]) & (
            closes | ~self._whole_words[terms]
        )
        return Hits(terms[right], places[right])

    def text_of(self, hits: Hits, letters: View) -> NDArray[np.intp]:
        """The text that each hit is in."""
        return np.searchsorted(letters.ends, hits.places)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    terms = []
    folder = files("detectors.text") / "lexicon"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".txt"):
            terms.extend(parse(file.read_text("utf-8"), file.name))
    return Lexicon(terms)
