from collections import Counter

import pytest

from detectors.text.lexicon.scan import (
    LANGUAGES,
    Lexicon,
    LexiconError,
    load_lexicon,
    load_lexicon_of,
    parse,
)
from detectors.text.normalising import normalise


def terms_in(text: str, *lines: str) -> list[str]:
    lexicon = Lexicon(parse("\n".join(lines), "test")) if lines else load_lexicon()
    hits = lexicon.scan(normalise([text]))
    return [lexicon.terms[index].written for index in hits.terms]


def test_korean_terms_are_found_through_spacing_and_digit_noise() -> None:
    assert terms_in("오늘 카.지 노 갈까", "gambling 3 카지노") == ["카지노"]
    assert terms_in("카1지2노", "gambling 3 카지노") == ["카지노"]


def test_latin_terms_match_whole_words_only() -> None:
    assert terms_in("better betting", "gambling 2 bet") == []
    assert terms_in("place your b e t here", "gambling 2 bet") == ["bet"]
    assert terms_in("vay tien nhanh nhe", "loan 3 vay tiền") == ["vay tiền"]


def test_a_term_can_be_asked_to_start_a_word() -> None:
    assert terms_in("온라인 추가", "messenger 1 ^라인") == []
    assert terms_in("문의 라인 추가", "messenger 1 ^라인") == ["라인"]


def test_a_latin_term_can_be_asked_to_end_a_longer_word() -> None:
    assert terms_in("main di hokitoto", "gambling 2 ~toto") == ["toto"]
    assert terms_in("toto totokan", "gambling 2 ~toto") == []


def test_a_part_of_a_longer_term_counts_only_for_the_same_matter() -> None:
    lines = ("call 1 오픈채팅", "messenger 1 오픈채팅", "promo 2 오픈", "call 2 채팅")
    assert terms_in("오픈채팅", *lines) == ["오픈채팅", "오픈채팅", "채팅"]
    assert terms_in("오픈 채 팅 오픈", *lines)[-1] == "오픈"


def test_terms_do_not_span_texts() -> None:
    lexicon = Lexicon(parse("gambling 3 카지노", "test"))
    assert len(lexicon.scan(normalise(["카지", "노"])).terms) == 0


@pytest.mark.parametrize(
    "line", ["gambling 카지노", "nonsense 3 카지노", "gambling 3 ", "카지노", "terms 3 24/7"]
)
def test_a_line_that_cannot_be_read_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(LexiconError, match=r"list\.txt:2"):
        parse(f"# comment\n{line}", "list.txt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_is_listed_twice_in_a_category(language: str) -> None:
    """The later line would take the place of the first, with another weight maybe."""
    listed = Counter(
        (term.category, term.written, term.at_word_start, term.at_word_end)
        for term in load_lexicon_of(language)
    )
    assert not [term for term, times in listed.items() if times > 1]
