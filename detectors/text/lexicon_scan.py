"""Finds the lexicon's terms in a whole batch with one Aho-Corasick pass over its letters.

The lists are in `lexicon/*.txt`; `lexicon/README.md` says how to read and extend them.
"""

from functools import cache
from importlib.resources import files
from itertools import chain
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
    "offer",
    "seek",
    "terms",
    "messenger",
    "address",
)
APPEAL: Final = ("offer", "seek", "terms")
"""What an advertisement of any topic says: what is given, who is wanted, on what terms."""
LANGUAGES: Final = ("en", "id", "ko", "ru", "vi", "zh")
WORD_START: Final = "^"
_NEVER_MASKED: Final = frozenset(["benign", "address"])
_TYPICAL: Final = 3


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


def _columns(found: list[tuple[int, int, int]]) -> NDArray[np.intp]:
    """What the automaton found as three columns: quicker than an array of the list."""
    return np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found)).reshape(-1, 3).T


_NO_HITS: Final = Hits(np.zeros(0, np.intp), np.zeros(0, np.intp))
_FEWEST_HEARD: Final = 3
"""A shorter term folds like too many honest words, unless it is a typical one of two syllables."""


def _is_masked_often(term: Term, spelling: str) -> bool:
    """Whether a term is also looked for among folded letters: typical, and long enough."""
    if term.category in _NEVER_MASKED or spelling.isascii() or term.at_word_start:
        return False
    if len(spelling) >= _FEWEST_HEARD:
        return True
    return len(spelling) == 2 and term.weight == _TYPICAL and term.category not in APPEAL


class Lexicon:
    """The terms and the automata that find them: as written, and as one hears or sees them."""

    def __init__(self, terms: list[Term]) -> None:
        normalised = normalise([term.written for term in terms])
        view, folded = normalised.letters, normalised.folded
        patterns, heard = [], []
        folded_ends = np.flatnonzero(folded.codes == SEPARATOR)
        for row, end in enumerate(folded_ends):
            codes = view.codes[view.starts[row] : view.ends[row]]
            patterns.append(as_text(codes[_without_digit_noise(codes)]))
            start = folded_ends[row - 1] + 1 if row else 0
            heard.append(as_text(folded.codes[start:end]))
        self.terms = terms
        self.category = np.array([CATEGORIES.index(term.category) for term in terms], np.intp)
        self.weight = np.array([term.weight for term in terms], np.float32)
        latin = np.array([pattern.isascii() for pattern in patterns])
        self._whole_words = latin
        self._at_start = latin | np.array([term.at_word_start for term in terms])
        self._automaton = AhoCorasick(patterns, implementation=Implementation.DFA)
        masked = [
            row for row, spelling in enumerate(heard) if _is_masked_often(terms[row], spelling)
        ]
        self._heard_terms = np.array(masked, np.intp)
        self._heard = AhoCorasick([heard[row] for row in masked], implementation=Implementation.DFA)

    def scan(self, texts: Normalised) -> Hits:
        """Every term in every text of the batch, by term and place of its first letter."""
        terms, places = self._as_written(texts)
        masked_terms, masked_places = self._as_heard(texts)
        terms, places = np.append(terms, masked_terms), np.append(places, masked_places)
        key = np.unique(places * len(self.terms) + terms)
        return Hits(key % len(self.terms), key // len(self.terms))

    def _as_written(self, texts: Normalised) -> Hits:
        codes = texts.letters.codes
        scanned = _without_digit_noise(codes)
        found = self._automaton.find_matches_as_indexes(as_text(codes[scanned]), overlapping=True)
        if not found:
            return _NO_HITS
        terms, starts, ends = _columns(found)
        places = scanned[starts]
        after = scanned[ends]  # a separator closes every text, so there is a letter after each hit
        closes = texts.word_starts[after] | (codes[after] == SEPARATOR)
        right = (texts.word_starts[places] | ~self._at_start[terms]) & (
            closes | ~self._whole_words[terms]
        )
        return Hits(terms[right], places[right])

    def _as_heard(self, texts: Normalised) -> Hits:
        """Terms in the folded letters that have an odd letter: what an honest spelling lacks."""
        folded = texts.folded
        if not folded.odd.any():
            return _NO_HITS
        odd_before = np.append(0, np.cumsum(folded.odd))
        ends = np.flatnonzero(folded.codes == SEPARATOR)
        lengths = np.diff(ends, prepend=-1)
        odd_texts = odd_before[ends + 1] > odd_before[ends + 1 - lengths]
        read = np.flatnonzero(np.repeat(odd_texts, lengths))
        found = self._heard.find_matches_as_indexes(as_text(folded.codes[read]), overlapping=True)
        if not found:
            return _NO_HITS
        terms, starts, stops = _columns(found)
        first, last = read[starts], read[stops - 1]
        odd = odd_before[last + 1] > odd_before[first]
        return Hits(self._heard_terms[terms[odd]], folded.places[first[odd]])

    def text_of(self, hits: Hits, letters: View) -> NDArray[np.intp]:
        """The text that each hit is in."""
        return np.searchsorted(letters.ends, hits.places)


def load_lexicon_of(language: str) -> list[Term]:
    """The terms of one of the lists that come with the package."""
    file = files("detectors.text") / "lexicon" / f"{language}.txt"
    return parse(file.read_text("utf-8"), file.name)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    terms = [term for language in LANGUAGES for term in load_lexicon_of(language)]
    return Lexicon(list({(term.category, term.written): term for term in terms}.values()))
