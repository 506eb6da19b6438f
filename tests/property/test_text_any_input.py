import time

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from detectors.text import load_model
from detectors.text.contacts import find_in
from detectors.text.normalising import normalise
from detectors.text.redaction import redact

ANY_CHARACTER = st.characters(codec=None, exclude_categories=())
TRICKY = st.sampled_from(
    [
        "ㄱ",
        "ㅏ",
        "ㅋ",
        "r",
        "\u0301",
        "\u3099",
        "\u1100",
        "\u1161",
        "\u11a8",
        "\ud800",
        "\x1f",
        "\n",
        *"01@./카톡a -공㎏½ﷺ\u200b",
        *"аяпΑΐfo口フト7",
        *"갸칵멈v8❤★🔥",
        "𝐚",
        "ⓐ",
        "\U000e0041",
    ]
)
TEXTS = st.lists(st.one_of(st.text(ANY_CHARACTER, max_size=60), st.text(TRICKY, max_size=40)))


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_any_texts_are_analysed_without_error_and_alike_alone(texts: list[str]) -> None:
    model = load_model()
    features = model.analyse(texts)
    assert features.scores.shape == (len(texts), 6)
    assert ((features.scores >= 0) & (features.scores <= 1)).all()
    rows = np.arange(len(texts))
    assert features.signatures(rows).shape[0] == len(texts)
    for row in rows[:3]:
        alone = model.analyse([texts[row]])
        assert features.normalised(row) == alone.normalised(0)
        assert features.fingerprint(row) == alone.fingerprint(0)
        assert [c.value for c in features.contacts(row)] == [c.value for c in alone.contacts(0)]
        assert features.contact_keys(row) == alone.contact_keys(0)
        assert features.signals(row) == alone.signals(0)
        assert redact(texts[row]).isprintable()


@settings(deadline=None, max_examples=30)
@given(st.text(TRICKY, min_size=1, max_size=8), st.integers(1_000, 20_000))
def test_time_is_bounded_however_a_text_repeats_itself(part: str, times: int) -> None:
    started = time.process_time()
    features = load_model().analyse([part * times])
    features.signals(0)
    redact(part * times)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("mark", ["\u0301", "\u0323\u0301", "\u3099", "\u200b", "ㄱ", "0 ", "a."])
def test_megabytes_of_one_mark_are_read_in_bounded_time(mark: str) -> None:
    started = time.process_time()
    load_model().analyse(["a" + mark * 1_000_000])
    assert time.process_time() - started < 1.5


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(ANY_CHARACTER, max_size=60), st.text(TRICKY, max_size=40)))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise([text])
    plain = once.plain.text(0)
    twice = normalise([plain])
    assert twice.plain.text(0) == plain
    assert twice.letters.text(0) == once.letters.text(0)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_every_contact_has_a_place_in_its_text(texts: list[str]) -> None:
    normalised = normalise(texts)
    for row in range(len(texts)):
        for span in find_in(normalised, row):
            assert 0 <= span.start < span.end <= len(normalised.plain.text(row))
            assert span.value.isprintable()


HOSTILE = [
    "0 ",
    "a.",
    "o1",
    "a@",
    "공일",
    "không ",
    "t . me / ",
    "카톡",
    "www ",
    "-0",
    "http:/",
    "카톡 a_",
    "점",
    "v i p ",
    "a . c o m ",
    "win 77 . com ",
    "@vi❤p7 ",
    "❤a",
    "t.me/a ",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_contacts_of_a_text_of_10_000_characters_are_found_in_bounded_time(part: str) -> None:
    normalised = normalise([(part * 10_000)[:10_000], ("1" + part * 10_000)[:10_000]])
    started = time.process_time()
    find_in(normalised, 0)
    find_in(normalised, 1)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "part", ["칵", "갸입", "카v지", "텔ㄹ1그램", "a1", "카1지2노3", "n❤h★", "ㅋ ㅏ "]
)
def test_a_text_of_10_000_masked_letters_is_read_in_bounded_time(part: str) -> None:
    started = time.process_time()
    features = load_model().analyse([(part * 10_000)[:10_000], "a" + part * 3_000])
    features.signals(0)
    features.signatures(np.arange(2))
    assert time.process_time() - started < 1
