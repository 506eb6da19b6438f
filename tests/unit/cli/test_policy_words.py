"""`haechi policy test`, `explain`, `pages` and `reference`."""

from pathlib import Path
from typing import NoReturn

import pytest

from config.settings import DEFAULT_POLICY
from tests.unit.cli.running import error_line, haechi
from tests.unit.cli.test_policy_check import GOOD


def ran(tmp_path: Path, old: str, new: str) -> tuple[int, str]:
    """The exit code, and what is printed about the small policy after a change."""
    assert old in GOOD
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD.replace(old, new, 1))
    result = haechi("policy", "test", path)
    assert result.stderr == ""
    return result.exit_code, result.stdout


def test_all_examples_of_the_shipped_policy_are_as_they_should_be() -> None:
    result = haechi("policy", "test", DEFAULT_POLICY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "FAIL" not in result.stdout
    assert result.stdout.splitlines()[-1].endswith("examples: all as they should be")


def test_an_example_that_passes_is_a_line_with_its_counts(tmp_path: Path) -> None:
    code, printed = ran(tmp_path, "", "")
    assert code == 0
    assert printed.splitlines() == [
        "copied-comments",
        "  ok    finds “six boards”: 5 posts and comments (5 needed) and 5 different owners "
        "(5 needed)",
        "  ok    leaves alone “one board”: nothing counts",
        "1 rule, 2 examples: all as they should be",
    ]


def test_an_example_that_is_not_found_is_told_with_its_counts(tmp_path: Path) -> None:
    code, printed = ran(tmp_path, "posts: 5", "posts: 7")
    assert code == 1
    assert printed.splitlines()[1:3] == [
        "  FAIL  should find “six boards”, but does not",
        "        counted at most: 6 posts and comments (7 needed) and 6 different owners "
        "(5 needed), within 1 hour, of account tout",
    ]
    assert printed.splitlines()[-1] == "1 rule, 2 examples: 1 failed"


def test_the_condition_that_left_events_out_is_named_with_what_they_have(tmp_path: Path) -> None:
    code, printed = ran(tmp_path, "[comment]", "[post]")
    assert code == 1
    assert (
        "6 of 6 posts and comments on boards left out by the condition kind: what was posted is "
        "post\n          comment: “한정 특가!"
    ) in printed


def test_an_example_that_is_found_by_mistake_is_told_with_what_counted(tmp_path: Path) -> None:
    code, printed = ran(tmp_path, "      stays_quiet:\n", """\
      stays_quiet:
        - name: six more boards
          events:
            - {on: board-posts, author_id: shop, space_owner_id: "owner-{n}", repeat: 6,
               text: "한정 특가! 명품 가방 70% 세일, 지금 주문하세요", kind: comment}
""")  # fmt: skip
    assert code == 1
    assert "  FAIL  should leave “six more boards” alone, but does not\n" in printed
    assert "        found account shop: 5 posts and comments (5 needed)" in printed
    assert "fulfil the condition commercial: how surely the text is advertising" in printed


def test_what_was_looked_up_in_vain_is_told(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    text = DEFAULT_POLICY.read_text("utf-8")
    invited = "invitee_ids: [tout, "
    assert invited in text
    path.write_text(text.replace(invited, "invitee_ids: [other, "))
    result = haechi("policy", "test", path, "--rule", "advertising-where-invited")
    assert result.exit_code == 1
    assert (
        "3 fulfilled the conditions, but nobody had invited the sender to the room lately enough"
        in result.stdout
    )


def test_an_event_that_breaks_a_rule_fails_its_example_whatever_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, batch: object) -> NoReturn:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("detectors.kinds.similar_texts.SimilarTexts.observe", broken)
    code, printed = ran(tmp_path, "", "")
    assert code == 1
    assert "  FAIL  can not run “one board”\n" in printed
    assert "an event can not be used: internal error: ZeroDivisionError: by zero\n" in printed


def test_only_the_rule_that_is_asked_for_is_tested() -> None:
    result = haechi("policy", "test", DEFAULT_POLICY, "--rule", "by-hand")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 rule, 2 examples: all as they should be"


def test_a_rule_that_is_off_is_not_tested(tmp_path: Path) -> None:
    code, printed = ran(tmp_path, "mode: enforced", "mode: off")
    assert code == 0
    assert "the rule is off; its examples are not run" in printed


def test_a_bad_file_is_told_as_by_check(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD.replace("A6", "six"))
    result = haechi("policy", "test", path)
    assert result.exit_code == 2
    assert result.stderr == haechi("policy", "check", path).stderr


@pytest.mark.parametrize(
    "call", [("test", DEFAULT_POLICY, "--rule"), ("explain", "--policy", DEFAULT_POLICY)]
)
def test_a_rule_that_is_not_there_is_told_with_one_that_is(call: tuple[object, ...]) -> None:
    result = haechi("policy", *call, "by-hands")
    assert result.exit_code == 2
    assert "the policy has no rule 'by-hands'; did you mean by-hand?" in error_line(result)


def test_without_a_file_the_policy_of_the_settings_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD)
    monkeypatch.setenv("HAECHI_POLICY_FILE", str(path))
    assert haechi("policy", "explain", "copied-comments").stdout.startswith("copied-comments: The ")


def test_pages_are_written_where_one_says(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD)
    result = haechi("policy", "pages", tmp_path / "rules", "--policy", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {one.name for one in (tmp_path / "rules").iterdir()} == {
        "README.md",
        "copied-comments.md",
    }
