"""Composes texts out of the lexicon: offers that string its terms together, and talk about them.

An offer takes several terms of one category, amounts, an appeal and mostly a contact, in a loose
order, as real ones do; a brief one takes a term or two and a contact. Talk takes one term
(sometimes two, of different categories) into a sentence of worry, news, warning or joke. So every
term is seen on both sides, and what tells them apart is what surrounds it. The frames are in
`texts/LANGUAGE.toml` under `composed`.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

from detectors.text.lexicon.scan import Term, load_lexicon_of
from training.datasets import Example
from training.templates import fill

_KINDS: Final = ("gambling", "adult", "ad_service", "ad_program", "ad_recruiting")
_TOPICS: Final = ("gambling", "adult", "loan", "stock", "lure", "promo", *_KINDS[2:])
_TYPICAL: Final = 3
_JOINTS: Final = (" ", " ", " ", " / ", ", ", "\n", " ★ ", "! ", ". ", " ✅", "\n✔ ", " | ", "~ ")
_CONTACT_SHARE: Final = 0.6
_CALL_SHARE: Final = 0.3
_OFFER_WEIGHT: Final = 0.5
_BRIEF_WEIGHT: Final = 0.25
_TALK_WEIGHT: Final = 0.175
_FEWEST_TYPICAL: Final = 5


def _terms(language: str, category: str, weights: tuple[int, ...]) -> list[str]:
    terms: Sequence[Term] = load_lexicon_of(language)
    return [t.written for t in terms if t.category == category and t.weight in weights]


def offers(
    frames: dict[str, Any], language: str, count: int, random_source: random.Random
) -> Iterator[Example]:
    """`count` offers of each topic."""
    slots, parts = frames["slots"], frames["composed"]
    calls = _terms(language, "call", (2, 3))
    for topic in _TOPICS:
        typical, common = _terms(language, topic, (3,)), _terms(language, topic, (1, 2)) or [""]
        if len(typical) < _FEWEST_TYPICAL:
            continue
        kind = topic if topic in _KINDS else "other"
        for _ in range(count):
            words = random_source.sample(typical, random_source.choice([1, 2, 2, 3, 3, 4]))
            words += random_source.sample(common, min(len(common), random_source.randint(0, 2)))
            words += [fill(random_source.choice(parts["benefits"]), slots, random_source)]
            if random_source.random() < 0.5:
                words += [fill(random_source.choice(parts["benefits"]), slots, random_source)]
            random_source.shuffle(words)
            if random_source.random() < 0.3:
                words = [fill(random_source.choice(parts["openers"]), slots, random_source), *words]
            if random_source.random() < 0.6 and calls:
                words.append(random_source.choice(calls))
            if random_source.random() < _CONTACT_SHARE:
                words.append(fill("{contact}", slots, random_source))
            joint = random_source.choice(_JOINTS)
            text = "".join(
                word + (random_source.choice([" ", joint]) if at < len(words) - 1 else "")
                for at, word in enumerate(words)
            )
            yield Example(text, 1, kind, language, f"composed {language} {topic}", _OFFER_WEIGHT)


def brief(
    frames: dict[str, Any], language: str, count: int, random_source: random.Random
) -> Iterator[Example]:
    """`count` offers of each topic that say no more than what there is and where to ask."""
    slots = frames["slots"]
    calls = _terms(language, "call", (2, 3))
    for topic in _TOPICS:
        typical = _terms(language, topic, (_TYPICAL,))
        if topic == "promo" or len(typical) < _FEWEST_TYPICAL:
            continue
        kind = topic if topic in _KINDS else "other"
        for _ in range(count):
            words = random_source.sample(typical, random_source.choice([1, 1, 2]))
            if random_source.random() < _CALL_SHARE and calls:
                words.append(random_source.choice(calls))
            text = " ".join([*words, fill("{contact}", slots, random_source)])
            yield Example(text, 1, kind, language, f"composed {language} {topic}", _BRIEF_WEIGHT)


def talk(
    frames: dict[str, Any], language: str, count: int, random_source: random.Random
) -> Iterator[Example]:
    """`count` innocent sentences about each topic."""
    slots, parts = frames["slots"] | frames.get("ham_slots", {}), frames["composed"]
    for topic in _TOPICS:
        words = _terms(language, topic, (1, 2, 3))
        others = _terms(language, random_source.choice(_TOPICS), (2, 3)) or words
        if not words:
            continue
        for _ in range(count):
            frame = random_source.choice(parts["talk"])
            frame = frame.replace("<term>", random_source.choice(words), 1)
            frame = frame.replace("<term>", random_source.choice(others))
            text = fill(frame, slots, random_source)
            yield Example(text, 0, "", language, f"composed {language} talk", _TALK_WEIGHT)
