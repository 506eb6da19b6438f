"""Finds the lexicon's terms in a whole batch with one Aho-Corasick pass over its letters.

`README.md` says how to read and extend the lists.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts.words import BY_KIND
from detectors.text.normalising import Normalised, as_text, normalise
from detectors.text.normalising.characters import SEPARATOR
from detectors.text.normalising.jamo import is_syllable
from detectors.text.normalising.masked_words import MASKED_OFTEN
from detectors.text.normalising.put_between import unsure_starts
from detectors.text.normalising.unmasking import Unmasking
from detectors.text.pattern_search import PatternSearch
from detectors.text.places import places_of

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
WORD_END: Final = "~"
_NEVER_MASKED: Final = frozenset(["benign", "address"])
_TYPICAL: Final = 3


class LexiconError(ValueError):
    """A line of a lexicon file cannot be read."""


class Term(NamedTuple):
    """One term: as written in the file, its category, weight, and where in a word it must stand.

    A Latin term is a whole word, unless it is the end of a longer one (of a site's name).
    """

    written: str
    category: str
    weight: int
    at_word_start: bool
    at_word_end: bool = False


class Words(NamedTuple):
    """Words by which a text is picked for a search for contacts: their kind and place.

    The kinds are those of `contacts.words.BY_KIND`.
    """

    kinds: NDArray[np.intp]
    places: NDArray[np.intp]


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
        if not any(character.isalpha() for character in written):
            raise LexiconError(f"{name}:{number}: {written!r} needs a letter, or any number is it")
        starts, ends = written.startswith(WORD_START), written.startswith(WORD_END)
        bare = written.lstrip(WORD_START + WORD_END)
        terms.append(Term(bare, category, int(weight), starts, ends))
    return terms


def _without_digit_noise(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """What to scan: all but single digits between two Hangul syllables (카1지2노)."""
    scanned = np.ones(len(codes), bool)
    if len(codes) > 2:
        digits = places_of(codes[1:-1] - np.uint32(ord("0")) < 10) + 1
        hangul = is_syllable(codes)
        scanned[digits[hangul[digits - 1] & hangul[digits + 1]]] = False
    return scanned


def _parted(codes: NDArray[np.uint32]) -> list[str]:
    """The texts that separators close."""
    return as_text(codes).split(chr(SEPARATOR))[:-1]


_NO_PLACES: Final = np.zeros(0, np.intp)
_NO_HITS: Final = Hits(_NO_PLACES, _NO_PLACES)
_NO_WORDS: Final = Words(_NO_PLACES, _NO_PLACES)
_FEWEST_HEARD: Final = 3
"""A shorter term folds like too many honest words, unless it is a typical one of two syllables."""
_FEWEST_LATIN: Final = 5
"""A shorter Latin term is found as a whole word only, where it is known to be one."""


def _within_another(starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which stretches are a part of a longer one."""
    within = np.zeros(len(starts), bool)
    order = np.lexsort((-ends, starts))
    first, last = starts[order], ends[order]
    same = (first[1:] == first[:-1]) & (last[1:] == last[:-1])
    covered = np.maximum.accumulate(last)[:-1] >= last[1:]
    # Of several at one place the first one's fate is theirs.
    leader = np.maximum.accumulate(np.where(same, 0, np.arange(1, len(order))))
    within[order[1:]] = np.append(np.False_, covered & ~same)[leader]
    return within


def _is_masked_often(term: Term, spelling: str) -> bool:
    """Whether a term is put back where it is masked: typical, and long enough."""
    if term.category in _NEVER_MASKED or term.at_word_start or term.at_word_end:
        return False
    if spelling.isascii():
        return len(spelling) >= _FEWEST_LATIN and spelling.isalpha() and term.weight > 1
    if len(spelling) >= _FEWEST_HEARD:
        return term.weight > 1
    return len(spelling) == 2 and term.weight == _TYPICAL and term.category not in APPEAL


class Lexicon:
    """The terms, the automaton that finds them, and what puts masked ones back (`unmasking`)."""

    def __init__(self, terms: list[Term]) -> None:
        codes = normalise([term.written for term in terms]).letters.codes
        spelled = _parted(codes)
        patterns = _parted(codes[_without_digit_noise(codes)])
        self.terms = terms
        self.shown = [
            term.written if pattern == spelling else re.sub("[0-9]+", "N", term.written)
            for term, spelling, pattern in zip(terms, spelled, patterns, strict=True)
        ]
        """How terms are told to people: N for a digit that is passed over, 꽁N만 for 꽁3만."""
        self.category = np.array([CATEGORIES.index(term.category) for term in terms], np.intp)
        self.lengths = [len(pattern) for pattern in patterns]
        self.weight = np.array([term.weight for term in terms], np.float32)
        latin = np.array([pattern.isascii() for pattern in patterns])
        ends_word = np.array([term.at_word_end for term in terms])
        self._at_end = latin | ends_word
        self._within = ends_word
        self._at_start = (latin & ~ends_word) | np.array([term.at_word_start for term in terms])
        kinds = [(word, kind) for kind, words in enumerate(BY_KIND) for word in words]
        self._kinds = np.array([kind for _, kind in kinds], np.intp)
        patterns += [word for word, _ in kinds]
        self._search = PatternSearch(patterns)
        rows = sorted(range(len(terms)), key=lambda row: -terms[row].weight)
        masked = [spelled[row] for row in rows if _is_masked_often(terms[row], spelled[row])]
        self.unmasking = Unmasking([*MASKED_OFTEN, *masked])

    def scan(self, texts: Normalised) -> Hits:
        """Every term in every text of the batch, by term and place of its first letter."""
        return self.read(texts, _NO_PLACES)[0]

    def read(self, texts: Normalised, noise: NDArray[np.intp]) -> tuple[Hits, Words]:
        """Every term in every text of the batch, and the words that point to contacts.

        Args:
            texts: the normalised batch.
            noise: places of letters that are passed over.
        """
        codes = texts.letters.codes
        read = _without_digit_noise(codes)
        read[noise] = False
        scanned = places_of(read)
        matches = self._search.find(codes if len(scanned) == len(codes) else codes[scanned])
        if not len(matches):
            return _NO_HITS, _NO_WORDS
        terms, starts, _ = matches.T
        word = terms >= len(self.terms)
        hits = self._hits(texts, scanned, matches[~word])
        return hits, Words(self._kinds[terms[word] - len(self.terms)], scanned[starts[word]])

    def _hits(
        self, texts: Normalised, scanned: NDArray[np.intp], matches: NDArray[np.intp]
    ) -> Hits:
        """Those matches of terms (intp [m, 3]: term, start, end) that stand where they may.

        A part of a longer term of another matter says nothing: 오픈 of 오픈채팅 opens no shop.
        """
        terms, starts, ends = matches.T
        places = scanned[starts]
        after = scanned[ends]  # a separator closes every text, so there is a letter after each hit
        closes = texts.word_starts[after] | (texts.letters.codes[after] == SEPARATOR)
        whole = self._at_end[terms]
        opens = texts.word_starts[places]
        right = np.where(opens, ~self._within[terms], ~self._at_start[terms]) & (closes | ~whole)
        unsure = unsure_starts(texts)
        if unsure is not None:
            short = whole & (ends - starts < _FEWEST_LATIN)
            right &= ~short | ~(unsure[places] | unsure[after])
        matter = self.category[terms[right]] * (len(scanned) + 1)  # sets categories apart
        span = np.stack([starts[right], ends[right]])
        right[right] = ~_within_another(*span) | _within_another(*(span + matter))
        return Hits(terms[right], places[right])


def load_lexicon_of(language: str) -> list[Term]:
    """The terms of one of the lists that come with the package."""
    file = files("detectors.text.lexicon") / f"{language}.txt"
    return parse(file.read_text("utf-8"), file.name)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    terms = [term for language in LANGUAGES for term in load_lexicon_of(language)]
    unique = {(term.category, term.written, term.at_word_end): term for term in terms}
    return Lexicon(list(unique.values()))
