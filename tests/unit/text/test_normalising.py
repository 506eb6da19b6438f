import unicodedata

import numpy as np
import pytest

from detectors.text.characters import SEPARATOR
from detectors.text.normalising import LONGEST_TEXT, normalise


def letters_of(text: str) -> str:
    return normalise([text]).letters.text(0)


def plain_of(text: str) -> str:
    return normalise([text]).plain.text(0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ㄱㅏㅇㅣㅂ", "가입"),
        ("ㅇㅏㄴㄴㅕㅇ", "안녕"),
        ("ㄱr입 ㅈl금", "가입지금"),
        ("카\u200b지\u200b노", "카지노"),
        ("카.지-노", "카지노"),
        ("카 지 노 사 이 트", "카지노사이트"),
        ("ｃａｓｉｎｏ", "casino"),
        ("𝗦𝗚𝗜𝟴𝟴", "sgi88"),
        ("ⓒⓐⓢⓘⓝⓞ", "casino"),
        ("🅰🅱", "ab"),
        ("tеlеgrаm", "telegram"),  # Cyrillic е, а
        ("c\u0301a\u0300s\u0323ino", "casino"),
        ("Vay tiền", "vaytien"),
        ("đổi thưởng", "doithuong"),
        (unicodedata.normalize("NFD", "한국 토토"), "한국토토"),
        ("㈜한국", "주한국"),
    ],
)
def test_evasion_is_undone(written: str, meant: str) -> None:
    assert letters_of(written) == meant


@pytest.mark.parametrize(
    "laugh", ["ㅋㅋㅋ", "ㅠㅠ", "ㅇㅇ", "ㅎㅎ", "ㄴㄴ", "ㅋㅋㅠㅠ", "네ㅋㅋ", "ㅜㅜ"]
)
def test_laughing_and_crying_jamo_stay_as_they_are(laugh: str) -> None:
    assert letters_of(laugh) == laugh


def test_composed_and_decomposed_hangul_are_read_alike_and_neither_counts_as_split() -> None:
    decomposed = unicodedata.normalize("NFD", "안녕하세요 반갑습니다")
    result = normalise(["안녕하세요 반갑습니다", decomposed])
    assert result.plain.text(0) == result.plain.text(1)
    assert result.split.tolist() == [0, 0]


def test_the_plain_view_keeps_spaces_punctuation_and_diacritics() -> None:
    assert plain_of("Vay TIỀN, nhanh!") == "vay tiền, nhanh!"


def test_texts_of_a_batch_do_not_touch_each_other() -> None:
    texts = ["ㄱ", "ㅏ", "", "\n", "카지", "노", "\x1f"]
    together = normalise(texts)
    for row, text in enumerate(texts):
        alone = normalise([text])
        assert together.letters.text(row) == alone.letters.text(0)
        assert together.plain.text(row) == alone.plain.text(0)


def test_lone_surrogates_and_controls_vanish() -> None:
    assert letters_of("\ud800가\udfff나\x00\u202e") == "가나"


def test_a_text_of_megabytes_is_cut_to_its_first_and_last_part() -> None:
    text = "처음" + "가" * 1_000_000 + "끝"
    letters = letters_of(text)
    assert letters.startswith("처음")
    assert letters.endswith("끝")
    assert len(letters) == LONGEST_TEXT


def test_marks_of_evasion_are_counted_by_text() -> None:
    texts = [
        "안녕",
        "𝗦𝗚𝗜",
        "카\u200b지\u200b노",
        "ㄱㅏ입ㅎㅏ세요",
        "카 지 노 사 이 트 로",
        "tất cả",
    ]
    result = normalise(texts)
    assert np.flatnonzero(result.styled).tolist() == [1]
    assert np.flatnonzero(result.hidden).tolist() == [2]
    assert np.flatnonzero(result.split).tolist() == [3]
    assert np.flatnonzero(result.spaced).tolist() == [4]


def test_an_empty_batch_is_fine() -> None:
    result = normalise([])
    assert len(result.letters.ends) == 0
    assert not (result.letters.codes == SEPARATOR).any()


def test_the_origin_of_a_plain_character_is_where_it_was_written() -> None:
    result = normalise(["앞", "카\u200b지\u200b노"])
    start = result.plain.starts[1]
    assert [result.written[place] for place in result.origin[start : start + 3]] == list("카지노")
