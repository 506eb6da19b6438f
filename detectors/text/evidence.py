"""What the classifier weighs beside n-grams: lexicon hits, contacts, amounts, marks of evasion.

None of it depends on one language or one sender's wording, so it is what carries over to texts
unlike those learnt from. Every column is from 0 to 1.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.lexicon_scan import APPEAL, CATEGORIES, Hits, Lexicon
from detectors.text.ngrams import Grams
from detectors.text.normalising import Normalised
from detectors.text.surface import NAMES as SURFACE_NAMES, surface

CONTACT_KINDS: Final = ("phone", "link", "messenger", "account", "email")
_TOPICS: Final = CATEGORIES[: CATEGORIES.index("benign")]
_WEIGHED: Final = (*_TOPICS, "benign", "call", *APPEAL, "messenger")
_PAIRED: Final = ("call", *APPEAL, "amount", "contact", "topic")
_PAIRS: Final = tuple(
    (first, second)
    for at, first in enumerate(_PAIRED)
    for second in _PAIRED[at + 1 :]
    if first in APPEAL or second in APPEAL
)
_PRESENT: Final = 3.0  # one typical term of weight 3 is presence
_MUCH: Final = 15.0  # five typical terms; more say nothing new
_MARKS_FULL: Final = 6.0
_MARKS: Final = ("styled", "hidden", "split", "spaced")

NAMES: Final = (
    *(f"some {category}" for category in _WEIGHED),
    *(f"much {category}" for category in _WEIGHED),
    *(f"contact {kind}" for kind in CONTACT_KINDS),
    *(f"evasion {mark}" for mark in _MARKS),
    *SURFACE_NAMES,
    *(f"{category} and contact" for category in _TOPICS),
    *(f"{category} and call" for category in _TOPICS),
    *(f"{category} and benign" for category in _TOPICS),
    "topics",
    "call and contact",
    "benign and contact",
    "topic and amount",
    "topic and evasion",
    "contact and amount",
    "contact and evasion",
    "topic and call and contact",
    "topic without benign",
    "appeal without benign",
    *(f"{mark} in part" for mark in _MARKS),
    *(f"{first} and {second}" for first, second in _PAIRS),
)
"""The columns of the evidence, in order."""


def _lexicon_sums(
    hits: Hits, lexicon: Lexicon, texts: Normalised, grams: Grams
) -> NDArray[np.float32]:
    """Weights of the terms found in each window, by category: float32 [blocks, categories]."""
    columns = np.zeros((len(grams.block_text), len(CATEGORIES)), np.float32)
    if len(hits.terms):
        block_places = grams.symbol_of[grams.block_starts]
        block = np.searchsorted(block_places, hits.places, side="right") - 1
        cells = block * len(CATEGORIES) + lexicon.category[hits.terms]
        sums = np.bincount(cells, lexicon.weight[hits.terms], columns.size)
        columns = sums.astype(np.float32).reshape(columns.shape)
        same = grams.block_text[1:] == grams.block_text[:-1]
        columns[:-1] += columns[1:] * same[:, None]
    weights: NDArray[np.float32] = columns[:, [CATEGORIES.index(name) for name in _WEIGHED]]
    return weights


def _marks(texts: Normalised) -> NDArray[np.float32]:
    marks = np.stack([texts.styled, texts.hidden, texts.split, texts.spaced], axis=1)
    return np.minimum(marks, _MARKS_FULL).astype(np.float32) / np.float32(_MARKS_FULL)


def _in_part(texts: Normalised) -> NDArray[np.float32]:
    """How much one word or two stand out by a mark that the rest of the text lacks: a name."""
    marks = np.stack([texts.styled, texts.hidden, texts.split, texts.spaced], axis=1)
    letters = np.maximum(texts.letters.ends - texts.letters.starts, 1)[:, None]
    rest = np.maximum(np.float32(1) - marks / letters, 0)
    part: NDArray[np.float32] = (np.minimum(marks, _MARKS_FULL) / _MARKS_FULL * rest).astype(
        np.float32
    )
    return part


def evidence(
    texts: Normalised,
    grams: Grams,
    lexicon: Lexicon,
    hits: Hits,
    contact_kinds: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """The evidence of every window: float32 [blocks, len(NAMES)], each from 0 to 1.

    Args:
        texts: the normalised batch of n texts.
        grams: its n-grams, for the windows.
        lexicon: what `hits` refers to.
        hits: lexicon terms in the batch.
        contact_kinds: bool [n, kinds], which kinds of contact a text has.
    """
    sums = _lexicon_sums(hits, lexicon, texts, grams)
    some = (np.minimum(sums, _PRESENT) / _PRESENT).astype(np.float32)
    much = np.sqrt(np.minimum(sums, _MUCH) / _MUCH).astype(np.float32)
    marks, seen = _marks(texts), surface(texts)
    by_text = np.concatenate([contact_kinds.astype(np.float32), marks, seen], axis=1)
    by_window = by_text[grams.block_text]
    contact = by_window[:, : len(CONTACT_KINDS)].max(axis=1, initial=0)
    strange = np.concatenate([marks, seen[:, _ODD]], axis=1)
    odd = strange[grams.block_text].max(axis=1, initial=0)
    amount = seen[:, SURFACE_NAMES.index("amounts")][grams.block_text]
    sides = {
        **{name: much[:, _WEIGHED.index(name)] for name in ("benign", "call", *APPEAL)},
        "amount": amount,
        "contact": contact,
        "topic": much[:, : len(_TOPICS)].max(axis=1),
        "odd": odd,
    }
    in_part = _in_part(texts)[grams.block_text]
    met = np.stack([sides[first] * sides[second] for first, second in _PAIRS], axis=1)
    return np.concatenate([some, much, by_window, *_crossed(some, sides), in_part, met], axis=1)


def _crossed(
    some: NDArray[np.float32], sides: dict[str, NDArray[np.float32]]
) -> list[NDArray[np.float32]]:
    """Pieces of evidence that are met together."""
    topics, benign, call = some[:, : len(_TOPICS)], some[:, len(_TOPICS)], some[:, len(_TOPICS) + 1]
    topic, contact, amount, odd = (sides[name] for name in ("topic", "contact", "amount", "odd"))
    appeal = np.maximum.reduce([sides[name] for name in APPEAL])
    both = [
        topics.sum(axis=1) / np.float32(len(_TOPICS)),
        call * contact,
        benign * contact,
        topic * amount,
        topic * odd,
        contact * amount,
        contact * odd,
        topic * call * contact,
        topic * (1 - sides["benign"]),
        appeal * (1 - sides["benign"]),
    ]
    return [*(topics * side[:, None] for side in (contact, call, benign)), np.stack(both, axis=1)]


_ODD: Final = [SURFACE_NAMES.index(name) for name in ("rare han", "mixed scripts", "strange signs")]
