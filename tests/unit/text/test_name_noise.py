"""Names of people say nothing about a text: `name_noise`, and what is left out by it."""

import numpy as np
import pytest

from detectors.text import load_model
from detectors.text.contacts import find_in
from detectors.text.contacts.name_noise import name_noise
from detectors.text.evidence import NAMES
from detectors.text.lexicon.scan import load_lexicon
from detectors.text.model import Reading
from detectors.text.normalising import as_text, normalise


def left_out(text: str, *before: str) -> str:
    """The letters of a text that are a name's; texts may precede it in the batch."""
    texts = normalise([*before, text])
    spans = {row: find_in(texts, row) for row in range(len(before) + 1)}
    places = name_noise(texts, spans)
    return as_text(texts.letters.codes[np.unique(places[places >= texts.letters.starts[-1]])])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@mina_77 어디야", "mina77"),
        ("고마워요 @mina.k @jun2", "minakjun2"),
        ("RT @mina: 오늘 날씨", "mina"),
        ("카톡 mina77 로 연락", "mina77"),
        ("텔레그램 @gold.king", "goldking"),
        ("@Mina반가워", "mina"),
        ("mail me: mina@example.com today", "minaexamplecom"),
        ("c@sino 가자", ""),
        ("톡줘@mina77", "mina77"),
        ("@", ""),
        ("어디야 @", ""),
        ("@민아 어디야", ""),
        ("골뱅이무침 먹자", ""),
    ],
)
def test_names_and_addresses_are_left_out(text: str, name: str) -> None:
    assert left_out(text) == name
    assert left_out(text, "", "카톡 gold99", "@a") == name


def test_whom_one_speaks_to_does_not_matter() -> None:
    said = "내일 몇 시에 볼까?"
    names = ["@bakori_77", "@kabori_12 @lulu", "@vazoto"]
    scores = load_model().analyse([said, *(f"{name} {said}" for name in names)]).scores[:, 0]
    assert np.abs(scores - scores[0]).max() < 0.05


def test_a_term_in_a_name_is_found_in_its_own_text() -> None:
    """Its letters are left out of the windows, but the window it belongs to is that text's."""
    lexicon = load_lexicon()
    reading = Reading(["오늘 저녁 뭐 먹지", "@토토사이트", "@casino_toto 안녕"], lexicon)
    evidence = reading.evidence[reading.grams.first_block]
    gambling = evidence[:, NAMES.index("some gambling")]
    assert gambling[0] == 0
    assert (gambling[1:] > 0).all()


@pytest.mark.parametrize("texts", [[], [""], ["@"], ["@a", "@"], ["@@@ @b@c"], ["@" * 3000]])
def test_any_batch_is_read(texts: list[str]) -> None:
    name_noise(normalise(texts), {})
    assert load_model().analyse(texts).scores.shape == (len(texts), 6)
