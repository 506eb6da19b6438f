import gzip
import json
from pathlib import Path

from tests.unit.cli.running import error_line, haechi, json_lines

AD = "평생 무료 적중률 최고! 지금 바로 입장하세요 k-bet77.com 가입코드 {}"


def lines(*texts: str) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def clusters(*texts: str) -> list[int]:
    result = haechi("similar", stdin=lines(*texts))
    assert result.exit_code == 0, result.stderr
    return [line["cluster"] for line in json_lines(result.stdout)]


def test_copies_with_other_digits_spacing_and_signs_are_one_cluster() -> None:
    texts = [AD.format("a123"), "오늘 점심 뭐 먹지?", AD.format("a987"), "★".join(AD.format("a5"))]
    assert clusters(*texts) == [1, 2, 1, 1]


def test_a_cluster_is_named_by_the_number_of_its_first_line_blank_ones_counted() -> None:
    result = haechi("similar", stdin="\n" + lines("안녕") + "\n\n" + lines("안녕!", "잘 자"))
    assert [line["cluster"] for line in json_lines(result.stdout)] == [2, 2, 6]


def test_short_texts_are_similar_only_when_they_read_the_same() -> None:
    texts = [
        "네",
        "네!",
        "넵",
        "ㅋㅋㅋㅋ",
        "ㅋㅋㅋㅋ",
        "good morning",
        "good evening",
        "1234",
        "1235",
    ]
    assert clusters(*texts) == [1, 1, 3, 4, 4, 6, 7, 8, 9]


def test_texts_without_letters_are_similar_only_when_they_are_the_same() -> None:
    assert clusters("", "👍", "  ", "👍", "?!", "?") == [1, 2, 1, 2, 5, 6]


def test_all_fields_are_kept_and_an_old_cluster_is_replaced() -> None:
    written = '{"id":1.50,"text":"hello","cluster":"old","deep":{"x": [1 , 2]}}\n'
    result = haechi("similar", stdin=written)
    assert result.stdout == '{"id":1.50,"text":"hello","cluster":1,"deep":{"x": [1 , 2]}}\n'


def test_a_file_gzip_and_standard_input_give_the_same(tmp_path: Path) -> None:
    texts = lines(AD.format(1), "b", AD.format(2))
    plain, packed, target = (tmp_path / name for name in ("plain", "packed", "out"))
    plain.write_text(texts)
    packed.write_bytes(gzip.compress(texts.encode()))
    expected = haechi("similar", stdin=texts).stdout
    assert haechi("similar", "--in", plain).stdout == expected
    assert haechi("similar", stdin=packed.read_bytes()).stdout == expected
    assert haechi("similar", "--in", packed, "--out", target).exit_code == 0
    assert target.read_text() == expected


def test_no_texts_give_no_lines() -> None:
    result = haechi("similar", stdin="")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out"
    result = haechi("similar", "--out", target, stdin=lines("a") + "{}\n")
    assert result.exit_code == 2
    assert error_line(result).startswith('haechi: stdin:2: the line has no field "text"; write ')
    assert not target.exists()
