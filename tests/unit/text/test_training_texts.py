import random
import tomllib
from pathlib import Path

import pytest

import training
from detectors.text.lexicon.scan import LANGUAGES
from detectors.text.normalising import normalise
from training import clauses, messages
from training.site_names import site

TEXTS = Path(training.__file__).parent / "texts"
WRITTEN_IN_CLAUSES = ("ko", "vi", "en", "zh", "id")


def made(language: str, seed: int) -> list[tuple[str, int]]:
    slots = tomllib.loads((TEXTS / f"{language}.toml").read_text("utf-8"))["slots"]
    known = clauses.load(language)
    assert known is not None
    source = random.Random(seed)
    examples = [
        *clauses.offers(known, slots, language, 40, source),
        *clauses.talk(known, slots, language, 200, source),
    ]
    return [(example.text, example.label) for example in examples]


@pytest.mark.parametrize("language", WRITTEN_IN_CLAUSES)
def test_clauses_leave_no_slot_open(language: str) -> None:
    texts = made(language, 1)
    assert not [text for text, _ in texts if "{" in text or "<" in text or not text.strip()]
    assert sum(label for _, label in texts) == 40 * len(clauses.TOPICS)


def test_the_same_seed_makes_the_same_texts() -> None:
    assert made("ko", 7) == made("ko", 7)


def test_every_language_of_the_lexicon_has_templates() -> None:
    assert {file.stem for file in TEXTS.glob("*.toml")} == set(LANGUAGES)


def test_site_names_are_read_as_plain_letters() -> None:
    source = random.Random(3)
    names = normalise([site(source) for _ in range(50)]).letters
    read = [names.text(row) for row in range(50)]
    assert all(name.isascii() and name.isalnum() for name in read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_all_different_and_leave_no_slot_open(language: str) -> None:
    written = messages.load(language)
    assert {topic for topic, _ in written} - {*clauses.TOPICS} == {messages.HAM}
    assert len({message for _, message in written}) == len(written)
    made = list(messages.messages(language, clauses.KINDS, 2, random.Random(5)))
    assert len(made) == 2 * len(written)
    assert not [example.text for example in made if "{" in example.text or "⏎" in example.text]
    assert {example.kind for example in made if example.label} == {*clauses.KINDS, "other"}
    assert {example.kind for example in made if not example.label} == {""}
