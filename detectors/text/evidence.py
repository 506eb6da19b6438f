"""What the classifier weighs beside n-grams: lexicon hits, contacts and marks of evasion."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.lexicon_scan import CATEGORIES, Hits, Lexicon
from detectors.text.ngrams import Grams
from detectors.text.normalising import Normalised

CONTACT_KINDS: Final = ("phone", "link", "messenger", "account", "email")
_TOPICS: Final = CATEGORIES[: CATEGORIES.index("benign")]
_WEIGHED: Final = (*_TOPICS, "benign", "call")
_LEXICON_FULL: Final = 6.0  # a category counts no more than two typical terms of weight 3
_MARKS_FULL: Final = 6.0

NAMES: Final = (
    *(f"lexicon {category}" for category in _WEIGHED),
    *(f"contact {kind}" for kind in CONTACT_KINDS),
    "evasion styled",
    "evasion hidden",
    "evasion split",
    "evasion spaced",
    "topic and contact",
    "topic and call",
    "call and contact",
    "topic and benign",
)
"""The columns of the evidence, in order."""


def _lexicon_columns(
    hits: Hits, lexicon: Lexicon, texts: Normalised, grams: Grams
) -> NDArray[np.float32]:
    """Weights of the terms found in each window, by category: float32 [blocks, categories]."""
    columns = np.zeros((len(grams.block_text), len(CATEGORIES)), np.float32)
    if len(hits.terms):
        block_places = grams.symbol_of[grams.block_starts]
        block = np.searchsorted(block_places, hits.places, side="right") - 1
        np.add.at(columns, (block, lexicon.category[hits.terms]), lexicon.weight[hits.terms])
        same = grams.block_text[1:] == grams.block_text[:-1]
        columns[:-1] += columns[1:] * same[:, None]
    full = np.float32(_LEXICON_FULL)
    return (np.minimum(columns[:, : len(_WEIGHED)], full) / full).astype(np.float32)


def _marks(texts: Normalised) -> NDArray[np.float32]:
    marks = np.stack([texts.styled, texts.hidden, texts.split, texts.spaced], axis=1)
    return np.minimum(marks, _MARKS_FULL).astype(np.float32) / np.float32(_MARKS_FULL)


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
    words = _lexicon_columns(hits, lexicon, texts, grams)
    by_text = np.concatenate([contact_kinds.astype(np.float32), _marks(texts)], axis=1)
    by_window = by_text[grams.block_text]
    topic = np.minimum(words[:, : len(_TOPICS)].sum(axis=1), 1)
    benign, call = words[:, -2], words[:, -1]
    contact = by_window[:, : len(CONTACT_KINDS)].max(axis=1)
    both = np.stack([topic * contact, topic * call, call * contact, topic * benign], axis=1)
    return np.concatenate([words, by_window, both], axis=1)
