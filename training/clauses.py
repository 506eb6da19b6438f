"""Composes texts out of clauses: what advertising is made of, and what people say in its words.

A template is one wording; a clause is one thing said, met in many surroundings. An offer stands
alone or is led to by a hook, praised by details and followed by an appeal. Innocent texts are one
to three sentences in the same vocabulary, or somebody who quotes an offer to ask, warn or laugh.
The clauses are in `texts/clauses/LANGUAGE.toml`.
"""

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from training.datasets import Example
from training.templates import fill

Clauses = dict[str, Any]
Kept = Callable[[str], bool]

KINDS: Final = ("gambling", "adult", "ad_service", "ad_program", "ad_recruiting")
TOPICS: Final = (*KINDS, "loan", "stock", "lure", "promo")
_FOLDER: Final = Path(__file__).parent / "texts" / "clauses"
_JOINTS: Final = (
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    ". ",
    "! ",
    " / ",
    ", ",
    "~ ",
    " ✅ ",
    "\n- ",
    "\n✔ ",
)
_TALK_JOINTS: Final = (" ", " ", ". ", "\n", ", ")
_OFFER_WEIGHT: Final = 0.75
_TALK_WEIGHT: Final = 0.5


def _everything(_clause: str) -> bool:
    return True


def load(language: str) -> Clauses | None:
    """The clauses of a language, if it has any."""
    file = _FOLDER / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else None


class _Drawer:
    """Draws clauses, of those that are kept, and fills their slots."""

    def __init__(
        self, clauses: Clauses, slots: dict[str, Any], kept: Kept, random_source: random.Random
    ) -> None:
        self._slots = {**slots, **clauses["slots"]}
        self._kept = kept
        self._random = random_source

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def some(self, group: Sequence[str], counts: Sequence[int]) -> list[str]:
        """So many different clauses, a number drawn from `counts`, filled."""
        kept = [clause for clause in group if self._kept(clause)] or list(group)
        count = min(self._random.choice(counts), len(kept))
        return [fill(c, self._slots, self._random) for c in self._random.sample(kept, count)]


def _offer(clauses: Clauses, topic: str, draw: _Drawer, random_source: random.Random) -> str:
    group, shared = clauses[topic], clauses["shared"]
    said = draw.some(group["offer"], (1, 1, 1, 1, 1, 2, 2, 3))
    said += draw.some(group["detail"], (0, 0, 0, 1, 1, 2, 3))
    said += draw.some(shared["detail"], (0, 0, 0, 1, 1, 2))
    if draw.chance(0.4):
        random_source.shuffle(said)
    before = draw.some(shared["open"], (0, 0, 0, 1)) + draw.some(group["hook"], (0, 0, 1))
    after = draw.some(shared["ask"], (0, 0, 1, 1, 1))
    joint = random_source.choice(_JOINTS)
    parts = [*before, *said, *after]
    joints = [random_source.choice([" ", joint, joint]) for _ in parts[1:]] + [""]
    return "".join(part + gap for part, gap in zip(parts, joints, strict=True))


def offers(
    clauses: Clauses,
    slots: dict[str, Any],
    language: str,
    count: int,
    random_source: random.Random,
    kept: Kept = _everything,
) -> Iterator[Example]:
    """`count` offers of each topic, out of the clauses that are `kept`."""
    draw = _Drawer(clauses, slots, kept, random_source)
    for topic in TOPICS:
        kind = topic if topic in KINDS else "other"
        for _ in range(count if topic in clauses else 0):
            text = _offer(clauses, topic, draw, random_source)
            yield Example(text, 1, kind, language, f"clauses {language} {topic}", _OFFER_WEIGHT)


def talk(
    clauses: Clauses,
    slots: dict[str, Any],
    language: str,
    count: int,
    random_source: random.Random,
    kept: Kept = _everything,
) -> Iterator[Example]:
    """`count` innocent texts: talk, quoted offers, news."""
    ham, news = clauses["ham"], clauses["news"]
    words = {**slots, **clauses["slots"], **ham, **news}
    draw = _Drawer({"slots": words}, {}, kept, random_source)
    topics = [topic for topic in TOPICS if topic in clauses]
    for _ in range(count):
        chosen = random_source.random()
        if chosen < 0.22:
            (frame,) = draw.some(ham["quote"], (1,))
            (offer,) = draw.some(clauses[random_source.choice(topics)]["offer"], (1,))
            text = frame.replace("<offer>", offer)
        elif chosen < 0.34:
            text = draw.some(news["texts"], (1,))[0]
        else:
            joint = random_source.choice(_TALK_JOINTS)
            text = joint.join(draw.some(ham["texts"], (1, 1, 1, 2, 2, 3)))
        yield Example(text, 0, "", language, f"clauses {language}", _TALK_WEIGHT)
