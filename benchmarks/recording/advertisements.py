"""The advertisements of the recording's campaigns (`advertisements.yaml`), and their copies."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.recording.evasion import disguise


@dataclass(frozen=True)
class Advertisement:
    """One offer in several wordings.

    Args:
        about: what is offered, for the truth file.
        lang: the language of the wordings.
        words: the words that evasion hides.
        wordings: complete texts with slots.
        report: the reason that people give when they report it.
    """

    about: str
    lang: str
    words: tuple[str, ...]
    wordings: tuple[str, ...]
    report: str


def _load() -> Mapping[str, Advertisement]:
    path = Path(__file__).with_name("advertisements.yaml")
    return msgspec.yaml.decode(path.read_bytes(), type=dict[str, Advertisement])


ADVERTISEMENTS: Mapping[str, Advertisement] = _load()


def copy_of(
    advertisement: Advertisement, wording: int, tricks: tuple[str, ...], rng: random.Random
) -> str:
    """One copy of an advertisement: slots filled, then disguised by one or two tricks."""
    text = advertisement.wordings[wording % len(advertisement.wordings)]
    text = text.replace("{n}", str(rng.randint(3, 9) * 10)).replace("{m}", str(rng.randint(10, 99)))
    text = text.replace("{code}", f"{rng.choice('abckmw')}{rng.randint(100, 999)}")
    return disguise(text, advertisement.words, tricks, rng) if tricks else text
