"""Undoes evasion for a whole batch at once: three views of every text.

The *plain* view keeps spaces and punctuation (for contacts and for people); the *letters* view
keeps letters and digits only, without diacritics (for the lexicon, the classifier and
similarity). Both hold the batch's texts one after the other in one array of code points, each
closed by `SEPARATOR`. The *folded* view, `Normalised.folded`, is made on request out of the
letters: one spelling for all that a masked word is written like (갸입 as 가입, 첫츙 as 첫충). To
scan it, fold the terms in the same way (`normalise(terms).folded`), and count a term that only
the folded view has if one of its letters is `odd`; that is also a sign of evasion.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import (
    BLANK,
    FLAG_EXPANDS,
    FLAG_HIDDEN,
    FLAG_STYLED,
    SEPARATOR,
    TABLE_SIZE,
    tables,
)
from detectors.text.normalising.folding import Folded, fold
from detectors.text.normalising.jamo import compose
from detectors.text.normalising.scripts import settle_scripts
from detectors.text.places import places_of

LONGEST_TEXT: Final = 10_000
"""Characters that are read of a text; of a longer one, its first and last halves of this."""

_MANY_MARKS: Final = re.compile("([\u0300-\u036f\u3099\u309a]{3})[\u0300-\u036f\u3099\u309a]+")
_FIRST_TAG: Final = 0xE0000  # tag characters and further variation selectors
_LAST_TAG: Final = 0xE01EF
_ZERO_WIDTH: Final = np.uint32(0x200B)
_JAMO_ASIDE: Final = {code: 0x100000 + code for code in range(0x3131, 0x318F)}
_JAMO_BACK: Final = {aside: code for code, aside in _JAMO_ASIDE.items()}
_SIGNS_READ_AS: Final = str.maketrans({"℃": "도", "㎡": "m2", "™": "", "®": "", "©": ""})


class View(NamedTuple):
    """Texts one after the other, text i at `codes[starts[i]:ends[i]]`, a separator at `ends[i]`."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    def text(self, row: int) -> str:
        """Text `row` as a string."""
        return as_text(self.codes[self.starts[row] : self.ends[row]])


class Normalised(NamedTuple):
    """A batch of n texts after normalising.

    `origin` is the place in `written` of each plain character, `plain_places` the place in
    `plain` of each letter; `word_starts` (bool, by letter) says whether it follows something that
    is no letter. The counts are int32 [n]: letters in fancy dress, foreign look-alikes in Latin
    words, hidden characters, letters that were split or spaced out, and masked words, which
    `unmasking` puts back.
    """

    written: str
    plain: View
    origin: NDArray[np.intp]
    letters: View
    plain_places: NDArray[np.intp]
    word_starts: NDArray[np.bool_]
    styled: NDArray[np.int32]
    foreign: NDArray[np.int32]
    hidden: NDArray[np.int32]
    split: NDArray[np.int32]
    spaced: NDArray[np.int32]
    masked: NDArray[np.int32]

    @property
    def folded(self) -> Folded:
        """The letters folded, made anew at each call."""
        return fold(self.letters.codes)

    def cased(self, row: int, start: int = 0, end: int | None = None) -> str:
        """The plain view of text `row`, or a part, with the capitals of what was written."""
        plain = self.plain.text(row)[start:end]
        first = self.plain.starts[row] + start
        places = self.origin[first : first + len(plain)].tolist()
        written = [unicodedata.normalize("NFKC", self.written[place]) for place in places]
        return "".join(
            shown if shown.lower() == letter else letter
            for shown, letter in zip(written, plain, strict=True)
        )


def as_text(codes: NDArray[np.uint32]) -> str:
    """Code points (uint32, no surrogates) as a string."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")


def _shortened(texts: Sequence[str], lengths: NDArray[np.intp]) -> list[str]:
    half = LONGEST_TEXT // 2
    shortened = list(texts)
    for row in places_of(lengths > LONGEST_TEXT):
        shortened[row] = f"{shortened[row][:half]}\n{shortened[row][-half:]}"
    return shortened


def _composed(text: str) -> str:
    """NFKC for texts that need several characters at once, safe against endless marks."""
    capped = _MANY_MARKS.sub(r"\1", text.translate(_SIGNS_READ_AS))
    aside = capped.translate(_JAMO_ASIDE)  # NFKC would make ㅋㅋ into leading consonants
    return unicodedata.normalize("NFKC", aside).translate(_JAMO_BACK)


def _lengths(texts: Sequence[str]) -> NDArray[np.intp]:
    return np.fromiter(map(len, texts), np.intp, len(texts))


def _read(texts: Sequence[str]) -> tuple[str, NDArray[np.uint32], NDArray[np.intp]]:
    """The joined batch, its code points cut to the tables' size, and each text's end."""
    written = "\n".join([*texts, ""])
    raw = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), "<u4")
    ends = np.cumsum(_lengths(texts) + 1) - 1
    if len(raw) and raw.max() >= TABLE_SIZE:
        unseen = (raw >= _FIRST_TAG) & (raw <= _LAST_TAG)
        raw = np.where(unseen, _ZERO_WIDTH, np.minimum(raw, np.uint32(TABLE_SIZE - 1)))
    return written, raw, ends


def _count(places: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.int32]:
    """How many of `places` fall into each text: int32 [n]."""
    if not len(places):
        return np.zeros(len(ends), np.int32)
    return np.bincount(np.searchsorted(ends, places), minlength=len(ends)).astype(np.int32)


def view_of(codes: NDArray[np.uint32]) -> View:
    """The texts that separators part."""
    ends = places_of(codes == SEPARATOR)
    starts = np.concatenate([np.zeros(1, np.intp), ends[:-1] + 1])
    return View(codes, starts[: len(ends)], ends)


def normalise(texts: Sequence[str]) -> Normalised:
    """Normalise a batch; any string is fine, lone surrogates and endless marks included."""
    lengths = _lengths(texts)
    if len(texts) and lengths.max() > LONGEST_TEXT:
        texts = _shortened(texts, lengths)
    table = tables()
    written, raw, ends = _read(texts)
    flags = table.flags[raw]
    expanding = places_of(flags & FLAG_EXPANDS)
    if len(expanding):
        texts = list(texts)
        for row in np.unique(np.searchsorted(ends, expanding)):
            texts[row] = _composed(texts[row])
        written, raw, ends = _read(texts)
        flags = table.flags[raw]
        # A mark that no letter took when composing is decoration.
        flags[(flags & FLAG_EXPANDS != 0) & (table.plain[raw] == 0)] |= FLAG_HIDDEN
    plain = table.plain[raw]
    plain[ends] = SEPARATOR
    mixed = settle_scripts(plain, raw, flags, ends)
    styled = places_of(flags & FLAG_STYLED)
    styled = styled[plain[styled] - np.uint32(ord("0")) >= 10]  # digits are dressed for lists, too
    marks = (styled, mixed, places_of(flags & FLAG_HIDDEN))
    return _views(written, plain, *(_count(places, ends) for places in marks))


def _views(
    written: str,
    plain: NDArray[np.uint32],
    styled: NDArray[np.int32],
    foreign: NDArray[np.int32],
    hidden: NDArray[np.int32],
) -> Normalised:
    origin = places_of(plain)
    plain = plain[origin]
    kept = compose(plain, closing=True)
    split = np.zeros(len(styled), np.int32)
    if kept is not None:
        split = _count(places_of(~kept), places_of(plain == SEPARATOR))
        origin, plain = origin[kept], plain[kept]
    plain_view = view_of(plain)
    letter = tables().letter[plain]
    solid = letter != 0
    word_starts = np.empty(len(letter), bool)
    word_starts[:1] = True
    np.logical_not(solid[:-1], out=word_starts[1:])
    word_starts[1:] |= letter[:-1] == SEPARATOR
    places = places_of(solid)
    letters, word_starts = letter[places], word_starts[places]
    spaced = _count(_spaced_out(letters, word_starts), places_of(letters == SEPARATOR))
    kept = compose(letters, closing=False)
    if kept is not None:
        letters, places, word_starts = letters[kept], places[kept], word_starts[kept]
    return Normalised(
        written,
        plain_view,
        origin,
        view_of(letters),
        places,
        word_starts,
        styled,
        foreign,
        hidden,
        split,
        spaced,
        np.zeros(len(styled), np.int32),
    )


def _spaced_out(letters: NDArray[np.uint32], word_starts: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of letters in a run of five or more that stand alone: 카 지 노 사 이 트, v-i-p-7-7.

    Four are ordinary Korean (좀 더 할 걸), ㅋ ㅋ ㅋ ㅋ ㅋ is laughter, and digits are a list.
    """
    if len(letters) < 6:
        return np.zeros(0, np.intp)
    jamo = letters - np.uint32(0x3131) < 0x33
    real = word_starts & ~jamo & (letters != SEPARATOR)
    alone = real[:-1] & (word_starts[1:] | (letters[1:] == SEPARATOR))
    runs = places_of(alone[:-4] & alone[1:-3] & alone[2:-2] & alone[3:-1] & alone[4:])
    if len(runs):
        digits = np.append(0, np.cumsum(letters - np.uint32(ord("0")) < 10))
        runs = runs[digits[runs + 5] - digits[runs] < 3]
    return runs


def collapsed_spaces(text: str) -> str:
    """One line: runs of white space as one blank."""
    return chr(BLANK).join(text.split())
