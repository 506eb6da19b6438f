"""What n-grams of words are of: `Grams.buckets`, whose last three orders are a word, a pair of
words, and a pair without diacritics."""

import numpy as np
import pytest
from numpy.typing import NDArray

from detectors.text.ngrams import BUCKETS, grams_of
from detectors.text.normalising import normalise

WORD, PAIR, BARE_PAIR = -3, -2, -1


def words_of(text: str, *before: str) -> list[NDArray[np.int32]]:
    """The buckets of the text's words, a row a kind, those that are somewhere; texts may precede
    it in the batch."""
    texts = normalise([*before, text])
    grams = grams_of(texts, np.zeros(len(texts.letters.codes), bool))
    own = grams.buckets[WORD:, grams.block_starts[grams.first_block[-1]] :]
    return [row[row < BUCKETS] for row in own]


def test_a_word_has_one_bucket_and_a_pair_one() -> None:
    words, pairs, bare = words_of("vay tiền nhanh")
    assert [len(words), len(pairs), len(bare)] == [3, 2, 2]
    words, pairs, bare = words_of("안녕")
    assert [len(words), len(pairs), len(bare)] == [1, 0, 0]
    assert all(not len(found) for found in words_of("?!"))


def test_words_keep_their_diacritics_and_pairs_are_read_without_them_too() -> None:
    marked, plain = words_of("bán nhanh"), words_of("ban nhanh")
    assert marked[WORD][0] != plain[WORD][0]
    assert marked[WORD][1] == plain[WORD][1]
    assert marked[PAIR] != plain[PAIR]
    assert marked[BARE_PAIR] == plain[BARE_PAIR]


def test_a_word_is_the_same_wherever_it_stands_and_whatever_its_case_and_number() -> None:
    first = words_of("Vay 20 triệu")
    assert first[WORD].tolist() == words_of("vay, 35 TRIỆU!", "một câu khác")[WORD].tolist()
    assert words_of("가 나")[WORD].tolist() == words_of("나 가")[WORD].tolist()[::-1]
    assert words_of("가 나")[PAIR] != words_of("나 가")[PAIR]


def test_no_pair_reaches_into_the_next_text() -> None:
    texts = normalise(["a", "b"])
    grams = grams_of(texts, np.zeros(len(texts.letters.codes), bool))
    assert (grams.buckets[PAIR:] == BUCKETS).all()


@pytest.mark.parametrize("texts", [[], [""], ["", "a", ""], ["x" * 500], ["ㅋ" * 90 + " 1 2 3"]])
def test_any_batch_is_read(texts: list[str]) -> None:
    normalised = normalise(texts)
    noise = np.zeros(len(normalised.letters.codes), bool)
    noise[: len(noise) // 2] = True
    grams = grams_of(normalised, noise)
    assert grams.buckets.min(initial=0) >= 0
    assert grams.buckets.max(initial=0) <= BUCKETS
