"""Finding many patterns at once."""

import numpy as np
from hypothesis import given, strategies as st
from numpy.typing import NDArray

from detectors.text.pattern_search import APART, PatternSearch

WORDS = st.text("가나다xy1", min_size=1, max_size=3)


def codes_of(text: str) -> NDArray[np.uint32]:
    return np.array([*map(ord, text)], np.uint32)


@given(st.lists(WORDS, min_size=1, max_size=8), st.text("가나다라xyz12\n한😀", max_size=30))
def test_finds_every_occurrence_of_every_pattern(patterns: list[str], text: str) -> None:
    expected = {
        (index, start, start + len(pattern))
        for index, pattern in enumerate(patterns)
        for start in range(len(text))
        if text.startswith(pattern, start)
    }
    found = PatternSearch(patterns).find(codes_of(text))
    assert sorted(map(tuple, found.tolist())) == sorted(expected)


def test_a_second_spelling_is_kept_apart_from_the_first() -> None:
    apart = chr(ord("가") + APART)
    found = PatternSearch(["가", apart]).find(codes_of(f"가{apart}"))
    assert found.tolist() == [[0, 0, 1], [1, 1, 2]]


def test_an_empty_text_has_nothing() -> None:
    assert PatternSearch(["가"]).find(codes_of("")).shape == (0, 3)


def test_letters_that_share_a_byte_are_told_apart() -> None:
    many = [chr(ord("가") + step) for step in range(600)]
    found = PatternSearch(many).find(codes_of("".join(many)))
    assert found.tolist() == [[at, at, at + 1] for at in range(600)]
