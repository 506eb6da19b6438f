"""Known advertising and innocent texts under evasions, composed at random.

Where a bar allows some misses it is a rate and no law: such tests draw the same compositions each
time, since one of some hundreds may lie beyond it.
"""

import random
from collections.abc import Iterable
from difflib import SequenceMatcher

import numpy as np
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from detectors.text import load_model
from detectors.text.lexicon.scan import load_lexicon
from detectors.text.model import Reading
from detectors.text.normalising import as_text
from detectors.text.normalising.characters import SEPARATOR
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
KEEPING = sorted(set(EVASIONS) - {"truncated", "words replaced"})
"""Evasions that keep every word; the other two can take away what makes a text one or the other."""


def compositions(names: Iterable[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(names)), min_size=1, max_size=most, unique=True)


def evaded(text: str, names: list[str], seed: int) -> str:
    random_source = random.Random(seed)
    for name in names:
        text = EVASIONS[name](text, random_source)
    return text


def copies_of(texts: list[str], names: list[str], seed: int) -> list[str]:
    return [evaded(text, names, seed + place) for place, text in enumerate(texts)]


def ad_scores(texts: list[str]) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = load_model().analyse(texts).scores[:, 0]
    return scores


def agreement_with(origins: list[str], copies: list[str]) -> NDArray[np.intp]:
    features = load_model().analyse([*origins, *copies])
    first, second = np.split(features.signatures(np.arange(len(features))), 2)
    agreement: NDArray[np.intp] = (first == second).sum(axis=1)
    return agreement


@settings(deadline=None, max_examples=150)
@given(compositions(KEEPING, 3), st.integers(0, 2**32))
def test_known_advertising_stays_so_and_similar_however_evasions_are_composed(
    names: list[str], seed: int
) -> None:
    copies = copies_of(PLAIN_ADVERTISING, names, seed)
    assert (ad_scores(copies) >= THRESHOLD).all(), copies
    assert (agreement_with(PLAIN_ADVERTISING, copies) >= SIMILAR_AT_LEAST).all(), copies


@settings(deadline=None, max_examples=80)
@given(compositions(SPELLINGS, 7), st.integers(0, 2**32))
def test_known_advertising_stays_similar_under_any_number_of_spellings(
    names: list[str], seed: int
) -> None:
    copies = copies_of(PLAIN_ADVERTISING, names, seed)
    assert (agreement_with(PLAIN_ADVERTISING, copies) >= SIMILAR_AT_LEAST).all(), copies


@settings(deadline=None, max_examples=80, derandomize=True)
@given(compositions(EVASIONS, 3), st.integers(0, 2**32))
def test_all_but_one_of_six_stay_advertising_where_words_are_taken_away_too(
    names: list[str], seed: int
) -> None:
    copies = copies_of(PLAIN_ADVERTISING, names, seed)
    assert (ad_scores(copies) < THRESHOLD).sum() <= 1, copies
    # Two only where single letters, spaced out before, were replaced like words.
    assert (agreement_with(PLAIN_ADVERTISING, copies) < SIMILAR_AT_LEAST).sum() <= 2, copies


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(sorted(SPELLINGS)), st.integers(0, 2**32))
def test_at_most_one_innocent_text_becomes_advertising_by_its_spelling(
    spelling: str, seed: int
) -> None:
    treated = copies_of(HAM, [spelling], seed)
    accused = np.flatnonzero(ad_scores(treated) >= THRESHOLD)
    assert len(accused) <= 1, [treated[row] for row in accused]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(compositions(EVASIONS, 3), st.integers(0, 2**32))
def test_few_innocent_texts_become_advertising_however_evasions_are_composed(
    names: list[str], seed: int
) -> None:
    treated = copies_of(HAM, names, seed)
    accused = np.flatnonzero(ad_scores(treated) >= THRESHOLD)
    most = 1 if set(names) <= set(SPELLINGS) else 3
    assert len(accused) <= most, [treated[row] for row in accused]


@settings(deadline=None, max_examples=80)
@given(compositions(SPELLINGS, 3), st.integers(0, 2**32))
def test_what_is_read_of_an_evaded_text_is_near_what_is_read_of_the_plain_one(
    names: list[str], seed: int
) -> None:
    texts = [*PLAIN_ADVERTISING, *HAM]
    read, meant = (letters_of(each) for each in (copies_of(texts, names, seed), texts))
    same = [SequenceMatcher(None, *pair).ratio() for pair in zip(read, meant, strict=True)]
    assert np.mean(same) >= 0.9, min(zip(same, read, strict=True))


def letters_of(texts: list[str]) -> list[str]:
    """The letters that the n-grams are of."""
    reading = Reading(texts, load_lexicon())
    codes = reading.normalised.letters.codes[reading.grams.symbol_of]
    return as_text(codes).split(chr(SEPARATOR))[:-1]


def test_few_pairs_of_innocent_texts_make_an_advertisement() -> None:
    pairs = [f"{first}\n{second}" for first in HAM for second in HAM if first != second]
    scores = load_model().analyse(pairs).scores[:, 0]
    assert (scores >= THRESHOLD).mean() <= 0.005
