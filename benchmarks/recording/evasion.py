"""How senders disguise an advertisement: one function a trick, each a pure text transformation.

Every trick takes the text, the words worth hiding and a seeded generator. Links and ids stay
readable, as they do in life: the reader must be able to act on them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Trick = Callable[[str, Sequence[str], random.Random], str]

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3

_ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
_SEPARATORS = (" ", ".", "·", "_", "-", "*", "~", "ㅡ", "/")
_EMOJI = ("🔥", "💰", "✅", "🎁", "⭐", "📈", "💎", "🚀", "❤️", "👉", "🎉", "☎️", "💸", "🏆")
_LINK = re.compile(r"\.(?:example|test)[\w/]*", re.ASCII)
_TAIL_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# One look-alike a letter: Cyrillic and Greek for Latin letters, full width for digits, and for
# Hangul the spellings people use (카 as ㅋr, 이 as ㅇl, 대 as 머).
_LOOK_ALIKES = {
    "a": "а", "c": "с", "e": "е", "i": "і", "o": "ο", "p": "р", "x": "х", "y": "у",
    "A": "Α", "B": "В", "C": "С", "E": "Е", "H": "Н", "K": "К", "M": "М", "O": "О", "T": "Т",
    "0": "０", "1": "１", "2": "２", "3": "３", "5": "５", "9": "９",
    "카": "ㅋr", "라": "ㄹr", "바": "ㅂr", "가": "ㄱr", "나": "ㄴr", "이": "ㅇl", "리": "ㄹl",
    "지": "ㅈl", "대": "머", "귀": "커", "방": "빵", "출": "츌", "토": "톳", "톡": "똑",
}  # fmt: skip


def spacing(text: str, words: Sequence[str], rng: random.Random) -> str:
    """Put one separator between the letters of each word: ``토 토``, ``대.출``."""
    mark = rng.choice(_SEPARATORS)
    return _rewrite(text, words, lambda word: " ".join(map(mark.join, word.split())))


def zero_width(text: str, words: Sequence[str], rng: random.Random) -> str:
    """Put invisible characters between the letters of each word."""
    return _rewrite(text, words, lambda word: "".join(c + rng.choice(_ZERO_WIDTH) for c in word))


def split_jamo(text: str, words: Sequence[str], rng: random.Random) -> str:
    """Take one syllable of each word apart: ``토토`` becomes ``ㅌㅗ토``."""

    def split(word: str) -> str:
        at = rng.randrange(len(word))
        return word[:at] + _jamo(word[at]) + word[at + 1 :]

    return _rewrite(text, words, split)


def look_alike(text: str, words: Sequence[str], _rng: random.Random) -> str:
    """Replace the letters of each word by letters that look the same."""
    return _rewrite(text, words, lambda word: "".join(_LOOK_ALIKES.get(c, c) for c in word))


def emoji(text: str, words: Sequence[str], rng: random.Random) -> str:
    """Frame the text, and one of the words, with emoji."""
    first, second = rng.sample(_EMOJI, 2)
    word = rng.choice(list(words))
    return first + text.replace(word, second + word + second, 1) + second


def digit_tail(text: str, _words: Sequence[str], rng: random.Random) -> str:
    """End the text with a short random tail, so that no two copies are equal."""
    tail = "".join(rng.choices(_TAIL_LETTERS, k=rng.randint(3, 6)))
    return f"{text} {rng.choice(('#', '', '[', '_'))}{tail}"


def link_tail(text: str, _words: Sequence[str], rng: random.Random) -> str:
    """Give the last link a random query, or a word of its own where there is no link."""
    tail = "".join(rng.choices(_TAIL_LETTERS, k=5))
    link = next(reversed(list(_LINK.finditer(text))), None)
    return f"{text[: link.end()]}/?r={tail}{text[link.end() :]}" if link else f"{text} ({tail})"


def shuffled_lines(text: str, _words: Sequence[str], rng: random.Random) -> str:
    """Reorder the sentences in the middle; first and last stay."""
    lines = text.split("\n")
    middle = lines[1:-1]
    rng.shuffle(middle)
    return "\n".join([*lines[:1], *middle, *lines[-1:]]) if len(lines) > 2 else text


TRICKS: dict[str, Trick] = {
    "spacing": spacing,
    "zero-width": zero_width,
    "split-jamo": split_jamo,
    "look-alike": look_alike,
    "emoji": emoji,
    "digit-tail": digit_tail,
    "link-tail": link_tail,
    "shuffled-lines": shuffled_lines,
}


def disguise(text: str, words: Sequence[str], tricks: Sequence[str], rng: random.Random) -> str:
    """Apply one or two of the named tricks, as a sender does from copy to copy."""
    for name in sorted(rng.sample(list(tricks), min(len(tricks), rng.randint(1, 2)))):
        text = TRICKS[name](text, words, rng)
    return text


def _rewrite(text: str, words: Sequence[str], change: Callable[[str], str]) -> str:
    for word in words:
        text = text.replace(word, change(word), 2)
    return text


def _jamo(letter: str) -> str:
    if not _HANGUL_FIRST <= ord(letter) <= _HANGUL_LAST:
        return letter + " "
    initial, rest = divmod(ord(letter) - _HANGUL_FIRST, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    return (_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]).rstrip()
