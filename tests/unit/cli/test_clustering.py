import random
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from detectors.text.similarity import SIGNATURE_HASHES, SIMILAR_AT_LEAST
from streams.clustering import BANDS, Clustering
from streams.demo.recording import load_texts

TEXTS = [text.text for text in load_texts()][:3_000]


def clusters_of(texts: list[str], batch: int = 1_000) -> list[int]:
    clustering = Clustering()
    for start in range(0, len(texts), batch):
        clustering.add(texts[start : start + batch])
    found: list[int] = clustering.clusters().tolist()
    return found


def copy_of(text: str, chance: random.Random) -> str:
    """The text as a sender varies it: a digit, a sign, one word more."""
    words = text.split()
    words.insert(chance.randrange(len(words) + 1), str(chance.randrange(1_000)))
    return " ".join(words) + chance.choice(["!", "~", " ^^", ""])


def test_however_signatures_agree_often_enough_a_band_holds_both() -> None:
    chance = random.Random(5)
    for _ in range(2_000):
        agreed = set(chance.sample(range(SIGNATURE_HASHES), SIMILAR_AT_LEAST))
        assert any(agreed.issuperset(band) for band in BANDS)


def test_the_first_text_of_a_cluster_is_its_own() -> None:
    found = clusters_of(TEXTS)
    assert all(first <= place and found[first] == first for place, first in enumerate(found))


def test_clusters_do_not_depend_on_how_texts_were_cut_into_batches() -> None:
    assert clusters_of(TEXTS, 7) == clusters_of(TEXTS, 1_000)


def test_copies_of_long_texts_are_found_and_everyday_texts_left_apart() -> None:
    chance = random.Random(3)
    texts = [text for text in dict.fromkeys(TEXTS) if len(text) > 60][:200]
    copies = [copy_of(text, chance) for text in texts]
    found = clusters_of(texts + copies)
    together = sum(found[place] == found[place + len(texts)] for place in range(len(texts)))
    assert together >= 0.95 * len(texts)
    sizes = defaultdict(set)
    for place, first in enumerate(found):
        sizes[first].add((texts + copies)[place])
    assert max(map(len, sizes.values())) <= 4


def test_a_chain_of_small_changes_does_not_lead_from_one_text_to_another() -> None:
    chance = random.Random(8)
    words = [f"{a}{b}{c}" for a in "가나다라마" for b in "바사아자차" for c in "카타파하갸"]
    chance.shuffle(words)
    chain = [" ".join(words[start : start + 20]) for start in range(60)]
    found = clusters_of(chain)
    assert len(set(found)) > 2
    assert found[0] != found[-1]
    assert sum(one == other for one, other in pairwise(found)) > len(chain) / 2


@pytest.mark.parametrize("texts", [[], [""], ["가나다라마바사아자차카타"]])
def test_few_texts_are_fine(texts: list[str]) -> None:
    assert clusters_of(texts) == list(range(len(texts)))
    assert Clustering().clusters().dtype == np.int64
