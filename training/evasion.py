"""What senders do to a text to get past filters, for training and for measuring."""

import random
import re
from typing import Final

_LOOK_ALIKES: Final = dict(zip("aeopcxyiABEKMHOPCTX", "аеорсхуіАВЕКМНОРСТХ", strict=True))
_INITIALS: Final[str] = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS: Final = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
_ZERO_WIDTH: Final = "\u200b\u200c\u2060\ufeff\u00ad"


def _jamo(character: str) -> str:
    code = ord(character) - 0xAC00
    if not 0 <= code < 11172:
        return character
    final: str = _FINALS[code % 28]
    return f"{_INITIALS[code // 588]}{chr(0x314F + code % 588 // 28)}{final}"


def spaced(text: str, random_source: random.Random) -> str:
    """Blanks or dots between the letters of some words."""
    words = text.split(" ")
    gap = random_source.choice([" ", ".", "-", " "])
    return " ".join(
        gap.join(word) if word.isalpha() and random_source.random() < 0.7 else word
        for word in words
    )


def zero_width(text: str, random_source: random.Random) -> str:
    """Characters without width strewn in."""
    return "".join(
        c + (random_source.choice(_ZERO_WIDTH) if random_source.random() < 0.3 else "")
        for c in text
    )


def look_alike(text: str, random_source: random.Random) -> str:
    """Latin letters replaced by Cyrillic ones that look the same."""
    return "".join(_LOOK_ALIKES.get(c, c) if random_source.random() < 0.6 else c for c in text)


def split_jamo(text: str, random_source: random.Random) -> str:
    """Some syllables taken apart."""
    return "".join(_jamo(c) if random_source.random() < 0.3 else c for c in text)


def styled(text: str, random_source: random.Random) -> str:
    """Latin letters and digits of a fancy alphabet."""
    upper, lower, digit = random_source.choice(
        [(0x1D400, 0x1D41A, 0x1D7CE), (0x1D5D4, 0x1D5EE, 0x1D7EC), (0xFF21, 0xFF41, 0xFF10)]
    )
    styles = {**{65 + i: upper + i for i in range(26)}, **{97 + i: lower + i for i in range(26)}}
    styles |= {48 + i: digit + i for i in range(10)}
    return text.translate(styles)


def emoji(text: str, random_source: random.Random) -> str:
    """Emoji between words and letters."""
    marks = "🔥💰❤✅⭐🎁♥★"
    return "".join(
        c + (random_source.choice(marks) if random_source.random() < 0.15 else "") for c in text
    )


def digit_noise(text: str, random_source: random.Random) -> str:
    """Digits between Hangul letters."""
    return "".join(
        c
        + (
            str(random_source.randint(0, 9))
            if "가" <= c <= "힣" and random_source.random() < 0.1
            else ""
        )
        for c in text
    )


def noise(random_source: random.Random) -> str:
    """A short tail that makes every copy different."""
    letters = "".join(random_source.choices("abcdefghjkmnpqrstuvwxyz23456789", k=4))
    signs = "".join(random_source.choices("✅🔥★♥◆※", k=2))
    return random_source.choice(
        [f"#{letters}", f"[{letters}]", letters.upper(), signs, f"_{letters}"]
    )


def framed(text: str, random_source: random.Random) -> str:
    """Noise before and behind."""
    return f"{noise(random_source)} {text} {noise(random_source)}"


def link_tail(text: str, random_source: random.Random) -> str:
    """A tail on the links, or one more link."""
    tail = "".join(random_source.choices("abcdefghjkmnpqrstuvwxyz23456789", k=6))
    changed = _LINK.sub(lambda match: f"{match[0]}?r={tail}", text)
    return changed if changed != text else f"{text} bit.ly/{tail}"


def reordered(text: str, random_source: random.Random) -> str:
    """Sentences (or, where there is one only, its halves) in another order."""
    parts = [part for part in _SENTENCE.split(text) if part.strip()]
    if len(parts) < 2:
        words = text.split(" ")
        half = len(words) // 2
        return " ".join([*words[half:], *words[:half]])
    random_source.shuffle(parts)
    return " ".join(part.strip() for part in parts)


def words_replaced(text: str, random_source: random.Random) -> str:
    """10 to 20% of the words replaced."""
    words = text.split(" ")
    count = max(1, int(len(words) * random_source.uniform(0.1, 0.2)))
    for place in random_source.sample(range(len(words)), min(count, len(words))):
        words[place] = random_source.choice(_FILLERS)
    return " ".join(words)


def truncated(text: str, random_source: random.Random) -> str:
    """The last part cut off, at most a quarter."""
    return text[: max(1, int(len(text) * random_source.uniform(0.75, 1.0)))]


_LINK: Final = re.compile(r"(?:https?://)?[\w-]+\.(?:com|net|kr|xyz|vip|example|ly|me)[\w/.-]*")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n")
_FILLERS: Final = (
    "정말",
    "지금",
    "오늘",
    "바로",
    "이제",
    "꼭",
    "진짜",
    "again",
    "now",
    "nhé",
    "luôn",
    "very",
)

SPELLINGS: Final = {
    "spaced": spaced,
    "zero width": zero_width,
    "look-alike": look_alike,
    "split jamo": split_jamo,
    "styled": styled,
    "emoji": emoji,
    "digit noise": digit_noise,
}
"""Changes of how a text is spelled: every word stays."""

EDITS: Final = {
    "framed": framed,
    "link tail": link_tail,
    "reordered": reordered,
    "words replaced": words_replaced,
    "truncated": truncated,
}
"""Changes of what a text says, small enough that a person sees the same text."""

EVASIONS: Final = {**SPELLINGS, **EDITS}
