"""Writes advertising and its look-alikes out of templates, with and without evasion.

The templates are in `texts/LANGUAGE.toml`: `slots`, `advertising` by topic, and `ham`, whose
own slots go before the shared ones.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from training import clauses
from training.composition import brief, offers, talk
from training.datasets import Example
from training.evasion import EVASIONS
from training.messages import messages
from training.templates import fill, identifier, korean_phone, shared_link

SEED: Final = 20231204
LANGUAGES: Final = ("ko", "vi", "en", "zh", "ru", "id")
_OFFERS: Final = {"ko": 420, "vi": 320}
_FEWER_OFFERS: Final = 120
_TALK_SHARE: Final = 1.0
_CLAUSED: Final = {"ko": 2000, "vi": 1500}
_FEWER_CLAUSED: Final = 700
_CLAUSED_TALK: Final = 6
"""Innocent texts for each offer of one topic."""
_MESSAGE_COPIES: Final = 4
_KINDS: Final = ("gambling", "adult", "ad_service", "ad_program", "ad_recruiting")
_EVADED_SHARE: Final = 0.35
_EVADED_HAM_SHARE: Final = 0.35
_DECORATED_EVADED_SHARE: Final = 0.5
_NAMED: Final = ("카톡", "내 카톡", "카톡 아이디", "텔레", "인스타", "zalo", "telegram @", "라인")
_JOINTS: Final = (" ", "\n", ". ", "\n\n")
_SHORT: Final = 120
"""Letters of texts that are put together, so that both are in one window of the classifier."""
_TEXTS: Final = Path(__file__).parent / "texts"


def _evaded(text: str, share: float, random_source: random.Random) -> str:
    if random_source.random() >= share:
        return text
    for _ in range(random_source.choice([1, 1, 2, 3])):
        text = random_source.choice(list(EVASIONS.values()))(text, random_source)
    return text


def _advertising(
    templates: dict[str, Any], language: str, copies: int, random_source: random.Random
) -> Iterator[Example]:
    for topic, group in templates["advertising"].items():
        kind = topic if topic in _KINDS else "other"
        for template in group:
            for _ in range(copies):
                text = fill(template, templates["slots"], random_source)
                text = _evaded(text, _EVADED_SHARE, random_source)
                yield Example(text, 1, kind, language, f"written {language} {topic}", 1.0)


def _ham(
    templates: dict[str, Any], language: str, copies: int, random_source: random.Random
) -> Iterator[Example]:
    slots = {**templates["slots"], **templates["ham_slots"]}
    for template in templates["ham"]["texts"]:
        for _ in range(copies):
            text = fill(template, slots, random_source)
            text = _evaded(text, _EVADED_HAM_SHARE, random_source)
            yield Example(text, 0, "", language, f"written {language}", 0.5)


def written(copies: int, seed: int = SEED) -> list[Example]:
    """Examples to learn from, of every language."""
    random_source = random.Random(seed)  # noqa: S311 - reproducible, no secret
    learnt: list[Example] = []
    for language in LANGUAGES:
        templates = tomllib.loads((_TEXTS / f"{language}.toml").read_text("utf-8"))
        learnt.extend(_advertising(templates, language, copies, random_source))
        learnt.extend(_ham(templates, language, copies, random_source))
        learnt.extend(_composed(templates, language, random_source))
        learnt.extend(from_clauses(templates["slots"], language, random_source))
        learnt.extend(_messages(language, random_source))
    return learnt


def from_clauses(
    slots: dict[str, Any], language: str, random_source: random.Random
) -> Iterator[Example]:
    """Offers and talk made from clauses, a share of them evaded."""
    known = clauses.load(language)
    if known is None:
        return
    count = _CLAUSED.get(language, _FEWER_CLAUSED)
    for example in clauses.offers(known, slots, language, count, random_source):
        yield example._replace(text=_evaded(example.text, _EVADED_SHARE, random_source))
    for example in clauses.talk(known, slots, language, count * _CLAUSED_TALK, random_source):
        yield example._replace(text=_evaded(example.text, _EVADED_HAM_SHARE, random_source))


def _messages(language: str, random_source: random.Random) -> Iterator[Example]:
    """Messages that were written one by one, a share of the copies evaded."""
    for example in messages(language, _KINDS, _MESSAGE_COPIES, random_source):
        share = _EVADED_SHARE if example.label else _EVADED_HAM_SHARE
        yield example._replace(text=_evaded(example.text, share, random_source))


def _composed(
    templates: dict[str, Any], language: str, random_source: random.Random
) -> Iterator[Example]:
    """Offers and talk made from the lexicon, a share of them evaded."""
    count = _OFFERS.get(language, _FEWER_OFFERS)
    for make, made in ((offers, count), (brief, count // 2)):
        for example in make(templates, language, made, random_source):
            text = _evaded(example.text, _EVADED_SHARE, random_source)
            yield example._replace(text=text)
    for example in talk(templates, language, int(count * _TALK_SHARE), random_source):
        yield example._replace(text=_evaded(example.text, _EVADED_HAM_SHARE, random_source))


def joined(examples: Sequence[Example], count: int, random_source: random.Random) -> list[Example]:
    """Pairs of innocent texts in one message: two touchy subjects make no advertisement."""
    ham = [example for example in examples if not example.label and len(example.text) < _SHORT]
    pairs = [(random_source.choice(ham), random_source.choice(ham)) for _ in range(count)]
    return [
        first._replace(text=f"{first.text}{random_source.choice(_JOINTS)}{second.text}")
        for first, second in pairs
    ]


def padded(examples: Sequence[Example], count: int, random_source: random.Random) -> list[Example]:
    """Advertising with an innocent text before or behind: small talk around it hides no offer."""
    short = [example for example in examples if len(example.text) < _SHORT]
    advertising = [example for example in short if example.label]
    ham = [example.text for example in short if not example.label]
    made = []
    for _ in range(count):
        offer = random_source.choice(advertising)
        parts = [offer.text, random_source.choice(ham)]
        random_source.shuffle(parts)
        made.append(offer._replace(text=random_source.choice(_JOINTS).join(parts)))
    return made


def decorated(example: Example, random_source: random.Random) -> Example:
    """Ham with a link, number or id, spelled oddly, or both: none makes an advertisement.

    Advertising is spelled oddly only, so that odd spelling does not speak for innocence.
    """
    if example.label:
        return example._replace(text=_evaded(example.text, 1, random_source))
    choice = random_source.random()
    if choice < 0.2:
        contact = shared_link(random_source)
    elif choice < 0.3:
        contact = korean_phone(random_source)
    elif choice < 0.4:
        contact = f"{random_source.choice(_NAMED)} {identifier(random_source)}"
    else:
        return example._replace(text=_evaded(example.text, 1, random_source))
    text = f"{example.text} {contact}"
    return example._replace(text=_evaded(text, _DECORATED_EVADED_SHARE, random_source))
