"""Puts masked words back into the letters view: 갸입 is read as 가입, 칵지노 as 카지노.

A word is looked for in two spellings of a text. The *folded* one has what is swapped as one
letter (`folding`). The *open* one, for words of three syllables or more, drops all
final consonants as well, after those that are heard in the next syllable went there: 꽁멈니 and
꽁먼이 are 고머니 in it, as 꽁머니 is. Honest words fold alike, too (가진 노래 is open 가지노래), so
only a stretch that has an *odd* letter is put back.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import SEPARATOR
from detectors.text.normalising.folding import fold, odd_letters, opened
from detectors.text.normalising.jamo import FIRST_SYLLABLE, SYLLABLES
from detectors.text.normalising.masked_words import MISSPELLED
from detectors.text.normalising.views import Normalised, as_text, normalise, view_of
from detectors.text.pattern_search import APART, PatternSearch
from detectors.text.places import places_of, stretches

_FEWEST_OPEN: Final = 3
_LONGEST: Final = 8
"""Letters around an odd one that are read."""
_MOST_CHANGES: Final = 2
_FIRST_HANGUL: Final = 0x1100
_COST_OF_FINAL: Final = {0: 2, 20: 3}
"""By final as written (Unicode 16, section 3.12), where it is not 1: a mask rather adds one than
leaves one out, and ㅆ is the past tense."""


class _Stretch(NamedTuple):
    """Letters at some places of the letters view that stand for a word, given as code points."""

    places: list[int]
    word: list[int]


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _is_hangul(word: str) -> bool:
    return all("가" <= letter <= "힣" for letter in word)


class Unmasking:
    """Finds masked words and puts them back."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words`: as the letters view has them; the first of two that are spelled alike wins."""
        view = normalise(words)
        folded = fold(view.letters.codes)
        ends = places_of(folded.codes == SEPARATOR)
        heard: dict[str, str] = {}
        spelled_open = _set_apart(opened(folded.codes))
        for row, (start, end) in enumerate(zip([0, *(ends[:-1] + 1)], ends, strict=True)):
            word = view.letters.text(row)
            if len(word) != end - start or not (_is_latin(word) or _is_hangul(word)):
                continue
            heard.setdefault(as_text(folded.codes[start:end]), word)
            if len(word) >= _FEWEST_OPEN and not _is_latin(word):
                heard.setdefault(as_text(spelled_open[start:end]), word)
        self._heard = PatternSearch(list(heard))
        self._words = [[*map(ord, word)] for word in heard.values()]
        self._misspelled = PatternSearch(list(MISSPELLED))
        self._meant = [[*map(ord, word)] for word in MISSPELLED.values()]

    def undo(self, texts: Normalised) -> Normalised:
        """The batch with masked words put back in its letters view, and counted."""
        read = self._worth_reading(texts)
        if not len(read):
            return texts
        codes = texts.letters.codes[read]
        codes[:-1][read[1:] != read[:-1] + 1] = SEPARATOR
        stretches = list(self._heard_in(codes, read))
        if texts.split.any():
            stretches += self._misspelled_in(codes, read, texts)
        return _put_back(texts, stretches) if stretches else texts

    def _heard_in(self, codes: NDArray[np.uint32], read: NDArray[np.intp]) -> Iterator[_Stretch]:
        """Stretches with an odd letter that are spelled like a word, of letters at `read`."""
        folded = fold(codes)
        both = np.concatenate([folded.codes, _set_apart(opened(folded.codes))])
        hits = self._heard.find(both)
        hits[:, 1:] -= np.where(hits[:, 1:2] >= len(folded.codes), len(folded.codes), 0)
        odd_before = np.concatenate([[0], np.cumsum(folded.odd)])
        hits = hits[odd_before[hits[:, 2]] > odd_before[hits[:, 1]]]
        for index, start, stop in hits.tolist():
            word, places = self._words[index], read[folded.places[start:stop]]
            yield _Stretch(places.tolist(), word)

    def _misspelled_in(
        self, codes: NDArray[np.uint32], read: NDArray[np.intp], texts: Normalised
    ) -> Iterator[_Stretch]:
        """Misspelled words, of letters at `read`, in the texts that had split ones."""
        for index, start, stop in self._misspelled.find(codes).tolist():
            if texts.split[np.searchsorted(texts.letters.ends, read[start])]:
                yield _Stretch(read[start:stop].tolist(), self._meant[index])

    @staticmethod
    def _worth_reading(texts: Normalised) -> NDArray[np.intp]:
        """Places of the letters around odd ones, and of the texts that had split ones."""
        letters = texts.letters
        odd, rows = places_of(odd_letters(letters.codes)), places_of(texts.split)
        starts = np.concatenate([np.maximum(odd - _LONGEST, 0), letters.starts[rows]])
        if not len(starts):
            return starts
        stops = np.concatenate([odd + _LONGEST, letters.ends[rows]]) + 1
        order = np.argsort(starts)
        read_before = np.maximum.accumulate(np.append(0, stops[order]))
        stops = np.minimum(stops[order], len(letters.codes))
        starts = np.maximum(starts[order], read_before[:-1])
        return stretches(starts, np.maximum(stops, starts))


def _set_apart(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The open spelling in a range of its own, so that one automaton finds both."""
    return np.where(codes == SEPARATOR, codes, codes + np.uint32(APART))


def _changes(written: int, meant: int) -> int:
    """How many jamo of two syllables differ; some finals count more."""
    if written == meant:
        return 0
    before, after = written - FIRST_SYLLABLE, meant - FIRST_SYLLABLE
    if not (0 <= before < SYLLABLES and 0 <= after < SYLLABLES):
        return 1
    final, meant_final = before % 28, after % 28
    changes = (before // 588 != after // 588) + (before // 28 % 21 != after // 28 % 21)
    if final != meant_final:
        changes += _COST_OF_FINAL.get(final, 1)
    return changes


def _distance(written: list[int], word: list[int]) -> int | None:
    """How many jamo differ; `None` for too many, in a short word for those of two syllables."""
    if len(written) != len(word):
        return 0
    changes = [_changes(before, meant) for before, meant in zip(written, word, strict=True)]
    if len(word) < _FEWEST_OPEN and all(changes):
        return None
    return sum(changes) if sum(changes) <= _MOST_CHANGES else None


def _is_a_word(texts: Normalised, first: int, last: int) -> bool:
    """Whether the letters from `first` to `last` are words by themselves, no number among them."""
    letters, starts = texts.letters.codes, texts.word_starts
    closed = starts[last + 1] or letters[last + 1] == SEPARATOR
    if letters[first] <= ord("9") or not (starts[first] and closed):
        return False
    digits = first + places_of(letters[first : last + 1] <= ord("9"))
    numbers = starts[digits] & starts[digits + 1]
    return bool(starts[first : last + 1].all() or not numbers.any())


def _near(texts: Normalised, found: list[_Stretch]) -> Iterator[tuple[int, int, _Stretch]]:
    """Stretches that are near enough, with what goes first: the nearest word, then the longest."""
    codes = texts.letters.codes
    for stretch in found:
        distance = _distance(codes[stretch.places].tolist(), stretch.word)
        if distance is not None:
            yield distance, -len(stretch.word), stretch


def _altered(texts: Normalised, stretches: list[_Stretch]) -> Iterator[_Stretch]:
    """Stretches that are near their word but not it; where they overlap, the nearest word's."""
    codes = texts.letters.codes
    taken: set[int] = set()
    for _, _, stretch in sorted(_near(texts, stretches), key=lambda found: found[:2]):
        places, word = stretch
        if not taken.isdisjoint(places):
            continue
        if word[0] < _FIRST_HANGUL and not _is_a_word(texts, places[0], places[-1]):
            continue
        taken.update(places)
        if codes[places].tolist() != word or places[-1] - places[0] >= len(word):
            yield stretch


def _put_back(texts: Normalised, stretches: list[_Stretch]) -> Normalised:
    """Write the words over their stretches."""
    masked = list(_altered(texts, stretches))
    if not masked:
        return texts
    letters = texts.letters
    codes, kept = letters.codes.copy(), np.ones(len(letters.codes), bool)
    for places, word in masked:
        kept[places[0] : places[-1] + 1] = False
        codes[places[: len(word)]] = word
        kept[places[: len(word)]] = True
    rows = np.searchsorted(letters.ends, [places[0] for places, _ in masked])
    codes = codes[kept]
    return texts._replace(
        letters=view_of(codes),
        plain_places=texts.plain_places[kept],
        word_starts=texts.word_starts[kept],
        masked=np.bincount(rows, minlength=len(letters.ends)).astype(np.int32),
    )
