"""Precision and recall on written cases, which were looked at while the rules were made."""

import pytest

from benchmarks.text.contacts import LANGUAGES, PRECISION, RECALL, cases, found_in


@pytest.mark.parametrize("language", LANGUAGES)
def test_contacts_are_found_with_the_stated_precision_and_recall(language: str) -> None:
    texts, wanted = zip(*cases(language), strict=True)
    pairs = list(zip(found_in(texts), wanted, strict=True))
    right = sum(len(found & want) for found, want in pairs)
    extra = [(text, found - want) for text, (found, want) in zip(texts, pairs, strict=True)]
    missed = [(text, want - found) for text, (found, want) in zip(texts, pairs, strict=True)]
    wrong = [entry for entry in (*extra, *missed) if entry[1]]
    assert right / sum(len(found) for found, _ in pairs) >= PRECISION, wrong
    assert right / sum(len(want) for _, want in pairs) >= RECALL, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_cases_of_both_sorts(language: str) -> None:
    loaded = cases(language)
    with_contact = sum(bool(contacts) for _, contacts in loaded)
    assert len(loaded) >= 300
    assert len(loaded) == len({text for text, _ in loaded})
    assert 0.35 <= with_contact / len(loaded) <= 0.65
