"""Builds `detectors/text/normalising/characters.npz`: what each code point is read as.

Sources: Python's `unicodedata` (NFKC, general categories, names), `look_alikes.txt` (out of
Unicode's confusables), a hand-written list of letters that are drawn alike, and
`common_syllables.txt` (counted in nsmc_ko and kote). How letters are folded is in `folding.py`.
"""

import re
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.text.normalising.characters import (
    BLANK,
    FLAG_EXPANDS,
    FLAG_FOREIGN,
    FLAG_FOREIGN_ONLY,
    FLAG_HIDDEN,
    FLAG_STYLED,
    TABLE_SIZE,
)
from training.archive import write_archive
from training.folding import folded

_COMPATIBILITY_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_COMPATIBILITY_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_HERE = Path(__file__).parent


def _listed_look_alikes() -> dict[str, str]:
    lines = (_HERE / "look_alikes.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" ", 1) for line in lines if not line.startswith("#")]
    return {drawn: letter for letter, alike in pairs for drawn in alike}


_LOOK_ALIKES = {
    **_listed_look_alikes(),
    **dict(zip("аеорсухіјѕһԁԛԝкмтвнёѵӏпгь", "aeopcyxijshdqwkmtbhevlnrb", strict=True)),
    **dict(zip("αεικνορτυχηωβ", "aeikvoptuxnwb", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃᎩᎾ", "abcdeghijklmpstvwzyo", strict=True)),
    **dict(zip("օոսհց", "onuhg", strict=True)),
    **dict(zip("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "acefghijkmrtvwy", strict=True)),  # upside down
    **dict(zip("ıɑɡɩɭƒʼ’‘`´ʻꞌ", ["i", "a", "g", "i", "l", "f", *"''''''''"[:7]], strict=True)),
    **dict.fromkeys(
        "。｡．·・•…‥\u318d\u119e\u11a2", "."
    ),  # the last are Korean phones' middle dots
    "℃": "도",
    **dict(zip("‐‑‒–—―−ー－", "-" * 9, strict=True)),
    **dict(zip("：︓∶ː", "::::", strict=True)),
    **dict(zip("❶❷❸❹❺❻❼❽❾⓿➊➋➌➍➎➏➐➑➒➀➁➂➃➄➅➆➇➈", "1234567890123456789123456789", strict=True)),
}
_BLANKS = "\u3164\u115f\u1160\uffa0\u2800\u00a0\u3000\t\r\v\f\u2028\u2029\u0085"
_JOINERS = "\u200d\ufe0f\ufe0e\u20e3"  # ordinary parts of emoji: dropped, no sign of evasion
_STYLED_NAME = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE CIRCLED LATIN CAPITAL LETTER|"
    r"NEGATIVE SQUARED LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER|"
    r"SQUARED LATIN CAPITAL LETTER|LATIN SMALL LETTER DOTLESS) ([A-Z])$"
)
_WITH_STROKE = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH ")
_FULL_WIDTH = range(0xFF00, 0xFFEF)
_MERGED_INITIALS = dict(zip("ㄲㄸㅃㅆㅉㅋㅌㅍㅊ", "ㄱㄷㅂㅅㅈㄱㄷㅂㅈ", strict=True))
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_MERGED_VOWELS = dict(zip("ㅐㅒㅖㅙㅞㅑㅕㅛㅠㅟㅢ", "ㅔㅔㅔㅚㅚㅏㅓㅗㅜㅣㅣ", strict=True))
_PAST_TENSE = 20  # the final ㅆ, Unicode 16, section 3.12
_LEET = dict(zip("01345", "oieas", strict=True))


def _as_compatibility_jamo(character: str) -> str:
    code = ord(character)
    if 0x1100 <= code <= 0x1112:
        return _COMPATIBILITY_INITIALS[code - 0x1100]
    if 0x1161 <= code <= 0x1175:
        return chr(0x314F + code - 0x1161)
    if 0x11A8 <= code <= 0x11C2:
        return _COMPATIBILITY_FINALS[code - 0x11A8]
    return character


def _is_loose_mark(character: str) -> bool:
    """Whether it is a combining mark of no script's own (a Thai or Arabic vowel sign is not)."""
    name = unicodedata.name(character, "COMBINING")
    return unicodedata.category(character) == "Mn" and name.startswith(
        ("COMBINING", "VARIATION", "MONGOLIAN FREE")
    )


def _read_as(character: str) -> tuple[str, bool]:  # noqa: PLR0911 - one rule a line
    """What a character is read as (one character or ""), and whether it needs more than one."""
    code = ord(character)
    category = unicodedata.category(character)
    if 0x3131 <= code <= 0x3163 or character == "\n":
        return character, False
    if character in _BLANKS or category in {"Zs", "Zl", "Zp"}:
        return " ", False
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character], False
    if 0x1100 <= code <= 0x11FF:
        jamo = _as_compatibility_jamo(character)  # what is left of it when nothing joins it
        return jamo if jamo != character else "", True
    styled = _STYLED_NAME.match(unicodedata.name(character, ""))
    if styled:
        return styled[1].lower(), False
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Me"} or _is_loose_mark(character):
        return "", 0x300 <= code <= 0x36F or code in {0x3099, 0x309A}
    expanded = unicodedata.normalize("NFKC", character)
    solid = "".join(c for c in expanded if c.isalnum()) or expanded.strip()[:1] or " "
    if len(solid) > 1:
        return "", True
    solid = _as_compatibility_jamo(solid)
    lowered = _LOOK_ALIKES.get(solid, solid.lower()[:1])
    return _LOOK_ALIKES.get(lowered, lowered), False


def _flags(character: str, read_as: str, *, expands: bool) -> int:
    code = ord(character)
    flags = FLAG_EXPANDS if expands else 0
    category = unicodedata.category(character)
    hidden = (
        category in {"Cf", "Me"}
        or _is_loose_mark(character)
        or character in "\u3164\u115f\u1160\uffa0\u2800"
    )
    if hidden and character not in _JOINERS and not expands:
        flags |= FLAG_HIDDEN
    plain = unicodedata.normalize("NFC", character).lower() == read_as
    ordinary = (
        code in _FULL_WIDTH
        or code < 0x250
        or category == "No"  # ① is how people number things
        or 0x1F1E6 <= code <= 0x1F1FF  # flags
        or 0x1F200 <= code <= 0x1F2FF  # squared Chinese
        or character in "℃\u318d\u119e\u11a2"
    )
    foreign = 0x370 <= code <= 0x58F  # a Cyrillic or Greek letter is only evasion beside Latin ones
    if read_as.isalnum() and not plain and not (ordinary or foreign):
        flags |= FLAG_STYLED
    if foreign and character.isalpha():
        flags |= FLAG_FOREIGN if read_as.isascii() else FLAG_FOREIGN_ONLY
    return flags


def _letter_of(character: str) -> str:
    """The bare letter or digit for the letters-only view, "" for everything else."""
    if not character.isalnum():
        return ""
    base = unicodedata.normalize("NFD", character)[0] if ord(character) < 0x2000 else character
    if 0x1E00 <= ord(character) < 0x1F00:
        base = unicodedata.normalize("NFD", character)[0]
    stroke = _WITH_STROKE.match(unicodedata.name(base, ""))
    base = stroke[1].lower() if stroke else base
    if base.isdecimal():
        return str(unicodedata.decimal(base))
    return base if base.isalnum() else ""


def _coarse(character: str) -> str:
    """A coarser letter: Hangul without final and tension, digits read as the letters they mimic."""
    code = ord(character) - 0xAC00
    if not 0 <= code < 11172:
        return _LEET.get(character, character)
    initial = _COMPATIBILITY_INITIALS[code // 588]
    vowel = _VOWELS[code % 588 // 28]
    initial = _MERGED_INITIALS.get(initial, initial)
    vowel = _MERGED_VOWELS.get(vowel, vowel)
    index = _COMPATIBILITY_INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28
    return chr(0xAC00 + index)


def _odd() -> NDArray[np.bool_]:
    """Which code points are Hangul syllables outside `common_syllables.txt`."""
    odd = np.zeros(TABLE_SIZE, np.bool_)
    odd[0xAC00 : 0xAC00 + 11172] = True
    for line in (_HERE / "common_syllables.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            odd[[ord(syllable) for syllable in line]] = False
    hangul = odd[0xAC00 : 0xAC00 + 11172].reshape(-1, 28)
    hangul[:, _PAST_TENSE] &= hangul[:, 0]  # 샀 is as ordinary as 사
    return odd


def build() -> dict[str, NDArray[np.generic]]:
    """All of `CharacterTables`, by code point."""
    plain = np.zeros(TABLE_SIZE, np.uint32)
    letter = np.zeros(TABLE_SIZE, np.uint32)
    coarse = np.arange(TABLE_SIZE, dtype=np.uint32)
    fold = np.arange(TABLE_SIZE, dtype=np.uint32)
    flags = np.zeros(TABLE_SIZE, np.uint8)
    for code in range(TABLE_SIZE - 1):
        character = chr(code)
        read_as, expands = _read_as(character)
        read_as = read_as if not read_as or ord(read_as) < TABLE_SIZE - 1 else ""
        plain[code] = ord(read_as) if read_as else 0
        flags[code] = _flags(character, read_as, expands=expands)
        bare = _letter_of(character)
        letter[code] = ord(bare) if bare else 0
        coarse[code] = ord(_coarse(character))
        fold[code] = ord(folded(character))
    plain[TABLE_SIZE - 1] = BLANK
    plain = plain[plain]  # what a character is read as is read as itself
    return {
        "plain": plain,
        "letter": letter,
        "coarse": coarse,
        "folded": fold,
        "odd": _odd(),
        "flags": flags,
    }


def write(path: Path) -> None:
    """Write the tables to `path`, in one move."""
    unfinished = path.with_suffix(".unfinished")
    write_archive(unfinished, build())
    unfinished.replace(path)


if __name__ == "__main__":
    write(_HERE.parent / "detectors" / "text" / "normalising" / "characters.npz")
