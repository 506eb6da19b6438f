"""The wording of notices: read from `config/notices/`, filled in per sanction and language."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from config.events import LATEST_AT_MS
from config.outputs import Language, Notification, Sanction
from config.policy import Policy

CHANNELS: Final = ("email", "admin-centre", "messenger")
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "vi", "en")
UNITS: Final = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000))

_LAST_WRITTEN_MS: Final = LATEST_AT_MS - 86_400_000
"""Later times, which only a wrong clock gives, are written as this: no zone's calendar ends."""

Facts = Mapping[str, int]


@cache
def _wording(language: Language) -> Mapping[str, Any]:
    text = (files("config") / "notices" / f"{language}.yaml").read_text("utf-8")
    wording: Mapping[str, Any] = yaml.safe_load(text)
    return wording


def reason_of(language: Language, kind: str, facts: Facts) -> str:
    """The sentence that says what happened, in one language."""
    reasons = _wording(language)["reasons"]
    values = {name: str(value) for name, value in facts.items()}
    if "window_ms" in facts:
        values["window"] = duration_in_words(language, facts["window_ms"])
    sentence: str = reasons.get(kind, reasons["other"])
    return sentence.format(**values)


def duration_in_words(language: Language, milliseconds: int) -> str:
    """A duration in the largest unit that divides it, e.g. `7 days`."""
    words = _wording(language)["durations"]
    for unit, length in UNITS:
        if milliseconds >= length and milliseconds % length == 0:
            number = milliseconds // length
            return str(words[f"one-{unit}"] if number == 1 else words[f"{unit}s"].format(n=number))
    return str(words["seconds"].format(n=milliseconds / 1_000))


def notifications(
    policy: Policy, sanction: Sanction, account_id: str, kind: str, facts: Facts
) -> Iterator[Notification]:
    """One notice per language and channel; none when no account is known to tell."""
    for language in LANGUAGES if account_id else ():
        title, body = _filled(policy, language, sanction, reason_of(language, kind, facts))
        for channel in CHANNELS:
            name = f"{sanction.sanction_id}\x1f{account_id}\x1f{channel}\x1f{language}"
            yield Notification(
                notification_id=sha256(name.encode()).hexdigest()[:32],
                sanction_id=sanction.sanction_id,
                account_id=account_id,
                channel=channel,
                lang=language,
                title=title,
                body=body,
            )


def _filled(policy: Policy, language: Language, sanction: Sanction, reason: str) -> tuple[str, str]:
    wording = _wording(language)
    zone = ZoneInfo(policy.time_zone)
    no_end = "permanent" if sanction.measure == "permanent-restriction" else "until-further-notice"
    values = {
        "reason": reason,
        "scope": wording["scopes"][sanction.scope],
        "from": _written(sanction.starts_at_ms, zone),
        "until": wording["durations"][no_end]
        if sanction.expires_at_ms is None
        else _written(sanction.expires_at_ms, zone),
        "sanction_id": sanction.sanction_id,
        "appeal": policy.appeal,
    }
    texts = wording["measures"][sanction.measure]
    return texts["title"].format(**values), texts["body"].format(**values)


def _written(at_ms: int, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(min(at_ms, _LAST_WRITTEN_MS) / 1_000, UTC).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M} ({zone.key})"
