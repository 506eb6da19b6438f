"""Puts masked words back into the letters view: 갸입 is read as 가입, 칵지노 as 카지노.

A word is looked for in two spellings of a text. The *folded* one has what is swapped as one
letter (`normalising_folding`). The *open* one, for words of three syllables or more, drops all
final consonants as well, after those that are heard in the next syllable went there: 꽁멈니 and
꽁먼이 are 고머니 in it, as 꽁머니 is. Honest words fold alike, too (가진 노래 is open 가지노래), so
only a stretch that has an *odd* letter is put back.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from detectors.text.characters import SEPARATOR
from detectors.text.masked_words import MISSPELLED
from detectors.text.normalising import Normalised, View, as_text, normalise
from detectors.text.normalising_folding import fold, odd_letters, opened

_FEWEST_OPEN: Final = 3
_MOST_CHANGES: Final = 2
_PAST_TENSE: Final = 20  # the final ㅆ, Unicode 16, section 3.12
_FIRST_SYLLABLE: Final = np.uint32(0xAC00)


class _Stretch(NamedTuple):
    """Letters from `first` up to `last` (places of the letters view) that stand for a word."""

    first: int
    last: int
    places: NDArray[np.intp]
    word: NDArray[np.uint32]


def _is_latin(codes: NDArray[np.uint32]) -> bool:
    return bool((codes - np.uint32(ord("a")) < 26).all())


def _is_hangul(codes: NDArray[np.uint32]) -> bool:
    return bool((codes - _FIRST_SYLLABLE < 11172).all())


class _Spelling:
    """An automaton over one spelling of the words."""

    def __init__(self, patterns: dict[str, NDArray[np.uint32]]) -> None:
        self._automaton = AhoCorasick(list(patterns), implementation=Implementation.DFA)
        self._words = list(patterns.values())

    def stretches(
        self, codes: NDArray[np.uint32], places: NDArray[np.intp], odd: NDArray[np.bool_] | None
    ) -> Iterator[_Stretch]:
        """Where words stand in `codes`, whose letters come from `places` of the letters view."""
        found = self._automaton.find_matches_as_indexes(as_text(codes), overlapping=True)
        if not found:
            return
        odd_before = None if odd is None else np.append(0, np.cumsum(odd)).tolist()
        for index, start, stop in found:
            if odd_before is None or odd_before[stop] > odd_before[start]:
                word, inside = self._words[index], places[start:stop]
                if len(word) <= len(inside):
                    yield _Stretch(int(inside[0]), int(inside[-1]), inside, word)


class Unmasking:
    """Finds masked words and puts them back."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words`: as the letters view has them; the first of two that are spelled alike wins."""
        view = normalise(words)
        folded = fold(view.letters.codes)
        ends = np.flatnonzero(folded.codes == SEPARATOR)
        heard: dict[str, NDArray[np.uint32]] = {}
        opens: dict[str, NDArray[np.uint32]] = {}
        spelled_open = opened(folded.codes)
        for row, (start, end) in enumerate(zip([0, *(ends[:-1] + 1)], ends, strict=True)):
            letters = view.letters
            word = letters.codes[letters.starts[row] : letters.ends[row]]
            if len(word) != end - start or not (_is_latin(word) or _is_hangul(word)):
                continue
            heard.setdefault(as_text(folded.codes[start:end]), word)
            if len(word) >= _FEWEST_OPEN and not _is_latin(word):
                opens.setdefault(as_text(spelled_open[start:end]), word)
        self._heard, self._open = _Spelling(heard), _Spelling(opens)
        self._misspelled = _Spelling(
            {wrong: np.array([*map(ord, right)], np.uint32) for wrong, right in MISSPELLED.items()}
        )

    def undo(self, texts: Normalised) -> Normalised:
        """The batch with masked words put back in its letters view, and counted."""
        read = self._worth_reading(texts)
        if not len(read):
            return texts
        codes = texts.letters.codes[read]
        folded = fold(codes)
        stretches = [
            *self._misspelled.stretches(codes, read, None),
            *self._heard.stretches(folded.codes, read[folded.places], folded.odd),
            *self._open.stretches(opened(folded.codes), read[folded.places], folded.odd),
        ]
        return _put_back(texts, stretches) if stretches else texts

    @staticmethod
    def _worth_reading(texts: Normalised) -> NDArray[np.intp]:
        """Places of the letters of the texts that have an odd letter, or had split ones."""
        letters = texts.letters
        places = np.flatnonzero(odd_letters(letters.codes))
        rows = np.searchsorted(letters.ends, places)
        rows = np.union1d(rows, np.flatnonzero(texts.split))
        if not len(rows):
            return rows
        inside = [np.arange(letters.starts[row], letters.ends[row] + 1) for row in rows]
        return np.concatenate(inside)


def _jamo(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Initial, vowel and final of syllables (uint32 [3, n]); another letter is its own initial."""
    syllable = codes - _FIRST_SYLLABLE
    hangul = syllable < 11172
    return np.where(
        hangul,
        np.stack([syllable // 588, syllable // 28 % 21, syllable % 28]),
        np.stack([codes, np.zeros_like(codes), np.zeros_like(codes)]),
    )


def _is_near(written: NDArray[np.uint32], word: NDArray[np.uint32]) -> bool:
    """Whether few jamo differ; a final that is left out counts twice."""
    if len(written) != len(word):
        return True
    before, meant = _jamo(written), _jamo(word)
    changed = before != meant
    changes = changed.sum(axis=0)
    changes += changed[2] & ((before[2] == 0) | (before[2] == _PAST_TENSE))
    if len(word) < _FEWEST_OPEN and (changes > 0).sum() > 1:
        return False
    return bool(changes.sum() <= _MOST_CHANGES)


def _is_a_word(texts: Normalised, first: int, last: int) -> bool:
    """Whether the letters from `first` to `last` are one word by themselves."""
    letter = texts.letters.codes[first] > ord("9")
    closed = texts.word_starts[last + 1] or texts.letters.codes[last + 1] == SEPARATOR
    return bool(letter and texts.word_starts[first] and closed)


def _put_back(texts: Normalised, stretches: list[_Stretch]) -> Normalised:
    """Write the words over the stretches; where stretches overlap, the longest word wins."""
    letters = texts.letters
    codes, kept = letters.codes.copy(), np.ones(len(letters.codes), bool)
    taken = np.zeros(len(codes), bool)
    masked = []
    for first, last, places, word in sorted(stretches, key=lambda found: -len(found.word)):
        if taken[first : last + 1].any() or not _is_near(codes[places], word):
            continue
        if _is_latin(word) and not _is_a_word(texts, first, last):
            continue
        taken[first : last + 1] = True
        if last - first + 1 == len(word) and (codes[first : last + 1] == word).all():
            continue
        kept[first : last + 1] = False
        codes[places[: len(word)]] = word
        kept[places[: len(word)]] = True
        masked.append(first)
    if not masked:
        return texts
    rows = np.searchsorted(letters.ends, masked)
    codes = codes[kept]
    ends = np.flatnonzero(codes == SEPARATOR)
    starts = np.concatenate([np.zeros(1, np.intp), ends[:-1] + 1])
    return texts._replace(
        letters=View(codes, starts, ends),
        plain_places=texts.plain_places[kept],
        word_starts=texts.word_starts[kept],
        masked=np.bincount(rows, minlength=len(ends)).astype(np.int32),
    )
