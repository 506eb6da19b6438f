"""Marks the letters of links that say nothing about a text: the scheme, and all after the host."""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts import Span
from detectors.text.normalising import Normalised

_HOST: Final = re.compile(r"^(?:h[tx*]{2}ps?\s?[:;.]\s?/{1,2}\s?)?(?:www\.)?([^/?#]+)")

_LINK_SIGNS: Final = frozenset(":;./?#*-")
"""Other signs, blanks and emoji in a link were put into it."""


def link_noise(texts: Normalised, spans: dict[int, list[Span]]) -> NDArray[np.bool_]:
    """Which letters of the letters view are a link's scheme, "www" or path: bool [letters]."""
    noise = np.zeros(len(texts.letters.codes), bool)
    for row, found in spans.items():
        start = texts.plain.starts[row]
        for span in found:
            if span.kind == "link":
                _mark(noise, texts, int(start), span, texts.plain.text(row)[span.start : span.end])
    return noise


def _mark(
    noise: NDArray[np.bool_], texts: Normalised, start: int, span: Span, written: str
) -> None:
    solid = [place for place, sign in enumerate(written) if sign.isalnum() or sign in _LINK_SIGNS]
    host = _HOST.match("".join(written[place] for place in solid))
    first, last = host.span(1) if host else (0, 0)
    solid.append(len(written))
    bounds = [
        start + span.start + offset for offset in (0, solid[first], solid[last], len(written))
    ]
    begin, host_begin, host_end, end = np.searchsorted(texts.plain_places, bounds)
    noise[begin:host_begin] = True
    noise[host_end:end] = True
