"""Marks the letters of people's names on messengers and feeds: @mina_77, 카톡 mina77.

Who is spoken to, or whom to turn to, says nothing about a text; terms in a name do (@toto777).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts.find import Span
from detectors.text.normalising import Normalised
from detectors.text.places import places_of, stretches

_AT: Final = np.uint32(ord("@"))
_OF_NAMES: Final = np.zeros(129, bool)
_OF_NAMES[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789_.-"]] = True
"""Signs of names; whatever is no ASCII counts as the last."""


def name_noise(texts: Normalised, spans: dict[int, list[Span]]) -> NDArray[np.intp]:
    """Places in the letters view of names behind an @, and of messenger ids: intp, in no order.

    Args:
        texts: the normalised batch.
        spans: the contacts of its rows; of each messenger id, the name that ends there is meant.
    """
    plain = texts.plain.codes
    behind = places_of(plain == _AT) + 1
    ends = [
        int(texts.plain.starts[row]) + span.end
        for row, found in spans.items()
        for span in found
        if span.kind == "messenger"
    ]
    if not len(behind) and not ends:
        return behind
    gaps = places_of(~_OF_NAMES.take(plain, mode="clip"))
    stops = np.concatenate([gaps[np.searchsorted(gaps, behind)], np.array(ends, np.intp)])
    before = np.searchsorted(gaps, stops[len(behind) :]) - 1
    begins = np.concatenate([behind, np.where(before < 0, 0, gaps[before] + 1)])
    return stretches(*np.searchsorted(texts.plain_places, np.stack([begins, stops])))
