"""The wording of notices: read from `config/notices/`, filled in per sanction and language."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from config.durations import DAY_MS
from config.events import LATEST_AT_MS
from config.outputs import Language, Measure, Notification, Sanction, Scope
from config.policy import Policy
from config.rules import Rule

CHANNELS: Final = ("email", "admin-centre", "messenger")
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "vi", "en")
UNITS: Final = (("day", DAY_MS), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000))

_LAST_WRITTEN_MS: Final = LATEST_AT_MS - DAY_MS
"""Later times, which only a wrong clock gives, are written as this: no zone's calendar ends."""

_NO_END: Final[Mapping[str, str]] = {"permanent-restriction": "permanent"}
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")

Facts = Mapping[str, int | str]


@cache
def _wording(language: Language) -> Mapping[str, Any]:
    text = (files("config") / "notices" / f"{language}.yaml").read_text("utf-8")
    wording: Mapping[str, Any] = yaml.safe_load(text)
    return wording


def reason_of(language: Language, rule: Rule, facts: Facts) -> str:
    """The sentence that says what happened, in one language.

    It is the rule's own `notice`, or the file's sentence for the rule, or the one for others.
    """
    wording = _wording(language)
    reasons = wording["reasons"]
    sentence: str = (rule.notice or {}).get(language) or reasons.get(rule.id, reasons["other"])
    values: dict[str, str] = {}
    for name, value in facts.items():
        values[name] = str(value)
        if name == "window_ms":
            values["window"] = duration_in_words(language, int(value))
        elif isinstance(value, str):
            words = (wording["missing"].get(part, part) for part in value.split(",") if part)
            values[name] = ", ".join(words)
    return _fill(sentence, values)


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    """Put the values in; a name in braces that has none stays as it is written."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), sentence)


def lift_reason(language: Language, because: str) -> str:
    """The sentence that says why a penalty has ended."""
    reasons = _wording(language)["lift_reasons"]
    sentence: str = reasons.get(because, reasons["operator-decision"])
    return sentence


def scope_in_words(language: Language, scope: Scope) -> str:
    """What is restricted, e.g. `sending messages`."""
    return str(_wording(language)["scopes"][scope])


def measure_in_words(language: Language, measure: Measure) -> str:
    """A measure's name, e.g. `Temporary restriction`."""
    return str(_wording(language)["measures"][measure]["name"])


def duration_in_words(language: Language, milliseconds: int) -> str:
    """A duration in the largest unit that divides it, e.g. `7 days`."""
    words = _wording(language)["durations"]
    for unit, length in UNITS:
        if milliseconds >= length and milliseconds % length == 0:
            number = milliseconds // length
            return str(words[f"one-{unit}"] if number == 1 else words[f"{unit}s"].format(n=number))
    return str(words["seconds"].format(n=milliseconds / 1_000))


def notifications(
    policy: Policy, sanction: Sanction, account_id: str, rule: Rule, facts: Facts
) -> Iterator[Notification]:
    """One notice per language and channel; none when no account is known to tell."""
    for language in LANGUAGES if account_id else ():
        texts = _wording(language)["measures"][sanction.measure]
        reason = reason_of(language, rule, facts)
        yield from _in_all_channels(policy, sanction, account_id, language, texts, reason)


def lift_notifications(
    policy: Policy, sanction: Sanction, account_id: str, because: str
) -> Iterator[Notification]:
    """The same for the end of a penalty."""
    for language in LANGUAGES if account_id else ():
        texts = _wording(language)["lift"]
        reason = lift_reason(language, because)
        yield from _in_all_channels(policy, sanction, account_id, language, texts, reason)


def uphold_notifications(policy: Policy, event: Any) -> Iterator[Notification]:
    """What an account is told whose objection was refused."""
    values = {"sanction_id": event.sanction_id or event.event_id, "appeal": policy.appeal}
    for language in LANGUAGES:
        texts = _wording(language)["uphold"]
        for channel in CHANNELS:
            name = f"{event.event_id}\x1f{event.subject_id}\x1f{channel}\x1f{language}"
            yield Notification(
                notification_id=sha256(name.encode()).hexdigest()[:32],
                sanction_id=values["sanction_id"],
                account_id=event.subject_id,
                channel=channel,
                lang=language,
                title=_fill(texts["title"], values),
                body=_fill(texts["body"], values),
            )


def _in_all_channels(
    policy: Policy,
    sanction: Sanction,
    account_id: str,
    language: Language,
    texts: Mapping[str, str],
    reason: str,
) -> Iterator[Notification]:
    title, body = _filled(policy, language, sanction, texts, reason)
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


def _filled(
    policy: Policy, language: Language, sanction: Sanction, texts: Mapping[str, str], reason: str
) -> tuple[str, str]:
    wording = _wording(language)
    zone = ZoneInfo(policy.time_zone)
    no_end = _NO_END.get(sanction.measure, "until-further-notice")
    no_end = (
        "until-verified" if sanction.scope == "channel-chat" and no_end != "permanent" else no_end
    )
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
    return _fill(texts["title"], values), _fill(texts["body"], values)


def _written(at_ms: int, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(min(at_ms, _LAST_WRITTEN_MS) / 1_000, UTC).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M} ({zone.key})"
