import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from detectors.text import SCORES
from tests.unit.cli.running import error_line, haechi, json_lines

SPAM = "첫 충전 10% 보너스! 안전 놀이터 k-bet77.com 카톡 betking7"


def lines(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def test_each_text_comes_back_with_what_was_read_off_it() -> None:
    result = haechi("classify", stdin=lines("점심 먹자", SPAM))
    assert result.exit_code == 0
    lunch, spam = json_lines(result.stdout)
    assert list(spam) == ["text", "normalised", "scores", "contacts", "signals"]
    assert list(spam["scores"]) == list(SCORES)
    assert lunch["scores"]["ad"] < 0.5 < spam["scores"]["ad"]
    assert all(score == round(score, 4) for score in spam["scores"].values())
    assert {"kind": "link", "value": "k-bet77.com", "shown": "k-bet77.com"} in spam["contacts"]
    assert spam["signals"]
    assert lunch["contacts"] == []


def test_all_other_fields_are_kept_as_they_were_written() -> None:
    written = '{"id":12345678901234567890123,"share":1.50,"text":"a","deep":{"x": [1 , 2]}}'
    result = haechi("classify", stdin=written)
    assert result.stdout.startswith(written.removesuffix("}"))


def test_fields_of_an_earlier_run_are_replaced() -> None:
    once = haechi("classify", stdin=lines(SPAM)).stdout
    assert haechi("classify", stdin=once).stdout == once


def test_texts_can_be_given_in_the_call() -> None:
    result = haechi("classify", "--text", "hello", "--text", SPAM)
    assert [line["text"] for line in json_lines(result.stdout)] == ["hello", SPAM]


def test_texts_in_the_call_and_a_file_are_too_much() -> None:
    result = haechi("classify", "--text", "hello", "--in", "x")
    assert result.exit_code == 2
    assert "not both" in error_line(result)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n  \n"])
def test_line_ends_blank_lines_and_a_byte_order_mark_make_no_difference(ends: str) -> None:
    plain = haechi("classify", stdin=lines("a", "b")).stdout
    other = "\ufeff" + lines("a", "b").replace("\n", ends)
    assert haechi("classify", stdin=other).stdout == plain
    assert haechi("classify", stdin=other.rstrip()).stdout == plain


def test_files_may_be_gzip_and_so_may_standard_input(tmp_path: Path) -> None:
    source, target = tmp_path / "texts.gz", tmp_path / "out.jsonl"
    source.write_bytes(gzip.compress(lines("a", SPAM).encode()))
    plain = haechi("classify", stdin=lines("a", SPAM)).stdout
    assert haechi("classify", "--in", source, "--out", target).exit_code == 0
    assert target.read_text() == plain
    assert haechi("classify", stdin=source.read_bytes()).stdout == plain


def test_no_texts_give_no_lines() -> None:
    result = haechi("classify", stdin="")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_line_is_answered_before_the_next_one_comes() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "streams.cli", "classify"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        for text in ("a", "b"):
            process.stdin.write(lines(text).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (b"hello", "is no JSON object"),
        (b'["hello"]', "is no JSON object"),
        (b'{"text": "a"', "is no JSON object"),
        (b'{"txt": "a"}', 'has no field "text"'),
        (b'{"text": 7}', 'the field "text" is no string'),
        (b'{"text": "\xff"}', "is not UTF-8"),
        (b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "is no JSON object"),
        (b'{"text": "' + b"a" * 5_000_000 + b'"}', "is longer than 4 MiB"),
    ],
)
def test_a_wrong_line_is_named_and_the_good_ones_before_it_are_written(
    wrong: bytes, what: str
) -> None:
    result = haechi("classify", stdin=lines("a", "b").encode() + b"\n" + wrong + b"\n")
    assert result.exit_code == 2
    assert error_line(result).startswith("haechi: stdin:4: ")
    assert what in error_line(result)
    assert [line["text"] for line in json_lines(result.stdout)] == ["a", "b"]


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    cut_off = tmp_path / "cut-off.gz"
    cut_off.write_bytes(gzip.compress(lines(*"abcdefgh").encode())[:-12])
    for source, what in [
        (tmp_path / "missing.jsonl", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (cut_off, "the gzip data is cut off or damaged"),
    ]:
        result = haechi("classify", "--in", source)
        assert result.exit_code == 2
        assert error_line(result).startswith(f"haechi: {source}: {what}")


def test_an_output_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    source = tmp_path / "texts.jsonl"
    source.write_text(lines("a"))
    for target, what in [
        (tmp_path / "no" / "out.jsonl", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (source, "is also the input"),
    ]:
        result = haechi("classify", "--in", source, "--out", target)
        assert result.exit_code == 2
        assert error_line(result).startswith(f"haechi: {target}: {what}")
    assert source.read_text() == lines("a")
