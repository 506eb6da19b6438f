"""Points in time as a person writes them: a date, or so long ago."""

from datetime import UTC, datetime

from config.durations import parse_duration
from streams.errors import InputError


def parse_moment(option: str, written: str | None, now_ms: int) -> int | None:
    """Unix milliseconds of `2026-07-01`, `2026-07-01T12:00+09:00` or `24h`; None stays None.

    A time without a zone is in UTC.

    Raises:
        InputError: it is none of these.
    """
    if written is None:
        return None
    try:
        return max(0, now_ms - parse_duration(written))
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(written)
        return max(0, round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000))
    except (ValueError, OverflowError):
        raise InputError(
            f"{option} {written!r} is no time; write e.g. 2026-07-01, 2026-07-01T12:00+09:00, "
            "or how long ago: 30m, 24h, 7d"
        ) from None
