"""Marks the letters of links that say nothing about a text: the scheme, and all after the host.

Of a blog or club that a portal hosts, the host, too: advertisers and friends link to them alike.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text.contacts.find import Span
from detectors.text.normalising import Normalised

_HOST: Final = re.compile(r"^(?:h[tx*]{2}ps?\s?[:;.]\s?/{1,2}\s?)?(?:www\.)?([^/?#]+)")
_HOSTED: Final = re.compile(r"(?:m\.)?(?:blog|cafe)\.(?:naver|daum)\.")
_CLEAN: Final = re.compile(r"[\w:;./?#*-]+")
_LINK_SIGNS: Final = frozenset(":;./?#*-")
"""Other signs, blanks and emoji in a link were put into it."""


def link_noise(texts: Normalised, spans: dict[int, list[Span]]) -> NDArray[np.bool_]:
    """Which letters of the letters view are a link's scheme, "www" or path: bool [letters]."""
    noise = np.zeros(len(texts.letters.codes), bool)
    bounds = []
    for row, found in spans.items():
        places = [(span.start, span.end) for span in found if span.kind == "link"]
        if places:
            plain, start = texts.plain.text(row), int(texts.plain.starts[row])
            bounds += [_bounds(plain[first:end], start + first) for first, end in places]
    if bounds:
        places_of = np.searchsorted(texts.plain_places, np.array(bounds, np.intp)).tolist()
        for begin, host_begin, host_end, end in places_of:
            noise[begin:host_begin] = True
            noise[host_end:end] = True
    return noise


def _bounds(written: str, start: int) -> tuple[int, int, int, int]:
    """Where a link that begins at `start`, its host's first letter, its path, and its end are."""
    if _CLEAN.fullmatch(written):
        host = _HOST.match(written)
        first, last = host.span(1) if host else (0, 0)
        if _HOSTED.match(written, first):
            last = first
        return start, start + first, start + last, start + len(written)
    solid = [place for place, sign in enumerate(written) if sign.isalnum() or sign in _LINK_SIGNS]
    host = _HOST.match("".join(written[place] for place in solid))
    solid.append(len(written))
    first, last = host.span(1) if host else (0, 0)
    return start, start + solid[first], start + solid[last], start + len(written)
