"""How a text looks in any language: amounts, signs, letters that ordinary people do not use."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.characters import TABLE_SIZE, tables
from detectors.text.normalising import Normalised

NAMES: Final = (
    "amounts",
    "percents",
    "emoji",
    "strange signs",
    "digit share",
    "hangul share",
    "han share",
    "cyrillic share",
    "rare han",
    "mixed scripts",
    "codes",
    "brands",
)
"""The columns of `surface`, in order."""

_FULL: Final = np.array([4, 2, 6, 6, 1, 1, 1, 1, 4, 4, 3, 2], np.float32)
_UNITS: Final = "만천백억원k$€₽u元块萬万tđ"
_HAN, _LATIN, _HANGUL, _CYRILLIC = 1, 2, 3, 4
_DIGIT, _EMOJI, _SIGN, _RARE_HAN = 5, 6, 7, 8
_KINDS: Final = 9
_KIND, _UNIT, _JOINT = 0x0F, 0x10, 0x20
_COUNTED: Final = {
    "emoji": _EMOJI,
    "strange signs": _SIGN,
    "digit share": _DIGIT,
    "hangul share": _HANGUL,
    "han share": _HAN,
    "cyrillic share": _CYRILLIC,
    "rare han": _RARE_HAN,
}
"""Columns that count characters of one kind."""
_COUNTED_COLUMNS: Final = [NAMES.index(name) for name in _COUNTED]
_COUNTED_KINDS: Final = [*_COUNTED.values()]
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


@cache
def _flags() -> NDArray[np.uint8]:
    """What each code point is, and whether it is a unit or joins the parts of links."""
    return _kinds() | _units() * np.uint8(_UNIT) | _joints() * np.uint8(_JOINT)


def surface(texts: Normalised) -> NDArray[np.float32]:
    """How each of n texts looks: float32 [n, len(NAMES)], from 0 to 1."""
    codes, ends = texts.plain.codes, texts.plain.ends
    if not len(ends):
        return np.zeros((0, len(NAMES)), np.float32)
    flags = _flags()[codes]
    kind = flags & np.uint8(_KIND)
    digit, latin = kind == _DIGIT, kind == _LATIN
    number_ends = digit[:-1] & ~digit[1:]
    unit = flags[1:] & np.uint8(_UNIT) != 0
    percent = (codes[1:] == ord("%")) & digit[:-1]
    result = np.empty((len(ends), len(NAMES)), np.float32)
    result[:, _COUNTED_COLUMNS] = _of_kinds(kind, ends)[:, _COUNTED_KINDS]
    code, brand = _codes(digit, latin, flags & np.uint8(_JOINT) != 0)
    marks = {
        "amounts": _shifted(number_ends & unit),
        "percents": _shifted(percent),
        "mixed scripts": _switches(kind),
        "codes": code,
        "brands": brand,
    }
    for name, mark in marks.items():
        texts_of = np.searchsorted(ends, np.flatnonzero(mark))
        result[:, NAMES.index(name)] = np.bincount(texts_of, minlength=len(ends))
    lengths = np.maximum(ends - texts.plain.starts, 1)
    shares = [column for column, name in enumerate(NAMES) if name.endswith(" share")]
    others = [column for column, name in enumerate(NAMES) if not name.endswith(" share")]
    result[:, shares] /= lengths[:, None]
    result[:, others] /= np.maximum(lengths / np.float32(_WINDOW), 1)[:, None]
    full: NDArray[np.float32] = np.minimum(result / _FULL, np.float32(1))
    return full


def _of_kinds(kind: NDArray[np.uint8], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many characters of each kind each text has: [n, kinds]."""
    cells = np.repeat(np.arange(len(ends)) * _KINDS, np.diff(ends, prepend=-1)) + kind
    counts: NDArray[np.intp] = np.bincount(cells, minlength=len(ends) * _KINDS)
    return counts.reshape(len(ends), _KINDS)


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


def _shifted(mark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.append(mark, np.False_)


def _switches(kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Letters next to one of another script that honest words do not join (Han beside Cyrillic)."""
    letter = (kind >= _HAN) & (kind <= _CYRILLIC)
    pair = letter[:-1] & letter[1:] & (kind[:-1] != kind[1:])
    honest = (kind[:-1] == _HANGUL) | (kind[1:] == _HANGUL)
    return _shifted(pair & ~honest)


def _codes(
    digit: NDArray[np.bool_], latin: NDArray[np.bool_], joined: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where letters mixed with digits begin (ids, codes), and names with a number behind."""
    solid = digit | latin
    change = np.flatnonzero(np.diff(np.concatenate([[False], solid, [False]]).astype(np.int8)))
    starts, stops = change[::2], change[1::2]
    count = np.append(0, np.cumsum(digit))
    digits = count[stops] - count[starts]
    letters = stops - starts - digits
    mixed = (digits > 0) & (letters > 0) & (stops - starts >= _FEWEST_IN_CODE)
    named = (letters >= 3) & (digits >= 2) & (digits <= 4)
    named[named] = count[starts[named] + letters[named]] == count[starts[named]]
    free = ~joined[np.maximum(starts - 1, 0)] & ~joined[np.minimum(stops, len(joined) - 1)]
    mixed &= free
    named &= free
    code, brand = np.zeros(len(digit), bool), np.zeros(len(digit), bool)
    code[starts[mixed]] = True
    brand[starts[named]] = True
    return code, brand
