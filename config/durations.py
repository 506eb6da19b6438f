"""Durations as a person writes them in the policy: `90s`, `30m`, `1h`, `7d`."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

DAY_MS: Final = 86_400_000

_UNITS_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": DAY_MS}
_WRITTEN = re.compile(r"([1-9][0-9]{0,5})([smhd])")


def parse_duration(value: object) -> int:
    """Milliseconds of a written duration.

    Raises:
        ValueError: it is not a number followed by s, m, h or d.
    """
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is no duration; write a number and s, m, h or d, e.g. 30m")
    return int(match[1]) * _UNITS_MS[match[2]]


def written_duration(milliseconds: int) -> str:
    """The shortest written form of a duration, e.g. `1h` for 3,600,000."""
    for unit in ("d", "h", "m"):
        if milliseconds and milliseconds % _UNITS_MS[unit] == 0:
            return f"{milliseconds // _UNITS_MS[unit]}{unit}"
    return f"{milliseconds // 1_000}s"


DurationMs = Annotated[int, BeforeValidator(parse_duration), Field(gt=0)]
"""A duration in milliseconds, written as `30m`."""
