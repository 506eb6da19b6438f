import pytest

from detectors.text.normalising import as_text, normalise
from detectors.text.normalising.characters import SEPARATOR


def folded(text: str) -> str:
    return as_text(normalise([text]).folded.codes[:-1])


def odd_letters(text: str) -> str:
    view = normalise([text])
    return as_text(view.letters.codes[view.folded.places[view.folded.odd]])


@pytest.mark.parametrize(
    ("masked", "meant"),
    [
        ("갸입", "가입"),
        ("첫츙", "첫충"),
        ("됼발", "돌발"),
        ("바캬라", "바카라"),
        ("톳토", "토토"),
        ("또또", "토토"),
        ("톧오", "토토"),
        ("츙젼", "충전"),
        ("커지노", "거지노"),
        ("띵함", "명함"),
        ("머출", "대출"),
        ("팡고", "광고"),
        ("카v지v노", "카지노"),
        ("카ㅋ지1노", "카지노"),
        ("텔ㄹ그램", "텔그램"),
        ("te1egram", "telegram"),
        ("teIegram", "telegram"),
        ("c4sin0", "casino"),
        ("薇信", "微信"),
        ("賭博", "赌博"),
    ],
)
def test_a_masked_word_folds_to_what_the_word_folds_to(masked: str, meant: str) -> None:
    assert folded(masked) == folded(meant)


@pytest.mark.parametrize(
    ("first", "second"),
    [("가입", "가격"), ("충전", "춘천"), ("대출", "대충"), ("casino", "cousin"), ("토토", "타투")],
)
def test_unlike_words_fold_apart(first: str, second: str) -> None:
    assert folded(first) != folded(second)


def test_odd_letters_are_rare_syllables_and_what_stands_beside_a_foreign_letter() -> None:
    assert odd_letters("갸입 첫츙") == "갸츙"
    assert odd_letters("카v지노") == "카"
    assert odd_letters("te1e") == "1"
    assert odd_letters("오늘 가지 노란 꽃을 샀다 3시에 만나") == ""


def test_places_lead_back_to_the_letters_and_texts_stay_apart() -> None:
    texts = normalise(["카1지", "", "톧", "오"])
    view = texts.folded
    assert as_text(texts.letters.codes[view.places]) == "카지\x1f\x1f톧\x1f오\x1f"
    assert (view.codes == SEPARATOR).sum() == 4
    assert as_text(view.codes)[-4:-1] == "도\x1f오"


def test_an_empty_batch_folds_to_nothing() -> None:
    assert len(normalise([]).folded.codes) == 0
