"""How a text looks in any language: amounts, signs, letters that ordinary people do not use."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising import Normalised
from detectors.text.normalising.characters import SEPARATOR, TABLE_SIZE, tables
from detectors.text.places import places_of

NAMES: Final = (
    "amounts",
    "percents",
    "emoji",
    "strange signs",
    "digit share",
    "rare han",
    "mixed scripts",
    "codes",
    "brands",
    "hangul share",
    "han share",
    "cyrillic share",
)
"""The columns of `surface`, in order."""

_FULL: Final = np.array([4, 2, 6, 6, 1, 4, 4, 3, 2, 1, 1, 1], np.float32)
_UNITS: Final = "만천백억원k$€₽u元块萬万tđ"
_HAN, _LATIN, _HANGUL, _CYRILLIC = 1, 2, 3, 4
_DIGIT, _EMOJI, _SIGN, _RARE_HAN = 5, 6, 7, 8
_FEWEST_IN_CODE: Final = 5
_WINDOW: Final = 250
"""Characters in which signs are counted: in a longer text, their mean over as many."""


def _common_han() -> frozenset[str]:
    """The first levels of GB 2312, Big5 and JIS X 0208: the characters of everyday writing."""
    simplified = _table(range(0xB0, 0xD8), [*range(0xA1, 0xFF)])
    traditional = _table(range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    japanese = _table(range(0xB0, 0xD0), [*range(0xA1, 0xFF)])
    return frozenset(
        simplified.decode("gb2312", "ignore")
        + traditional.decode("big5", "ignore")
        + japanese.decode("euc_jp", "ignore")
    )


def _table(firsts: range, seconds: list[int]) -> bytes:
    return bytes(byte for first in firsts for second in seconds for byte in (first, second))


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point is: uint8 by code point."""
    kinds = np.zeros(TABLE_SIZE, np.uint8)
    kinds[ord("a") : ord("z") + 1] = _LATIN
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[0xAC00:0xD7A4] = _HANGUL
    kinds[0x400:0x530] = _CYRILLIC
    for first, last in ((0x3400, 0xA000), (0xF900, 0xFB00)):
        kinds[first:last] = _RARE_HAN
    for character in _common_han():
        if 0x4E00 <= ord(character) < 0xA000:
            kinds[ord(character)] = _HAN
    for first, last in ((0x2500, 0x2600), (0x16A0, 0x1800), (0x250, 0x2B0), (0xA000, 0xA4D0)):
        kinds[first:last] = _SIGN
    kinds[0x2600:0x2800] = _EMOJI
    kinds[0x1F300 : min(0x1FB00, TABLE_SIZE)] = _EMOJI
    return kinds


_SPACES: Final = 0x20
"""What is above this in the letters view is a letter, neither nothing nor a separator."""
_SHARES: Final = [column for column, name in enumerate(NAMES) if name.endswith(" share")]
_SCRIPTS: Final = (_HANGUL, _HAN, _CYRILLIC)
"""The scripts whose shares are the last columns."""


def surface(texts: Normalised) -> NDArray[np.float32]:
    """How each of n texts looks: float32 [n, len(NAMES)], from 0 to 1."""
    codes, ends = texts.plain.codes, texts.plain.ends
    if not len(ends):
        return np.zeros((0, len(NAMES)), np.float32)
    kind = _kinds()[codes]
    digit, latin = kind == _DIGIT, kind == _LATIN
    digits = places_of(digit)
    number_ends = digits[~digit[digits + 1]]  # a separator closes the last text
    behind = codes[number_ends + 1]
    signs = places_of(kind > _DIGIT)
    sign_kinds = kind[signs]
    emoji = signs[sign_kinds == _EMOJI]
    letter = tables().letter
    strewn = (letter[codes[emoji - 1]] > _SPACES) & (letter[codes[emoji + 1]] > _SPACES)
    marks = (
        number_ends[_units()[behind]],
        number_ends[behind == ord("%")],
        emoji[~strewn],
        signs[sign_kinds == _SIGN],
        digits,
        signs[sign_kinds == _RARE_HAN],
        _switches(kind),
        *_codes(digit, latin, texts),
    )
    starts = texts.plain.starts
    scripts = [np.add.reduceat(kind == script, starts, dtype=np.float32) for script in _SCRIPTS]
    counts = np.concatenate([_counts(marks, ends), np.stack(scripts, axis=1)], axis=1)
    lengths = np.maximum(ends - starts, 1)
    scale = np.maximum(lengths / np.float32(_WINDOW), 1).astype(np.float32)[:, None] * _FULL
    scale[:, _SHARES] = lengths[:, None]
    full: NDArray[np.float32] = np.minimum(counts / scale, np.float32(1))
    return full


def _counts(marks: tuple[NDArray[np.intp], ...], ends: NDArray[np.intp]) -> NDArray[np.float32]:
    """How many places of each mark are in each text: float32 [n, marks]."""
    rows = np.searchsorted(ends, np.concatenate(marks))
    columns = np.repeat(np.arange(len(marks)), [len(places) for places in marks])
    cells = np.bincount(rows * len(marks) + columns, minlength=len(ends) * len(marks))
    return cells.reshape(len(ends), len(marks)).astype(np.float32)


@cache
def _joints() -> NDArray[np.bool_]:
    """Signs that join the parts of links, paths and program code."""
    joints = np.zeros(TABLE_SIZE, bool)
    joints[[ord(sign) for sign in "@/._=&?#()[]{}<>\\"]] = True
    return joints


@cache
def _units() -> NDArray[np.bool_]:
    units = np.zeros(TABLE_SIZE, bool)
    letters = tables().plain[[ord(unit) for unit in _UNITS]]
    units[letters[letters > 0]] = True
    return units


def _switches(kind: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Letters before one of another script that honest words do not join (Han beside Cyrillic)."""
    rare = places_of((kind == _HAN) | (kind == _CYRILLIC))
    if not len(rare):
        return rare
    pairs = np.unique(np.concatenate([rare, np.maximum(rare, 1) - 1]))
    first, second = kind[pairs], kind[pairs + 1]
    mixed: NDArray[np.intp] = pairs[_FOREIGN[first] & _FOREIGN[second] & (first != second)]
    return mixed


_FOREIGN: Final = np.isin(np.arange(256), [_HAN, _LATIN, _CYRILLIC])


def _codes(
    digit: NDArray[np.bool_], latin: NDArray[np.bool_], texts: Normalised
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where letters mixed with digits begin (ids, codes), and names with a number behind.

    Not the name of who is spoken to, "basil60: check your mail"; but nobody is spoken to in letters
    of full width.
    """
    written = texts.plain.codes
    solid = digit | latin
    change = places_of(solid[1:] != solid[:-1]) + 1
    if solid[0]:
        change = np.append(0, change)
    starts, stops = change[::2], change[1::2]
    joints = _joints()
    before, behind = written[np.maximum(starts - 1, 0)], written[stops]
    spoken_to = (starts == 0) | (before == SEPARATOR)
    spoken_to &= (behind == ord(":")) | (behind == ord(","))
    for at in places_of(spoken_to):
        spoken_to[at] = texts.written[texts.origin[starts[at]]].isascii()
    free = ~joints[before] & ~joints[behind] & ~spoken_to
    starts, stops = starts[free], stops[free]
    count = np.append(0, np.cumsum(digit))
    digits = count[stops] - count[starts]
    letters = stops - starts - digits
    mixed = (digits > 0) & (letters > 0) & (stops - starts >= _FEWEST_IN_CODE)
    named = (letters >= 3) & (digits >= 2) & (digits <= 4)
    named[named] = count[starts[named] + letters[named]] == count[starts[named]]
    return starts[mixed], starts[named]
