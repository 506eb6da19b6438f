"""The policy file as data: what it says, its durations, and its version."""

from pathlib import Path

import pytest

from config.durations import parse_duration, written_duration
from config.errors import PolicyError
from config.policy import Policy, parse_policy
from config.settings import DEFAULT_POLICY
from detectors.registry import KINDS, detectors_of, load_checked_policy
from streams.policy_words.clauses import CLAUSES

CONTENT = DEFAULT_POLICY.read_text("utf-8")
DAY_MS = 86_400_000


def parsed(content: str) -> Policy:
    return parse_policy(content, Path("policy.yaml"))


def test_the_shipped_policy_loads_with_a_rule_of_every_kind() -> None:
    policy = load_checked_policy(DEFAULT_POLICY)
    assert {rule.count.what for rule in policy.rules} == set(KINDS)
    assert len(detectors_of(policy)) == len(policy.rules)


def test_rules_that_are_off_have_no_detector() -> None:
    policy = parsed(CONTENT.replace("mode: enforced", "mode: off", 1))
    assert len(detectors_of(policy)) == len(policy.rules) - 1


def test_every_clause_has_a_rule_in_the_shipped_policy() -> None:
    assert list(CLAUSES) == [*(f"A{n}" for n in range(1, 13)), *(f"B{n}" for n in range(1, 6))]
    assert {rule.clause for rule in parsed(CONTENT).rules} == set(CLAUSES)


def test_every_shipped_rule_is_enforced_and_has_examples_of_both_kinds() -> None:
    for rule in parsed(CONTENT).rules:
        assert rule.mode == "enforced"
        assert rule.examples.fires
        assert rule.examples.stays_quiet


def test_restrictions_from_open_chat_last_a_day_at_least_and_sixty_at_most() -> None:
    lengths = [
        step.duration_ms
        for rule in parsed(CONTENT).rules
        for effect in rule.effects
        if effect.scope == "open-chat"
        for step in effect.ladder
        if step.measure != "warning"
    ]
    assert lengths
    assert all(length is not None and DAY_MS <= length <= 60 * DAY_MS for length in lengths)


@pytest.mark.parametrize(
    "changed",
    [
        f"# a comment before everything\n\n{CONTENT}\n\n",
        CONTENT.replace("commercial: {at_least: 0.9}", "commercial:   {at_least: 0.9}  # high"),
        CONTENT.replace("within: 1h", "within: 60m"),
        CONTENT.replace("{measure: permanent-restriction}", "measure: permanent-restriction"),
        CONTENT.replace("{invitees: 50, rooms: 5}", "{rooms: 5, invitees: 50}"),
        CONTENT.replace("on: group-invites\n", "on: [group-invites]\n"),
    ],
    ids=["comment", "spacing", "unit", "style", "order", "list"],
)
def test_the_version_stays_when_only_the_writing_changes(changed: str) -> None:
    assert changed != CONTENT
    assert parsed(changed).version == parsed(CONTENT).version


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rooms: 5", "rooms: 6"),
        ("within: 1h", "within: 2h"),
        ("mode: enforced", "mode: shadow"),
        ("for: 1d", "for: 2d"),
        ("commercial: {at_least: 0.8}", "commercial: {at_least: 0.9}"),
        ("lawful_form: false", "lawful_form: true"),
        ("on: [chat-messages, group-invites]", "on: [chat-messages]"),
        ("appeal: the help centre", "appeal: the front desk"),
        ("time_zone: Asia/Seoul", "time_zone: Asia/Ho_Chi_Minh"),
        ('begins: "21:00"', 'begins: "22:00"'),
    ],
)
def test_the_version_changes_with_the_content(old: str, new: str) -> None:
    assert old in CONTENT
    assert parsed(CONTENT.replace(old, new, 1)).version != parsed(CONTENT).version


def test_the_version_is_twelve_hexadecimal_digits() -> None:
    version = parsed(CONTENT).version
    assert len(version) == 12
    assert int(version, 16) >= 0


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [("1s", 1_000), ("90s", 90_000), ("30m", 1_800_000), ("1h", 3_600_000), ("7d", 604_800_000)],
)
def test_a_duration_is_a_number_and_a_unit(written: str, milliseconds: int) -> None:
    assert parse_duration(written) == milliseconds


@pytest.mark.parametrize(
    "wrong", ["", "h", "0h", "-1h", "1.5h", "1 h", "1w", "1H", "1h30m", 60, None, True]
)
def test_anything_else_is_no_duration(wrong: object) -> None:
    with pytest.raises(ValueError, match="is no duration; write a number and s, m, h or d"):
        parse_duration(wrong)


@pytest.mark.parametrize("written", ["1s", "90s", "90m", "36h", "400d"])
def test_a_duration_is_written_back_as_it_was(written: str) -> None:
    assert written_duration(parse_duration(written)) == written


@pytest.mark.parametrize("name", ["within: 1h", "cooldown: 1d", "invited_within: 3d"])
def test_a_window_of_more_than_half_a_year_is_refused(name: str) -> None:
    assert name in CONTENT
    with pytest.raises(PolicyError, match="write at most 180d"):
        parsed(CONTENT.replace(name, f"{name.partition(':')[0]}: 181d", 1))


def test_strikes_that_count_for_longer_than_they_are_kept_are_refused() -> None:
    with pytest.raises(PolicyError, match="write at most 400d"):
        parsed(CONTENT.replace("strikes_count_for: 90d", "strikes_count_for: 401d", 1))
    parsed(CONTENT.replace("strikes_count_for: 90d", "strikes_count_for: 400d", 1))
