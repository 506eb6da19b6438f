import random

import numpy as np
import pytest

from detectors.text import load_model
from detectors.text.similarity import SIGNATURE_HASHES, SIMILAR_AT_LEAST, agreement
from tests.unit.text.known_texts import ADVERTISING, HAM
from training.evasion import SPELLINGS

AD = "▶신규 첫충 50% 매일 첫충 20% 카지노 바카라 전부 있음 도메인 문의 텔레 @vip77 놓치지 마세요"


def likeness(first: str, second: str) -> int:
    signatures = load_model().analyse([first, second]).signatures(np.arange(2))
    return agreement(signatures[0], signatures[1])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_copies_that_differ_by_evasion_are_similar(spelling: str) -> None:
    random_source = random.Random(7)
    assert likeness(AD, SPELLINGS[spelling](AD, random_source)) >= SIMILAR_AT_LEAST


@pytest.mark.parametrize(
    "copy",
    [
        AD.replace("50%", "70%").replace("20%", "15%"),
        f"안녕하세요 {AD} 감사합니다",
        AD.replace("매일", "항상").replace("전부", "모두"),
        f"{AD} https://bit.ly/3abcdE",
    ],
)
def test_edited_copies_are_similar(copy: str) -> None:
    assert likeness(AD, copy) >= SIMILAR_AT_LEAST


def test_link_tails_and_digits_do_not_count() -> None:
    first, second = (
        "구경오세요 https://bit.ly/abcDE12 3만원",
        "구경오세요 https://bit.ly/zzYYxx9 7만원",
    )
    assert likeness(first, second) == SIGNATURE_HASHES


def test_unlike_texts_are_not_similar() -> None:
    texts = [text for text in [*ADVERTISING[30:], *HAM] if len(text) >= 12]
    signatures = load_model().analyse(texts).signatures(np.arange(len(texts)))
    joined = [
        (texts[i], texts[j])
        for i in range(len(texts))
        for j in range(i)
        if agreement(signatures[i], signatures[j]) >= SIMILAR_AT_LEAST
    ]
    assert joined == []


def test_short_texts_are_similar_only_to_themselves() -> None:
    assert likeness("네", "네") == SIGNATURE_HASHES
    assert likeness("네", "넵") < SIMILAR_AT_LEAST


def test_signatures_are_given_for_the_rows_asked_for() -> None:
    features = load_model().analyse(["첫째 글입니다", "둘째 글입니다", "셋째 글입니다"])
    all_rows = features.signatures(np.arange(3))
    assert all_rows.dtype == np.uint16
    assert all_rows.shape == (3, SIGNATURE_HASHES)
    assert (features.signatures(np.array([2, 0])) == all_rows[[2, 0]]).all()
    assert features.signatures(np.array([], np.intp)).shape == (0, SIGNATURE_HASHES)
