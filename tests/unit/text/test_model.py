import numpy as np
import pytest

from benchmarks.text.written_messages import messages
from detectors.text import SCORES, classifier, load_model
from detectors.text.lexicon.scan import Lexicon, load_lexicon, parse
from detectors.text.model import Reading
from tests.unit.text.known_texts import ADVERTISING, HAM

THRESHOLD = 0.8


def test_most_advertising_scores_at_least_the_threshold() -> None:
    scores = load_model().analyse(ADVERTISING).scores[:, 0]
    assert (scores >= THRESHOLD).mean() >= 0.9


@pytest.mark.parametrize("text", HAM)
def test_an_innocent_text_stays_below_the_threshold(text: str) -> None:
    assert load_model().analyse([text]).scores[0, 0] < THRESHOLD


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("▶신규 첫충 50%◀ 카지노 바카라 먹튀없는 사이트 www.vip-99.com", "gambling"),
        ("nhà cái uy tín tặng 100k tân thủ tài xỉu đổi thưởng sunwin88.vip", "gambling"),
        ("강남 출장안마 조건만남 20대 후불제 010-2345-6789", "adult"),
        ("오픈채팅 광고 대행 해드립니다 방 3000개 보유 텔레 @adman1", "ad_service"),
        ("카톡 자동발송 프로그램 판매 차단 우회 월 15만원 텔레 @sender99", "ad_program"),
        ("카톡 홍보 알바 구합니다 건당 300원 당일정산 텔레 @hong123", "ad_recruiting"),
    ],
)
def test_the_kind_of_advertising_is_told(text: str, kind: str) -> None:
    scores = load_model().analyse([text]).scores[0]
    assert scores[SCORES.index(kind)] >= THRESHOLD
    others = [scores[SCORES.index(other)] for other in SCORES[1:] if other != kind]
    assert max(others) < THRESHOLD


@pytest.mark.parametrize(
    "text",
    [
        "카지노 꽁머니 3만 지급 첫충 50% 국민은행 123456-01-123456 입금 텔레 @vip777",
        "오늘 저녁에 뭐 먹지 ▶신규 첫충 50%◀ 카지노 바카라 먹튀없는 사이트 www.vip-99.com",
        "무직자 당일대출 무방문 무서류 상담문의 카톡 dalcom77\n다들 주말 잘 보내고 월요일에 봐요",
    ],
)
def test_neither_a_bank_account_nor_small_talk_around_it_hides_an_offer(text: str) -> None:
    assert load_model().analyse([text]).scores[0, 0] >= THRESHOLD


def test_letters_alone_accuse_nobody() -> None:
    lexicon = Lexicon(parse("gambling 3 카지노", "test"))
    reading = Reading(["아무 말이나 해 봐", "카지노 말이나 해 봐"], lexicon)
    weights = load_model().weights
    eager = weights._replace(ad_grams=np.full_like(weights.ad_grams, 127), ad_bias=np.float32(2))
    scores = classifier.scores(reading.grams, reading.evidence, eager, reading.only_contacts)[:, 0]
    assert scores[0] == pytest.approx(0.45, abs=0.001)
    assert scores[1] > 0.99


@pytest.mark.parametrize(
    "text",
    ["0912345678", "zalo 0912 345 678", "t.me/abcdef", "010-1234-5678", "ok 0912345678", "@vip777"],
)
def test_a_contact_alone_accuses_nobody(text: str) -> None:
    assert load_model().analyse([text]).scores[0, 0] < 0.46


@pytest.mark.parametrize(
    ("public", "somebodys"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://vipbok77.com/join"),
        ("https://n.news.naver.com/article/001/0014000000", "bit.ly/3xYzAbC"),
    ],
)
def test_a_link_to_what_everybody_links_to_says_less_than_another(
    public: str, somebodys: str
) -> None:
    texts = [f"이거 할인 많이 하네 추천 {link}" for link in (public, somebodys)]
    scores = load_model().analyse(texts).scores[:, 0]
    assert scores[0] < min(scores[1], THRESHOLD)


def test_whatever_is_accused_has_a_reason_that_can_be_read() -> None:
    written = [text for texts in messages("ko", "_apart").values() for text in texts]
    features = load_model().analyse([*ADVERTISING, *HAM, *written])
    accused = np.flatnonzero(features.scores[:, 0] >= THRESHOLD)
    assert len(accused) > len(ADVERTISING)
    assert all(features.signals(int(row)) for row in accused)


def test_a_contact_and_a_term_are_an_offer() -> None:
    scores = load_model().analyse(["작업대출 텔레 @vip777", "vay nhanh zalo 0912345678"]).scores
    assert (scores[:, 0] >= THRESHOLD).all()


def test_letters_say_less_than_clear_evidence() -> None:
    assert classifier.bounded(np.array([-0.1, 0.1], np.float32)) == pytest.approx([-0.1, 0.1], 0.01)
    assert classifier.bounded(np.array([-50, 50], np.float32)) == pytest.approx([-3, 5])
    reading = Reading(["카지노 꽁머니 3만 지급 첫충 50% 텔레 @vip777"], load_lexicon())
    weights = load_model().weights
    lenient = weights._replace(ad_grams=np.full_like(weights.ad_grams, -127))
    assert (
        classifier.scores(reading.grams, reading.evidence, lenient, reading.only_contacts)[0, 0]
        >= 0.5
    )


def test_no_kind_scores_higher_than_advertising() -> None:
    scores = load_model().analyse([*ADVERTISING, *HAM]).scores
    assert (scores[:, 1:] <= scores[:, :1]).all()


def test_a_text_scores_the_same_alone_and_in_a_batch() -> None:
    model = load_model()
    together = model.analyse([*ADVERTISING, *HAM])
    alone = np.concatenate([model.analyse([text]).scores for text in [*ADVERTISING, *HAM]])
    assert np.allclose(together.scores, alone, atol=1e-4)


def test_an_advertisement_at_the_end_of_a_long_text_is_not_diluted() -> None:
    text = "오늘 날씨가 참 좋아서 산책을 다녀왔습니다. " * 60 + ADVERTISING[1]
    assert load_model().analyse([text]).scores[0, 0] >= THRESHOLD


def test_an_empty_batch_and_empty_texts_are_fine() -> None:
    assert load_model().analyse([]).scores.shape == (0, 6)
    features = load_model().analyse(["", " ", "\ud800", "🔥"])
    assert features.letters.tolist() == [0, 0, 0, 0]
    assert not features.has_contact.any()
    assert (features.scores[:, 0] < 0.5).all()
    assert features.signatures(np.arange(4)).shape[0] == 4


def test_contacts_are_shown_as_written() -> None:
    features = load_model().analyse(["앞 문장", "문의는 ０10.2345\u200b.6789 로"])
    [contact] = features.contacts(1)
    assert contact.value == "+821023456789"
    assert contact.shown == "０10.2345\u200b.6789"
    assert features.contacts(0) == ()
    assert features.has_contact.tolist() == [False, True]


def test_signals_name_terms_contacts_and_evasion() -> None:
    signals = load_model().analyse(["꽁ㅁㅓㄴㅣ 3만 지급 텔레 @abcd12"]).signals(0)
    assert any(signal.startswith("lexicon gambling: 꽁머니") for signal in signals)
    assert "contact: telegram id" in signals
    assert "evasion: split jamo" in signals
    assert "found: an amount" in signals


def test_signals_tell_no_number_that_the_text_does_not_have() -> None:
    signals = load_model().analyse(["신규 5만 꽁7만"]).signals(0)
    assert "lexicon gambling: 꽁N만" in signals
    assert not any(digit in signal for signal in signals for digit in "0123456789")


def test_the_fingerprint_is_stable_and_ignores_evasion() -> None:
    features = load_model().analyse(["카지노 가입", "카 지 노 가.입", "카지노 탈퇴"])
    assert features.fingerprint(0) == features.fingerprint(1) == "29fd3ceac63c5892"
    assert features.fingerprint(0) != features.fingerprint(2)


def test_the_normalised_text_is_one_line() -> None:
    assert load_model().analyse(["카지노\n\n  ＡＢＣ"]).normalised(0) == "카지노 abc"


def test_signals_name_only_the_longest_of_terms_within_one_another() -> None:
    signals = load_model().analyse(["먹튀없는 토토사이트 추천"]).signals(0)
    assert "lexicon gambling: 토토사이트추천" in signals
    within = {"lexicon gambling: 토토", "lexicon gambling: 토토사이트", "lexicon gambling: 먹튀"}
    assert not within & set(signals)
    assert len(signals) == len(set(signals))


@pytest.mark.parametrize(
    ("masked", "term"),
    [("칵지노", "카지노"), ("꽁멈니", "꽁머니"), ("꽁먼이", "꽁머니"), ("첫츙", "첫충")],
)
def test_a_masked_word_is_found_and_named_as_evasion(masked: str, term: str) -> None:
    signals = load_model().analyse([f"오늘 {masked} 좋다"]).signals(0)
    assert f"lexicon gambling: {term}" in signals
    assert "evasion: masked words" in signals
