import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from detectors.text.normalising import LONGEST_TEXT, normalise
from detectors.text.normalising.characters import SEPARATOR


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
        ("7ㅏ입 0ㅣ벤트", "가입이벤트"),
        ("가이ㅂ머니", "가입머니"),
        ("텔ㄹ1그램", "텔리그램"),
        ("ㄱト입", "가입"),
        ("саѕіпо", "casino"),  # all Cyrillic
        ("카\U000e0041지\U000e0041노", "카지노"),  # tag characters
        ("ɐɔǝ", "ace"),
        ("ⲥ𝖆ꓢïռо", "casino"),
    ],
)
def test_evasion_is_undone(written: str, meant: str) -> None:
    assert letters_of(written) == meant


def test_the_documented_examples_are_read_as_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "normalising.md").read_text("utf-8")
    examples = re.findall(r"^\| `(.+?)` \| `(.+?)` \| .+\|$", page, re.MULTILINE)
    assert len(examples) >= 10
    assert [(written, letters_of(written)) for written, _ in examples] == examples


@pytest.mark.parametrize(
    "laugh",
    [
        "ㅋㅋㅋ",
        "ㅠㅠ",
        "ㅇㅇ",
        "ㅎㅎ",
        "ㄴㄴ",
        "ㅋㅋㅠㅠ",
        "네ㅋㅋ",
        "ㅜㅜ",
        "ㄱㅅ1",
        "7ㅠㅠ",
        "네ㅇㅇ",
    ],
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


@pytest.mark.parametrize(
    "text",
    [
        "привет, не знаю как дела",
        "καλημέρα σε όλους",
        "ที่นี่ สวัสดี",
        "नमस्ते दुनिया",
        "7시 10월 3번 출구",
        "ㅋㅋㅋ é 그래 ㅅㄱ",
    ],
)
def test_ordinary_text_of_any_script_is_left_as_it_is(text: str) -> None:
    result = normalise([text])
    assert result.plain.text(0) == unicodedata.normalize("NFC", text)
    assert not any(count[0] for count in (result.styled, result.hidden, result.split))


def test_look_alikes_count_as_styled_in_a_latin_word_only() -> None:
    assert normalise(["tеlеgrаm", "дом", "α"]).foreign.tolist() == [3, 0, 0]


def test_laughter_numbered_lists_and_short_words_are_no_evasion() -> None:
    result = normalise(["ㅋ ㅋ ㅋ ㅋ ㅋ ㅋ", "① 하나 ② 둘", "좀 더 할 걸", "33℃ 주ㆍ정차"])
    assert not any(
        count.any() for count in (result.styled, result.hidden, result.split, result.spaced)
    )


def test_the_capitals_of_a_text_can_be_had_back() -> None:
    assert normalise(["x", "t.me/+Aｂ\u200bC ㄱㅏ"]).cased(1) == "t.me/+AbC 가"


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
