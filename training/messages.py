"""Reads the messages that were written one by one, each in words of its own.

A template gives many texts of one wording, and the letters of that wording then count for more
than they should; these give the breadth: how advertisers and ordinary people say things when they
use none of the typical terms. They are in `texts/messages/LANGUAGE.txt`: a line `## topic` (`ham`
for innocent texts), then a message a line, `⏎` for a line break inside, slots that
`training/templates.py` makes up. What stands before the first topic is a remark.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from training.datasets import Example
from training.templates import fill

HAM: Final = "ham"
_HEADING: Final = "## "
_BREAK: Final = "⏎"
_FOLDER: Final = Path(__file__).parent / "texts" / "messages"
_WEIGHTS: Final = {"en": 4.8}
_WEIGHT: Final = 3.4
"""Of a message in another language; English ones are fewer, so each counts for more."""


def load(language: str) -> list[tuple[str, str]]:
    """(topic, message) of a language in the file's order; none where it has no file."""
    file = _FOLDER / f"{language}.txt"
    topic, found = "", []
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if line.startswith(_HEADING):
            topic = line.removeprefix(_HEADING).strip()
        elif line and topic:
            found.append((topic, line.replace(_BREAK, "\n")))
    return found


def messages(
    language: str, kinds: tuple[str, ...], copies: int, random_source: random.Random
) -> Iterator[Example]:
    """Every message `copies` times, its slots filled anew each time."""
    for topic, message in load(language):
        kind = topic if topic in kinds else "other"
        weight = _WEIGHTS.get(language, _WEIGHT)
        written = message.replace("{link}", "{shared}") if topic == HAM else message
        for _ in range(copies):
            text = fill(written, {}, random_source)
            if topic == HAM:
                yield Example(text, 0, "", language, f"messages {language}", weight)
            else:
                yield Example(text, 1, kind, language, f"messages {language} {topic}", weight)
