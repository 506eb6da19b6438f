"""`haechi replay` on the recording that ships with the demo, and on what is no recording."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from streams.replay import order
from tests.unit.cli.running import error_line, haechi, json_lines

RECORDING = Path(__file__).parents[2] / "streams" / "demo" / "events.jsonl.gz"
OUTPUTS = ("sanctions", "notifications", "review-queue", "dead-letters")
START_MS = 1_700_000_000_000
AD = "무직자 당일 대출 가능, 신용 상관없이 최대 3천만원 상담 카톡 loan7942"


@pytest.fixture(scope="module")
def recording() -> bytes:
    return gzip.decompress(RECORDING.read_bytes())


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the whole recording leads to."""
    directory = tmp_path_factory.mktemp("expected")
    assert replay([RECORDING], directory).exit_code == 0
    return written(directory)


def replay(names: Sequence[object], directory: Path, stdin: bytes | None = None) -> Result:
    return haechi("replay", "--events", *names, "--out", directory, stdin=stdin)


def written(directory: Path) -> dict[str, bytes]:
    return {path.name.removesuffix(".jsonl"): path.read_bytes() for path in directory.iterdir()}


def event(number: int, **fields: Any) -> bytes:
    """An advertisement by one sender to room `number`, a second after the one before."""
    value = {
        "event_id": f"e{number}",
        "occurred_at_ms": START_MS + 1_000 * number,
        "sender_id": "spammer",
        "room_id": f"room-{number}",
        "room_type": "group",
        "text": AD,
        **fields,
    }
    return json.dumps({"topic": "chat-messages", "value": value}).encode() + b"\n"


ADVERTISER = b"".join(event(number) for number in range(6))


def dead_letters(tmp_path: Path, *lines: bytes) -> list[dict[str, Any]]:
    """The dead letters of some lines among those of an advertiser, who is sanctioned as ever."""
    result = replay(["-"], tmp_path, ADVERTISER[: len(event(0))] + b"".join(lines) + ADVERTISER)
    assert result.exit_code == 0, result.stderr
    assert len(json_lines((tmp_path / "sanctions.jsonl").read_bytes())) == 1
    return json_lines((tmp_path / "dead-letters.jsonl").read_bytes())


def test_the_summary_tells_what_was_done(tmp_path: Path, expected: dict[str, bytes]) -> None:
    result = replay([RECORDING], tmp_path)
    assert result.stderr == ""
    events, sanctions, notifications, _, dead, place = result.stdout.splitlines()
    assert events.startswith("12,250 events, policy ")
    assert sanctions.startswith(f"{len(json_lines(expected['sanctions']))} sanctions: ")
    assert "repeated-advertising" in sanctions
    assert notifications == f"{len(json_lines(expected['notifications']))} notifications"
    assert dead == "0 dead letters"
    assert place.startswith(f"written to {tmp_path}: sanctions.jsonl, ")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_events_give_the_same_bytes_under_any_hash_seed(
    seed: str, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    call: list[object] = ["-m", "streams.cli", "replay", "--events", RECORDING, "--out", tmp_path]
    subprocess.run(
        [sys.executable, *map(str, call)],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": seed},
    )
    assert written(tmp_path) == expected


def test_plain_gzip_and_standard_input_give_the_same(
    tmp_path: Path, recording: bytes, expected: dict[str, bytes]
) -> None:
    plain = tmp_path / "events.jsonl"
    plain.write_bytes(recording)
    packed = RECORDING.read_bytes()
    for name, source, stdin in [("a", plain, None), ("b", "-", recording), ("c", "-", packed)]:
        assert replay([source], tmp_path / name, stdin).exit_code == 0
        assert written(tmp_path / name) == expected


def test_lines_in_any_order_and_files_in_parts_give_the_same_sanctions(
    tmp_path: Path, recording: bytes, expected: dict[str, bytes]
) -> None:
    lines = recording.splitlines(keepends=True)
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"".join(reversed(lines[::2])))
    second.write_bytes(b"".join(lines[1::2]))
    assert replay([first, second], tmp_path / "out").exit_code == 0
    assert written(tmp_path / "out") == expected


def test_more_events_than_are_sorted_in_memory_give_the_same(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "SORTED_AT_ONCE", 5_000)
    assert replay([RECORDING], tmp_path).exit_code == 0
    assert written(tmp_path) == expected


def test_several_events_options_are_as_good_as_one(tmp_path: Path) -> None:
    names = [tmp_path / "one", tmp_path / "two"]
    for number, name in enumerate(names):
        name.write_bytes(b"".join(event(3 * number + one) for one in range(3)))
    haechi("replay", "--events", names[0], f"--events={names[1]}", "--out", tmp_path / "a")
    haechi("replay", "--out", tmp_path / "b", "--events", *names)
    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert len(json_lines(written(tmp_path / "a")["sanctions"])) == 1


def test_every_event_twice_gives_the_same_sanctions(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    result = replay([RECORDING, RECORDING], tmp_path)
    assert result.stdout.startswith("24,500 events, ")
    found = written(tmp_path)
    assert decided(found["sanctions"]) == decided(expected["sanctions"])
    assert found["dead-letters"] == expected["dead-letters"]


def decided(sanctions: bytes) -> dict[str, tuple[str, ...]]:
    """What is decided, by id; how far above a threshold a count stood depends on the slices."""
    names = ("action", "measure", "scope", "subject_id", "rule_id", "strike", "starts_at_ms")
    return {
        one["sanction_id"]: tuple(str(one[name]) for name in names) for one in json_lines(sanctions)
    }


def test_line_ends_blank_lines_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    replay(["-"], tmp_path / "plain", ADVERTISER)
    other = b"\xef\xbb\xbf" + ADVERTISER.replace(b"\n", b"\r\n\r\n").rstrip()
    assert replay(["-"], tmp_path / "other", other).exit_code == 0
    assert written(tmp_path / "other") == written(tmp_path / "plain")


def test_an_empty_recording_has_no_events(tmp_path: Path) -> None:
    result = replay(["-"], tmp_path, b"\n\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 events, ")
    assert written(tmp_path) == dict.fromkeys(OUTPUTS, b"")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense\n", "the line is no recorded event"),
        (b"\xff\xfe\n", "the line is no recorded event"),
        (b'{"topic": "chat-messages", "value": {}}\n', "occurred_at_ms"),
        (b'{"topic": "chats", "value": {"occurred_at_ms": 1}}\n', "'chats' is no input topic"),
        (event(3, room_type="planet"), "room_type"),
        (event(3, text="a" * 10_001), "text"),
        (event(3, occurred_at_ms=START_MS + 90_000_000), "more than a day ahead of everything"),
        (event(3, occurred_at_ms=-1), "occurred_at_ms"),
        (event(3, occurred_at_ms=10**40), "occurred_at_ms"),
        (b'{"topic": "likes", "value": ' + b"[" * 90_000 + b"]" * 90_000 + b"}\n", "recursion"),
    ],
)
def test_a_bad_line_is_a_dead_letter_and_the_rest_goes_on(
    line: bytes, reason: str, tmp_path: Path
) -> None:
    (letter,) = dead_letters(tmp_path, line)
    assert reason in letter["error"]
    assert letter["offset"] == 1
    assert letter["partition"] == 0


def test_a_line_of_fifty_megabytes_is_a_dead_letter(tmp_path: Path) -> None:
    long = event(3, text="가" * 9_000_000)
    (letter,) = dead_letters(tmp_path, long)
    assert letter["error"] == "the line is longer than 4 MiB"
    assert letter["size_bytes"] == len(long) - 1
    assert len(letter["value_base64"]) < 100_000


def test_the_first_dead_letter_is_told(tmp_path: Path) -> None:
    result = replay(["-"], tmp_path, ADVERTISER + b"nonsense\n")
    assert "1 dead letter (file 1, line 7: the line is no recorded event" in result.stdout


def test_what_is_no_recording_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    cut_off, garbage, texts = (tmp_path / name for name in ("cut-off", "garbage", "texts"))
    cut_off.write_bytes(RECORDING.read_bytes()[:10_000])
    garbage.write_bytes(bytes(range(256)) * 1_000)
    texts.write_bytes(b'{"text": "hello"}\n' * 3)
    for name, what in [
        (cut_off, ": the gzip data is cut off or damaged"),
        (garbage, ":1: the line is no recorded event"),
        (texts, ":1: the line is no recorded event"),
        (tmp_path / "missing", ": No such file or directory"),
        (tmp_path, ": Is a directory"),
    ]:
        result = replay([RECORDING, name], tmp_path / "out")
        assert result.exit_code == 2
        assert error_line(result).startswith(f"haechi: {name}{what}")
        assert not any((tmp_path / "out").iterdir())


def test_results_of_an_earlier_replay_stay_when_a_later_one_fails(tmp_path: Path) -> None:
    replay(["-"], tmp_path, ADVERTISER)
    before = written(tmp_path)
    assert replay(["-"], tmp_path, b"nonsense\n").exit_code == 2
    assert written(tmp_path) == before


def test_standard_input_can_be_read_only_once(tmp_path: Path) -> None:
    result = replay(["-", "-"], tmp_path, ADVERTISER)
    assert result.exit_code == 2
    assert "standard input can be read only once" in error_line(result)


def test_a_directory_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for directory in (file, file / "below"):
        result = replay([RECORDING], directory)
        assert result.exit_code == 2
        assert error_line(result).startswith(f"haechi: {directory}: ")
        assert error_line(result).endswith("; name a directory that can be written")


def test_a_policy_of_ones_own_is_used_and_a_broken_one_told(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    shipped = (Path(__file__).parents[2] / "config" / "policy.yaml").read_text("utf-8")
    policy.write_text(shipped.replace("rooms: 5", "rooms: 7"), "utf-8")
    call = ("replay", "--events", "-", "--out", tmp_path / "out", "--policy", policy)
    assert haechi(*call, stdin=ADVERTISER).exit_code == 0
    assert written(tmp_path / "out")["sanctions"] == b""
    policy.write_text("rules: []\n")
    result = haechi(*call, stdin=ADVERTISER)
    assert result.exit_code == 2
    assert all(line.startswith(f"{policy}:1: ") for line in result.stderr.splitlines())
