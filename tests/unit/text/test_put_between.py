import pytest

from detectors.text import load_model
from detectors.text.contacts.rejoined import rejoined
from detectors.text.normalising import as_text, normalise
from detectors.text.normalising.put_between import noise_digits, unsure_starts


def without_noise(text: str) -> str:
    texts = normalise([text])
    noise = set(noise_digits(texts).tolist())
    codes = texts.letters.codes[:-1]
    return as_text(codes[[place for place in range(len(codes)) if place not in noise]])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("카1지노 바6카라", "카지노바카라"),
        ("스터디원7 모집해8요", "스터디원모집해요"),
        ("v2ay ti8ền nha6nh", "vaytiennhanh"),
        ("신규3만 지급", "신규3만지급"),
        ("텔레그램 vip777", "텔레그램vip777"),
        ("te1e gr4m c4sin0", "te1egr4mc4sin0"),
        ("12월 25일 3시", "12월25일3시"),
        ("시안7 3개9 중에", "시안3개중에"),
    ],
)
def test_digits_strewn_into_words_are_noise_and_others_are_not(written: str, meant: str) -> None:
    assert without_noise(written) == meant


def unsure(text: str) -> str:
    texts = normalise([text])
    letters = unsure_starts(texts)
    return "" if letters is None else as_text(texts.letters.codes[letters])


def test_in_runs_of_single_letters_and_behind_emoji_no_word_is_sure_to_start() -> None:
    assert unsure("hot girl ok") == ""
    assert unsure("n❤ha★nh ok") == "hn"
    assert unsure("c-a-s-i-n-o ok") == "asino"
    assert "k" in unsure("v a y t i e n k")


def test_short_terms_are_not_read_into_spelt_out_words() -> None:
    signals = load_model().analyse(["g-i-ả-i n-g-â-n trong ngày"]).signals(0)
    assert not any(signal.endswith(": giá") for signal in signals)


@pytest.mark.parametrize(
    ("plain", "meant"),
    [
        ("p r o m o 8 8 . c o m", "promo88.com"),
        ("w-i-n-7-7.net 오세요", "win77.net 오세요"),
        ("텔레 @vi❤p777", "텔레 @vip777"),
        ("op🔥en.❤ka🎁kao.com💰/o/abc", "open.kakao.com/o/abc"),
        ("오늘 🔥 win77.com", None),
        ("1 2 3 4 5 6", None),
        ("오늘 뭐 먹지", None),
    ],
)
def test_the_second_reading_for_contacts(plain: str, meant: str | None) -> None:
    second = rejoined(plain)
    assert (second.text if second else None) == meant
    if second:
        assert "".join(plain[place] for place in second.places) == second.text


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("놀러와 p r o m o 8 8 . c o m", "promo88.com", "p r o m o 8 8 . c o m"),
        ("win 77 . net", "win77.net", "win 77 . net"),
        ("텔레 @vi❤p777", "telegram:vip777", "텔레 @vi❤p777"),
        ("문의 http★s:✅//🎁win77.com", "win77.com", None),
    ],
)
def test_strewn_contacts_are_found_and_shown_as_written(
    text: str, value: str, shown: str | None
) -> None:
    [contact] = load_model().analyse([text]).contacts(0)
    assert contact.value == value
    assert shown is None or contact.shown == shown


@pytest.mark.parametrize("text", ["I paid 77. net of tax", "win 77 . net income"])
def test_numbers_before_a_full_stop_are_no_links(text: str) -> None:
    assert load_model().analyse([text]).contacts(0) == ()
