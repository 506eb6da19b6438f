import re
from pathlib import Path

import numpy as np
import pytest

from detectors.text.lexicon.scan import load_lexicon
from detectors.text.normalising import normalise
from tests.unit.text.known_texts import HAM


def unmasked(text: str) -> str:
    return load_lexicon().unmasking.undo(normalise([text])).letters.text(0)


@pytest.mark.parametrize(
    ("masked", "meant"),
    [
        ("갸입", "가입"),
        ("첫츙", "첫충"),
        ("됼발", "돌발"),
        ("칵지노", "카지노"),
        ("꽁멈니", "꽁머니"),
        ("꽁먼이", "꽁머니"),
        ("바캬라", "바카라"),
        ("카v지v노", "카지노"),
        ("텔ㄹ1그램", "텔레그램"),
        ("카ㅌr오ㅌr옥", "카카오톡"),
        ("첫츙 갸입 칵지노", "첫충가입카지노"),
        ("c4sin0", "casino"),
    ],
)
def test_a_masked_word_is_put_back(masked: str, meant: str) -> None:
    assert unmasked(masked) == meant


@pytest.mark.parametrize(
    "text",
    [
        *HAM,
        "카톡 보냈어",
        "붕어빵이랑 원숭이",
        "영감탱이들",
        "오늘 가진 노래",
        "냄새 맡고 실실",
        "iphone15 win11 h2o mp3player",
        "1xbet 4567data f23l04n",
        "ㅋㅋㅋㅋ 웃기닼ㅋㅋ",
        "đi làm là 1 ngày vui",
    ],
)
def test_honest_words_stay_as_they_are(text: str) -> None:
    texts = normalise([text])
    assert unmasked(text) == texts.letters.text(0)


def test_the_documented_masks_are_read_as_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "normalising.md").read_text("utf-8")
    section = page.partition("## Masked words")[2].partition("##")[0]
    rows = re.findall(r"^\| ([^|`]+) \| ([^|`]+) \|$", section, re.MULTILINE)[1:]
    assert len(rows) >= 5
    for masked, meant in rows:
        assert [unmasked(word) for word in masked.split(", ")] == meant.split(", ")


def test_places_still_lead_to_the_plain_view_and_texts_stay_apart() -> None:
    texts = normalise(["그냥", "카v지v노 좋아", "갸입"])
    undone = load_lexicon().unmasking.undo(texts)
    assert [undone.letters.text(row) for row in range(3)] == ["그냥", "카지노좋아", "가입"]
    assert undone.masked.tolist() == [0, 1, 1]
    start = undone.letters.starts[1]
    places = undone.plain_places[start : start + 4]
    assert "".join(map(chr, undone.plain.codes[places])) == "카지노좋"
    assert undone.word_starts[start : start + 5].tolist() == [True, False, False, True, False]


def test_a_batch_without_odd_letters_is_given_back_as_it_is() -> None:
    texts = normalise(["오늘 점심 뭐 먹지", "카지노"])
    assert load_lexicon().unmasking.undo(texts) is texts
    empty = normalise([])
    assert load_lexicon().unmasking.undo(empty) is empty


def test_a_text_is_read_the_same_alone_and_in_a_batch() -> None:
    masked = ["1xbet", "칵지노", "츙", "a1", "노", "7", "갸입r", "ㅅ"]
    together = load_lexicon().unmasking.undo(normalise(masked))
    for row, text in enumerate(masked):
        assert together.letters.text(row) == unmasked(text)
    assert together.masked.dtype == np.int32
