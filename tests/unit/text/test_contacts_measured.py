"""Precision and recall on written cases, a third of which were held back while rules were made."""

import json
from pathlib import Path

import pytest

from detectors.text.contacts import find_in
from detectors.text.contacts.candidates import candidates
from detectors.text.lexicon.scan import load_lexicon
from detectors.text.normalising import normalise
from detectors.text.normalising.put_between import noise_digits

CASES = Path(__file__).parent / "contact_cases"
LANGUAGES = ["ko", "vi", "en"]
PRECISION = 0.98
RECALL = 0.95


def cases(language: str) -> list[tuple[str, set[tuple[str, str]]]]:
    lines = (CASES / f"{language}.jsonl").read_text("utf-8").splitlines()
    loaded = [json.loads(line) for line in lines]
    return [(case["text"], {(kind, value) for kind, value in case["contacts"]}) for case in loaded]


def found_in(texts: list[str]) -> list[set[tuple[str, str]]]:
    """What the model finds: contacts of the texts that are picked as candidates."""
    normalised = normalise(texts)
    _, words = load_lexicon().read(normalised, noise_digits(normalised))
    found: list[set[tuple[str, str]]] = [set() for _ in texts]
    for row, hints in candidates(normalised, words).items():
        found[row] = {(span.kind, span.value) for span in find_in(normalised, row, hints)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_contacts_are_found_with_the_stated_precision_and_recall(language: str) -> None:
    texts, wanted = zip(*cases(language), strict=True)
    pairs = list(zip(found_in(list(texts)), wanted, strict=True))
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
