"""A second reading of texts for contacts: without what was strewn between letters and digits.

`p r o m o 8 8 . c o m` is promo88.com in it, `@vi❤p7🔥77` is @vip777. What it yields counts where
the text as it stands yields nothing; where decoration is in many a place, before that.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_MANY: Final = 3
_DECORATION: Final = "\u2190-\u2e7f\U0001f000-\U0001fbff"
_STREWN: Final = re.compile(rf"(?<=[\w./:@-])[{_DECORATION}]{{1,3}}(?=[\w./:@-])")
_STREWN_IN_CODE: Final = re.compile(rf"(?<=[a-z0-9./:@_-])[{_DECORATION}]{{1,3}}(?=[a-z0-9./:@_-])")
_RUN: Final = re.compile(r"(?<!\w)\w(?:[^\w\n]{1,3}\w(?!\w)){4,}(?:(?<=[eyg]) ?/ ?\w+)?")
_GAP: Final = re.compile(r"\W+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS: Final = 3


class Rejoined(NamedTuple):
    """A text with gaps taken out; character i was at `places[i]`. `sure`: it is the better one."""

    text: str
    places: list[int]
    sure: bool


def _gaps_in_run(run: str) -> Iterable[tuple[int, int]]:
    """What to take out of a run of single letters: its usual gap, and blanks around other signs."""
    gaps = list(_GAP.finditer(run))
    written = [gap[0] for gap in gaps]
    usual = max(set(written), key=lambda gap: (written.count(gap), gap))
    for gap in gaps:
        if gap[0] == usual:
            yield gap.span()
        else:
            yield from (
                (gap.start() + at, gap.start() + at + 1)
                for at, sign in enumerate(gap[0])
                if sign.isspace()
            )


def _to_take_out(plain: str) -> list[tuple[int, int]]:
    out = [match.span() for match in _STREWN.finditer(plain)]
    for run in _RUN.finditer(plain):
        if len(_LETTER.findall(run[0])) >= _FEWEST_LETTERS:
            at = run.start()
            out.extend((at + start, at + end) for start, end in _gaps_in_run(run[0]))
    return out


def rejoined(plain: str) -> Rejoined | None:
    """The second reading of a plain view, or None where it is the first."""
    out = _to_take_out(plain)
    if not out:
        return None
    dropped = {place for start, end in out for place in range(start, end)}
    places = [place for place in range(len(plain)) if place not in dropped]
    sure = len(_STREWN_IN_CODE.findall(plain)) >= _MANY
    return Rejoined("".join(plain[place] for place in places), places, sure)
