"""Marks the letters of people's names on messengers and feeds, and of e-mail addresses.

Who is spoken to, or whom to turn to (@mina_77, 카톡 mina77, mina@example.com), says nothing about a
text; terms in a name do (@toto777). An @ inside a word stands for a letter (c@sino).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts.find import Span
from detectors.text.normalising import Normalised
from detectors.text.places import places_of, stretches

_AT: Final = np.uint32(ord("@"))
_OF_WORDS: Final = np.zeros(129, bool)
_OF_WORDS[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789"]] = True
"""Letters and digits of ASCII; whatever is no ASCII counts as the last."""
_OF_NAMES: Final = _OF_WORDS.copy()
_OF_NAMES[[ord(sign) for sign in "_.-"]] = True


def name_noise(texts: Normalised, spans: dict[int, list[Span]]) -> NDArray[np.intp]:
    """Places in the letters view of names behind an @, messenger ids and e-mail addresses: intp.

    In no order, and some of them twice.

    Args:
        texts: the normalised batch.
        spans: the contacts of its rows; of each messenger id, the name that ends there is meant.
    """
    plain = texts.plain.codes
    signs = places_of(plain == _AT)
    in_words = _OF_WORDS.take(plain[np.maximum(signs, 1) - 1], mode="clip")
    behind: NDArray[np.intp] = signs[~in_words] + 1
    ids = _bounds(texts, spans, "messenger")[:, 1]
    addresses = _bounds(texts, spans, "email")
    if not len(behind) and not len(ids) and not len(addresses):
        return behind
    gaps = places_of(~_OF_NAMES.take(plain, mode="clip"))
    before = np.searchsorted(gaps, ids) - 1
    bounds = np.stack(
        [
            np.concatenate([behind, np.where(before < 0, 0, gaps[before] + 1), addresses[:, 0]]),
            np.concatenate([gaps[np.searchsorted(gaps, behind)], ids, addresses[:, 1]]),
        ]
    )
    return stretches(*np.searchsorted(texts.plain_places, bounds))


def _bounds(texts: Normalised, spans: dict[int, list[Span]], kind: str) -> NDArray[np.intp]:
    """Where contacts of a kind begin and end in the plain view: [contacts, 2]."""
    starts = texts.plain.starts
    found = [
        (starts[row] + span.start, starts[row] + span.end)
        for row, of_row in spans.items()
        for span in of_row
        if span.kind == kind
    ]
    return np.array(found, np.intp).reshape(-1, 2)
