import random

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from detectors.text import load_model
from detectors.text.similarity import SIMILAR_AT_LEAST
from tests.unit.text.known_texts import HAM
from training.evasion import EVASIONS, SPELLINGS

THRESHOLD = 0.8
PLAIN_ADVERTISING = [
    "▶신규 첫충 50%◀ 매일 첫충 20% 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @vip777",
    "강남 출장안마 조건만남 20대 여대생 후불제 예약 문의 카톡 sexy0912",
    "무직자 당일대출 신용불량자 가능 무방문 무서류 당일입금 상담문의 카톡 dalcom77",
    "무료 주식 리딩방 초대 급등주 추천주 수익률 300% 보장 텔레 @stock99",
    "카톡 자동발송 프로그램 판매 대량발송기 차단 우회 텔레 @sender99 문의주세요",
    "vay tiền nhanh bao nợ xấu giải ngân trong ngày không thế chấp liên hệ zalo 0912345678",
]
COMPOSITIONS = st.lists(st.sampled_from(sorted(EVASIONS)), min_size=2, max_size=3, unique=True)


def evaded(text: str, names: list[str], seed: int) -> str:
    random_source = random.Random(seed)
    for name in names:
        text = EVASIONS[name](text, random_source)
    return text


@pytest.mark.parametrize("spelling", SPELLINGS)
@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PLAIN_ADVERTISING), st.integers(0, 2**32))
def test_known_advertising_is_recognised_under_an_evasion(
    spelling: str, text: str, seed: int
) -> None:
    evasive = SPELLINGS[spelling](text, random.Random(seed))
    assert load_model().analyse([evasive]).scores[0, 0] >= THRESHOLD, evasive


@settings(deadline=None, max_examples=60)
@given(COMPOSITIONS, st.integers(0, 2**32))
def test_most_known_advertising_stays_so_however_evasions_are_composed(
    names: list[str], seed: int
) -> None:
    copies = [evaded(text, names, seed + place) for place, text in enumerate(PLAIN_ADVERTISING)]
    scores = load_model().analyse(copies).scores[:, 0]
    assert (scores >= THRESHOLD).sum() >= len(copies) - 2, (scores, copies)


@settings(deadline=None, max_examples=60)
@given(COMPOSITIONS, st.integers(0, 2**32))
def test_most_copies_of_known_advertising_stay_similar_to_their_origin(
    names: list[str], seed: int
) -> None:
    copies = [evaded(text, names, seed + place) for place, text in enumerate(PLAIN_ADVERTISING)]
    features = load_model().analyse([*PLAIN_ADVERTISING, *copies])
    origins, made = np.split(features.signatures(np.arange(len(features))), 2)
    agreement = (origins == made).sum(axis=1)
    assert (agreement >= SIMILAR_AT_LEAST).sum() >= len(copies) - 2, copies


@settings(deadline=None, max_examples=60)
@given(COMPOSITIONS, st.integers(0, 2**32))
def test_few_innocent_texts_become_advertising_by_the_same_treatment(
    names: list[str], seed: int
) -> None:
    treated = [evaded(text, names, seed + place) for place, text in enumerate(HAM)]
    accused = load_model().analyse(treated).scores[:, 0] >= THRESHOLD
    # 1 in 60 as written, up to 1 in 6 under the worst three evasions at once: see the model card.
    assert accused.mean() <= 0.2, [treated[row] for row in np.flatnonzero(accused)]


def test_few_pairs_of_innocent_texts_make_an_advertisement() -> None:
    pairs = [f"{first}\n{second}" for first in HAM for second in HAM if first != second]
    scores = load_model().analyse(pairs).scores[:, 0]
    assert (scores >= THRESHOLD).mean() <= 0.025
