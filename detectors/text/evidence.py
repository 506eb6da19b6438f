"""What the classifier weighs beside n-grams: lexicon hits, contacts, amounts, marks of evasion.

None of it depends on one language or one sender's wording, so it is what carries over to texts
unlike those learnt from. Every column is from 0 to 1.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.lexicon.scan import APPEAL, CATEGORIES, Hits, Lexicon
from detectors.text.ngrams import Grams
from detectors.text.normalising import Normalised
from detectors.text.surface import NAMES as SURFACE_NAMES, surface

CONTACT_KINDS: Final = ("phone", "link", "messenger", "account", "email")
CONTACT_MARKS: Final = (*CONTACT_KINDS, "public link")
"""What a text has of contacts; a public link leads to what thousands link to, not to a sender."""
_TOPICS: Final = CATEGORIES[: CATEGORIES.index("benign")]
_WEIGHED: Final = (*_TOPICS, "benign", "call", *APPEAL, "messenger")
_WEIGHED_AT: Final = [CATEGORIES.index(name) for name in _WEIGHED]
_PAIRED: Final = ("call", *APPEAL, "amount", "contact", "topic")
_PAIRS: Final = tuple(
    (first, second)
    for at, first in enumerate(_PAIRED)
    for second in _PAIRED[at + 1 :]
    if first in APPEAL or second in APPEAL
)
_PRESENT: Final = np.float32(3)  # one typical term of weight 3 is presence
_MUCH: Final = np.float32(15)  # five typical terms; more say nothing new
_MARKS_FULL: Final = np.float32(6)
_MARKS: Final = ("styled", "hidden", "split", "spaced")
_DRESS: Final = [_MARKS.index(name) for name in ("styled", "hidden", "spaced")]
_EMOJI: Final = SURFACE_NAMES.index("emoji")
_BRANDS: Final = SURFACE_NAMES.index("brands")
_WITHOUT_NUMBER: Final = np.float32(0.5)
"""What a name in fancy dress weighs without a number: sites mostly have one, nicknames less so."""
_NUMBERED: Final = [SURFACE_NAMES.index(name) for name in ("brands", "codes")]
_AMOUNTS: Final = SURFACE_NAMES.index("amounts")
_ODD: Final = [SURFACE_NAMES.index(name) for name in ("rare han", "mixed scripts", "strange signs")]
_TOPIC_COUNT: Final = len(_TOPICS)
_APPEAL_AT: Final = _WEIGHED.index(APPEAL[0])

NAMES: Final = (
    *(f"some {category}" for category in _WEIGHED),
    *(f"much {category}" for category in _WEIGHED),
    *(f"contact {kind}" for kind in CONTACT_MARKS),
    "offer and styled",
    *SURFACE_NAMES,
    "name in dress",
    *(f"{category} and contact" for category in _TOPICS),
    *(f"{category} and call" for category in _TOPICS),
    *(f"{category} and benign" for category in _TOPICS),
    "topics",
    "call and contact",
    "benign and contact",
    "topic and amount",
    "offer and oddity",
    "contact and amount",
    "topic and call and contact",
    "topic without benign",
    "appeal without benign",
    *(f"offer and {mark} in part" for mark in _MARKS),
    *(f"{first} and {second}" for first, second in _PAIRS),
)
"""The columns of the evidence, in order.

Letters in fancy dress, names that stand out by their spelling, and emoji speak against an *offer*
only: a topic, and with it a contact, a call, an amount or a name with a number (sgi88). What else
was undone is not weighed at all: by itself it tells a prank from an advertisement no better than
chance, and `TextFeatures.signals` names it. So innocent words stay innocent however they are spelt.
A name that alone is in fancy dress (salam dari 𝐁𝐀𝐑𝐃𝐈𝟒𝐃) is a whole offer: of its site.
"""

LOOKS: Final = {
    "amounts": "an amount",
    "percents": "a percentage",
    "brands": "a name with a number",
    "name in dress": "letters that stand out",
}
"""Columns of what is named by its looks rather than by a term, and what a person calls it."""

LOOKS_AT: Final = [NAMES.index(name) for name in LOOKS]

NAMED: Final = [
    NAMES.index(name)
    for name in (
        *(f"some {category}" for category in _WEIGHED if category not in ("benign", "messenger")),
        *(f"contact {kind}" for kind in CONTACT_KINDS),
        *LOOKS,
    )
]
"""Columns that name something an advertisement is made of."""

NAMED_MATTERS: Final = [
    column
    for column in NAMED
    if NAMES[column] not in ("some call", *(f"contact {kind}" for kind in CONTACT_KINDS))
]
"""Those that name what it is about, rather than where to turn."""

NAMED_AS: Final = {
    kind: [NAMES.index(name) for name in names]
    for kind, names in {
        "gambling": ("some gambling", "name in dress"),
        "adult": ("some adult",),
        "ad_service": ("some ad_service",),
        "ad_program": ("some ad_program",),
        "ad_recruiting": ("some ad_recruiting", "some seek"),
    }.items()
}
"""By kind, columns that name it."""

_KINDS_AT: Final = NAMES.index(f"contact {CONTACT_KINDS[0]}")
_SEEN_AT: Final = NAMES.index(SURFACE_NAMES[0])
_DRESSED_AT: Final = NAMES.index("name in dress")


def _lexicon_sums(
    hits: Hits, lexicon: Lexicon, texts: Normalised, grams: Grams
) -> NDArray[np.float32]:
    """Weights of the terms found in each window, by category: float32 [blocks, categories]."""
    columns = np.zeros((len(grams.block_text), len(CATEGORIES)), np.float32)
    block_places = grams.symbol_of[grams.block_starts]
    block_places[grams.first_block] = texts.letters.starts  # whose letters may have been left out
    block = np.searchsorted(block_places, hits.places, side="right") - 1
    cells = block * len(CATEGORIES) + lexicon.category[hits.terms]
    sums = np.bincount(cells, lexicon.weight[hits.terms], columns.size)
    columns = sums.astype(np.float32).reshape(columns.shape)
    same = grams.block_text[1:] == grams.block_text[:-1]
    columns[:-1] += columns[1:] * same[:, None]
    weights: NDArray[np.float32] = columns[:, _WEIGHED_AT]
    return weights


def _contact(kinds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Whether there is a contact of a sender: float32 [blocks]."""
    contact: NDArray[np.float32] = kinds[:, : len(CONTACT_KINDS)].max(axis=1)
    return contact


def _without_terms(
    kinds: NDArray[np.float32], seen: NDArray[np.float32], dressed: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The evidence where no window has a term: all but contacts and looks is 0."""
    seen[:, _EMOJI] = 0
    result = np.zeros((len(kinds), len(NAMES)), np.float32)
    result[:, _KINDS_AT : _KINDS_AT + len(CONTACT_MARKS)] = kinds
    result[:, _SEEN_AT : _SEEN_AT + len(SURFACE_NAMES)] = seen
    result[:, _DRESSED_AT] = dressed
    contact = _contact(kinds)
    if contact.any():
        contact_and_amount = contact * seen[:, _AMOUNTS]
        result[:, NAMES.index("contact and amount")] = contact_and_amount
    return result


def _in_part(texts: Normalised) -> NDArray[np.float32]:
    """How much one word or two stand out by a mark that most of the text lacks: a name."""
    marks = np.stack([texts.styled, texts.hidden, texts.split, texts.spaced], axis=1)
    letters = np.maximum(texts.letters.ends - texts.letters.starts, 1)[:, None]
    rest = np.maximum(np.float32(1) - 2 * marks / letters, 0)
    part: NDArray[np.float32] = (np.minimum(marks / _MARKS_FULL, 1) * rest).astype(np.float32)
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
        contact_kinds: bool [n, len(CONTACT_MARKS)], which kinds of contact a text has.
    """
    text = grams.block_text
    seen = surface(texts)[text]
    kinds = contact_kinds.astype(np.float32)[text]
    part = _in_part(texts)[text]
    numbered = (seen[:, _NUMBERED] > 0).any(axis=1)
    dressed = part[:, _DRESS].max(axis=1) * np.where(numbered, np.float32(1), _WITHOUT_NUMBER)
    if not len(hits.terms):
        return _without_terms(kinds, seen, dressed)
    sums = _lexicon_sums(hits, lexicon, texts, grams)
    some = np.minimum(sums / _PRESENT, 1)
    much = np.sqrt(np.minimum(sums / _MUCH, 1))
    topics, benign, call = some[:, :_TOPIC_COUNT], some[:, _TOPIC_COUNT], some[:, _TOPIC_COUNT + 1]
    much_benign, much_call = much[:, _TOPIC_COUNT], much[:, _TOPIC_COUNT + 1]
    appeals = much[:, _APPEAL_AT : _APPEAL_AT + len(APPEAL)]
    topic, contact, amount = (
        much[:, :_TOPIC_COUNT].max(axis=1),
        _contact(kinds),
        seen[:, _AMOUNTS],
    )
    named = topics.max(axis=1)
    offer = named * np.maximum.reduce([contact, call, amount, seen[:, _BRANDS]])
    odd = seen[:, _ODD].max(axis=1)
    strange = np.minimum((texts.styled + texts.foreign) / _MARKS_FULL, 1).astype(np.float32)[text]
    seen[:, _EMOJI] *= offer
    single = [
        topics.sum(axis=1) / np.float32(_TOPIC_COUNT),
        call * contact,
        benign * contact,
        topic * amount,
        offer * odd,
        contact * amount,
        topic * call * contact,
        topic * (1 - much_benign),
        appeals.max(axis=1) * (1 - much_benign),
    ]
    sides = dict(zip(_PAIRED, [much_call, *appeals.T, amount, contact, topic], strict=True))
    columns = [some, much, kinds, (strange * offer)[:, None], seen, dressed[:, None]]
    columns += [topics * side[:, None] for side in (contact, call, benign)]
    columns += [np.stack(single, axis=1), part * offer[:, None]]
    columns.append(np.stack([sides[first] * sides[second] for first, second in _PAIRS], axis=1))
    return np.concatenate(columns, axis=1)
