"""What is wrong with a call of `haechi backtest` or `haechi record`, in one line."""

from pathlib import Path

import pytest

from config.settings import DEFAULT_POLICY
from streams.cli.moments import parse_moment
from tests.unit.backtest.recordings import policy, recording, small_case
from tests.unit.cli.running import error_line, haechi

NOW_MS = 1_800_000_000_000


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return recording(tmp_path / "events.jsonl", small_case())


def refused(tmp_path: Path, events: Path, *options: object) -> str:
    result = haechi("backtest", "--events", events, "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert not any((tmp_path / "out").glob("*"))
    return error_line(result)


def test_three_policies_are_one_too_many(tmp_path: Path, events: Path) -> None:
    said = refused(tmp_path, events, *(["--policy", DEFAULT_POLICY] * 3))
    assert "--policy is given 3 times; give it once or twice" in said


def test_a_broken_policy_is_told_with_its_line(tmp_path: Path, events: Path) -> None:
    broken = policy(tmp_path / "broken.yaml", ("thresholds: {rooms: 5}", "thresholds: {room: 5}"))
    said = refused(tmp_path, events, "--policy", DEFAULT_POLICY, "--policy", broken)
    assert said.startswith(f"{broken}:")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": no label is in it; write "),
        ("ann,true\n", ":1: this is no label; write "),
        ("subject_id,spam\nann,maybe\n", ":2: this is no label"),
        ('{"subject_id": "ann"}\n', ":1: this is no label"),
        ('{"subject_id": "ann", "spam": true}\n\nnonsense\n', ":3: this is no label"),
        ("subject_id,spam\nann,1\nann,0\n", ":3: 'ann' is both spam and not"),
    ],
)
def test_a_wrong_label_is_told_with_its_line(
    content: str, said: str, tmp_path: Path, events: Path
) -> None:
    labels = tmp_path / "labels"
    labels.write_text(content)
    line = refused(tmp_path, events, "--policy", DEFAULT_POLICY, "--labels", labels)
    assert line.startswith(f"haechi: {labels}{said}")


def test_labels_may_be_words_or_numbers_in_any_column(tmp_path: Path, events: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("seen,spam,subject_id\n1,TRUE,ann\n2,0,bob\n")
    call = ("--policy", DEFAULT_POLICY, "--labels", labels, "--out", tmp_path / "out")
    result = haechi("backtest", "--events", events, *call)
    assert "labels: 1 spam (1 occur), 1 not spam (1 occur)" in result.stdout


@pytest.mark.parametrize(
    ("renamed", "said"),
    [
        ("likes", "--renamed likes is no OLD=NEW"),
        ("likes=likes", "--renamed names 'likes', which is no rule of the first policy"),
    ],
)
def test_a_wrong_renaming_is_told(renamed: str, said: str, tmp_path: Path, events: Path) -> None:
    both = ["--policy", DEFAULT_POLICY] * 2
    assert said in refused(tmp_path, events, *both, "--renamed", renamed)


def test_files_that_can_not_be_read_or_written_are_named(tmp_path: Path, events: Path) -> None:
    missing = tmp_path / "missing"
    assert str(missing) in refused(tmp_path, missing, "--policy", DEFAULT_POLICY)
    call = ("backtest", "--events", events, "--policy", DEFAULT_POLICY, "--out", events)
    result = haechi(*call)
    assert result.exit_code == 2
    assert error_line(result).endswith("; name a directory that can be written")


@pytest.mark.parametrize(
    ("written", "at_ms"),
    [
        (None, None),
        ("24h", NOW_MS - 86_400_000),
        ("2026-07-01", 1_782_864_000_000),
        ("2026-07-01T12:00+09:00", 1_782_874_800_000),
        ("2026-07-01T03:00Z", 1_782_874_800_000),
    ],
)
def test_a_time_is_a_date_or_so_long_ago(written: str | None, at_ms: int | None) -> None:
    assert parse_moment("--since", written, NOW_MS) == at_ms


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "yesterday"), "--since 'yesterday' is no time; write e.g. 2026-07-01"),
        (("--since", "1h", "--until", "2h"), "--since is not before --until"),
        (("--topics", "likes", "chats"), "'chats' is no input topic; write one of chat-messages"),
        (("--secret", "x"), "--secret needs --redact or --pseudonyms"),
        (("--redact", "--secret", "/dev/null"), "/dev/null: holds too few or too many bytes"),
    ],
)
def test_a_wrong_call_of_record_is_told_before_a_broker_is_asked(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = haechi("record", "--out", tmp_path / "out.jsonl", *options)
    assert result.exit_code == 2
    assert said in error_line(result)
    assert not (tmp_path / "out.jsonl").exists()
