from pathlib import Path

import pytest

from config.settings import DEFAULT_POLICY
from tests.unit.cli.running import haechi

GOOD = DEFAULT_POLICY.read_text("utf-8")


def with_change(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


def problems_of(path: Path) -> list[str]:
    """The lines on standard error, without the file's name."""
    result = haechi("policy", "check", path)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def test_a_good_policy_is_told_with_its_rules_and_version() -> None:
    result = haechi("policy", "check", DEFAULT_POLICY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{DEFAULT_POLICY}: 4 rules, version ")


def test_a_mode_of_off_needs_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(with_change("mode: enforced", "mode: off"))
    assert haechi("policy", "check", path).exit_code == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            with_change("kind: repeated-advertising", "kind repeated-advertising"),
            "20: not YAML: could not find expected ':'; check indentation, colons and quotes",
        ),
        (
            with_change("    within: 1h", "\twithin: 1h"),
            "24: not YAML: found character '\\t' that cannot start any token; "
            "check indentation, colons and quotes",
        ),
        (
            with_change("language: en", "language: en\nlanguage: ko"),
            "9: not YAML: 'language' is written twice; check indentation, colons and quotes",
        ),
        (b"a: " + b"[" * 5_000, "1: not YAML: it is nested too deeply; "
         "check indentation, colons and quotes"),
        (b"a: b\nc: d\0\n", "2: not YAML: there is a character in it that no text file has; "
         "check indentation, colons and quotes"),
        (b"", "1: the file is empty; write language, time_zone, appeal and rules, as "
         "config/policy.yaml does"),
        (b"- a\n", "1: the file is a list, not fields; write language, time_zone, appeal and "
         "rules, as config/policy.yaml does"),
        (b"appeal: x\nrules:\n  - text\n", "3: rules.0 is 'text'; write fields, name: value"),
        (
            with_change("appeal: the help centre", ""),
            "1: appeal is missing; add appeal: …",
        ),
        (
            with_change("rooms: 5", "rooms: five"),
            "27: repeated-advertising.thresholds.rooms is 'five'; write a whole number",
        ),
        (
            with_change("rooms: 5", "rooms: yes"),
            "27: repeated-advertising.thresholds.rooms is 'yes'; write a whole number",
        ),
        (
            with_change("      invitees: 50\n", ""),
            "48: mass-group-invites has thresholds rooms; write exactly invitees, rooms",
        ),
        (
            with_change("kind: mass-group-invites", "kind: mass-invites"),
            "44: kind 'mass-invites' is not known; write one of repeated-advertising, "
            "mass-group-invites, repeated-invites, open-chat-owner-advertising",
        ),
        (
            with_change("id: repeated-invites", "id: mass-group-invites"),
            "60: rule id 'mass-group-invites' is used twice; give each rule its own",
        ),
        (
            with_change("within: 1h", "within: 1 hour"),
            "24: repeated-advertising.within: '1 hour' is no duration; write a number and "
            "s, m, h or d, e.g. 30m",
        ),
        (
            with_change("clause: A5", "clause: Z9"),
            "15: repeated-advertising.clause is 'Z9'; write A1 to A12 or B1 to B5",
        ),
        (
            with_change("id: repeated-advertising", "id: Repeated Ads"),
            "13: Repeated Ads.id is 'Repeated Ads'; write lower-case letters, digits and hyphens, "
            "beginning with a letter",
        ),
        (
            with_change("mode: enforced", "mode: on"),
            "20: repeated-advertising.mode is 'on'; write 'enforced', 'shadow' or 'off'",
        ),
        (
            with_change("commercial_at_least: 0.8", "commercial_at_least: 8"),
            "22: repeated-advertising.when.commercial_at_least is 8; it should be less than or "
            "equal to 1",
        ),
        (
            with_change("{measure: temporary-restriction, for: 1d}",
                        "{measure: temporary-restriction}"),
            "33: repeated-advertising.effects.0.ladder.0: temporary-restriction needs a "
            "duration; write e.g. for: 7d",
        ),
        (
            with_change("      - scope: messaging",
                        "      - subject: owner\n        scope: messaging"),
            "31: subject owner has no room here; write subject: counted, or leave it out",
        ),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_line_and_what_to_write_instead(
    content: bytes, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(content)
    assert problems_of(path) == [problem]


def test_every_problem_is_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    content = with_change("cooldown: 1h", "cooldwn: 1h").decode().replace("A4", "four")
    path.write_text(content)
    assert problems_of(path) == [
        "13: repeated-advertising.cooldown is missing; add cooldown: …",
        "25: repeated-advertising.cooldwn is not known; did you mean cooldown?",
        "40: mass-group-invites.clause is 'four'; write A1 to A12 or B1 to B5",
        "62: repeated-invites.clause is 'four'; write A1 to A12 or B1 to B5",
    ]


def test_what_is_no_text_file_is_told_in_one_line(tmp_path: Path) -> None:
    binary, utf_16 = tmp_path / "binary", tmp_path / "utf-16"
    binary.write_bytes(bytes(range(256)) * 8)
    utf_16.write_bytes(GOOD.encode("utf-16"))
    for path in (binary, utf_16, tmp_path, tmp_path / "missing"):
        (problem,) = problems_of(path)
        assert problem.startswith("1: the file can not be read")
        assert problem.endswith("; give a UTF-8 text file")
