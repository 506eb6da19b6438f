"""Figures in words, the same in the text and on the page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from config.durations import written_duration
from config.events import LATEST_AT_MS
from streams.backtest.report import (
    Example,
    PolicyFigures,
    Quality,
    Recording,
    Report,
    RuleFigures,
)
from streams.wording import counted

NONE = "–"

LIFTED = {
    "expired": "their time was over",
    "operator-decision": "by an operator",
    "verified": "by verification",
}
"""Why sanctions ended, in words."""


def number(value: int) -> str:
    """12250 as `12,250`."""
    return f"{value:,}"


def difference(values: Sequence[int]) -> str:
    """How the last value differs from the first, with its sign; nothing for one value alone."""
    if len(values) == 1:
        return ""
    return f"{values[-1] - values[0]:+,}" if values[-1] != values[0] else "="


def from_to(values: Sequence[int]) -> str:
    """Two values with an arrow between."""
    return " → ".join(number(value) for value in values)


def share(value: float | None) -> str:
    """A share in percent."""
    return NONE if value is None else f"{100 * value:.1f}%"


def moment(at_ms: int) -> str:
    """A time in UTC."""
    at = datetime.fromtimestamp(min(at_ms, LATEST_AT_MS - 1) / 1_000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}"


def events_line(recording: Recording) -> str:
    """How many events, and from when to when."""
    events = f"{counted(recording.events, 'event')} of {counted(len(recording.by_topic), 'topic')}"
    if not recording.events:
        return "no events"
    return f"{events}, {moment(recording.first_at_ms)} to {moment(recording.last_at_ms)} UTC"


def unusable_line(recording: Recording) -> str:
    """What could not be used of the recording."""
    lines = counted(recording.unusable, "line")
    return f"{lines} could not be used; the first is {recording.first_unusable}"


def policy_line(policy: PolicyFigures) -> str:
    """Which file and version a policy is."""
    return f"{policy.file}, version {policy.version}, {counted(policy.rules, 'rule')} at work"


def modes(rule: RuleFigures) -> str:
    """The rule's mode, or both if they differ."""
    return " → ".join(dict.fromkeys(rule.modes))


def status(rule: RuleFigures) -> str:
    """What became of a rule; nothing for one that both policies have."""
    if rule.status == "renamed":
        return f"was {rule.old_id}"
    return "" if rule.status == "same" else rule.status


def columns(report: Report) -> list[tuple[str, list[str]]]:
    """What the table says of each rule that is `spoken_of`, by column; some only if not empty."""
    rules = spoken_of(report)
    said = [
        ("findings", [rule.findings for rule in rules], True),
        ("taken in", [rule.taken_in for rule in rules], False),
        ("subjects", [rule.subjects for rule in rules], True),
        ("lifted", [[sum(one.values()) for one in rule.lifted] for rule in rules], False),
    ]
    if len(report.policies) > 1:
        said += [
            ("newly", [[rule.moved.newly] for rule in rules], True),
            ("no longer", [[rule.moved.no_longer] for rule in rules], True),
            ("elsewhere", [[rule.moved.elsewhere] for rule in rules], False),
            ("both", [[rule.moved.still] for rule in rules], True),
        ]
    return [
        (name, [from_to(values) if any(values) else "0" for values in cells])
        for name, cells, always in said
        if always or any(any(values) for values in cells)
    ]


def spoken_of(report: Report) -> list[RuleFigures]:
    """The rules of which there is something to say."""
    return [rule for rule in report.rules if not rule.found_nothing]


def quiet(report: Report) -> str:
    """The rules that found nothing, in one line; empty if there are none."""
    names = [rule.rule_id for rule in report.rules if rule.found_nothing]
    return f"nothing was found by {', '.join(names)}" if names else ""


def because(lifted: Mapping[str, int]) -> str:
    """Why so many sanctions ended: `3 by an operator, 1 by verification`."""
    return ", ".join(f"{count:,} {LIFTED.get(why, why)}" for why, count in lifted.items())


def sanction(example: Example) -> str:
    """What was imposed, and how often."""
    lasts = "" if example.lasts_ms is None else f" for {written_duration(example.lasts_ms)}"
    more = f", the first of {example.sanctions}" if example.sanctions > 1 else ""
    shadow = " in shadow" if example.mode == "shadow" else ""
    return f"{example.measure}{lasts} ({example.scope}){shadow}, strike {example.strike}{more}"


def label(example: Example) -> str:
    """What the labels say of an example's subject."""
    return {None: "", True: "labelled spam", False: "labelled not spam"}[example.label]


def judged(quality: Quality) -> list[str]:
    """The figures of a quality, in the order of `JUDGED`."""
    counts = (
        quality.caught_spam,
        quality.caught_not_spam,
        quality.missed_spam,
        quality.spared_not_spam,
        quality.caught_unlabelled,
    )
    return [share(quality.precision), share(quality.recall), *map(number, counts)]


def judged_rows(report: Report) -> Iterator[tuple[str, str, Quality]]:
    """What the labels can be compared with: each policy, and each rule that sanctioned anybody."""
    for policy in report.policies:
        if policy.quality:
            yield "enforced", policy.name, policy.quality
        if policy.quality_with_shadow:
            yield "with shadow", policy.name, policy.quality_with_shadow
    for rule in report.rules:
        for policy, quality, mode in zip(report.policies, rule.quality, rule.modes, strict=True):
            if quality and mode not in {"off", NONE} and any(rule.sanctions):
                yield rule.rule_id, policy.name, quality


JUDGED = (
    "precision",
    "recall",
    "spam caught",
    "not spam caught",
    "spam missed",
    "not spam spared",
    "without label",
)
