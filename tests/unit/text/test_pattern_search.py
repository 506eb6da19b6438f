"""Finding many patterns at once."""

import numpy as np
import pytest
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


def test_without_overlap_the_first_to_end_takes_its_place() -> None:
    assert PatternSearch(["가나", "나다"]).find(codes_of("가나다"), overlapping=False).tolist() == [
        [0, 0, 2]
    ]


def test_an_empty_text_has_nothing() -> None:
    assert PatternSearch(["가"]).find(codes_of("")).shape == (0, 3)


def test_too_many_different_letters_are_refused() -> None:
    every = [chr(code) for code in range(0x20, 0x1F000) if not 0xD800 <= code <= 0xDFFF]
    with pytest.raises(ValueError, match="use fewer"):
        PatternSearch(every)
