import random

import pytest
from hypothesis import given, settings, strategies as st

from detectors.text import load_model
from tests.unit.text.known_texts import HAM
from training.evasion import SPELLINGS

THRESHOLD = 0.8
PLAIN_ADVERTISING = [
    "▶신규 첫충 50%◀ 매일 첫충 20% 카지노 바카라 꽁머니 3만 지급 먹튀없는 텔레 @vip777",
    "강남 출장안마 조건만남 20대 여대생 후불제 예약 문의 카톡 sexy0912",
    "무직자 당일대출 신용불량자 가능 무방문 무서류 당일입금 상담문의 카톡 dalcom77",
    "무료 주식 리딩방 초대 급등주 추천주 수익률 300% 보장 텔레 @stock99",
    "카톡 자동발송 프로그램 판매 대량발송기 차단 우회 텔레 @sender99 문의주세요",
    "vay tiền nhanh bao nợ xấu giải ngân trong ngày không thế chấp liên hệ zalo 0912345678",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PLAIN_ADVERTISING), st.integers(0, 2**32))
def test_known_advertising_is_recognised_under_an_evasion(
    spelling: str, text: str, seed: int
) -> None:
    evaded = SPELLINGS[spelling](text, random.Random(seed))
    assert load_model().analyse([evaded]).scores[0, 0] >= THRESHOLD, evaded


def test_few_pairs_of_innocent_texts_make_an_advertisement() -> None:
    pairs = [f"{first}\n{second}" for first in HAM for second in HAM if first != second]
    scores = load_model().analyse(pairs).scores[:, 0]
    assert (scores >= THRESHOLD).mean() <= 0.025
