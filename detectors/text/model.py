"""The text model: everything that is read off a batch of texts in one call."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text import classifier
from detectors.text.contacts import Span, find_in
from detectors.text.contacts.candidates import candidates
from detectors.text.contacts.keys import campaign_key
from detectors.text.contacts.link_noise import link_noise
from detectors.text.contacts.name_noise import name_noise
from detectors.text.evidence import CONTACT_MARKS, LOOKS_AT, evidence
from detectors.text.features import TextFeatures
from detectors.text.lexicon.scan import Hits, Lexicon, load_lexicon
from detectors.text.ngrams import Grams, grams_of
from detectors.text.normalising import Normalised, normalise
from detectors.text.normalising.put_between import noise_digits
from detectors.text.places import places_of, stretches

_FEWEST_BESIDES: Final = 8
"""Letters that a text needs besides its contacts to say something about them."""
_LONGEST_CONTACTS: Final = 80
"""A text of more letters says more than its contacts."""


class Reading:
    """Everything of a batch that comes before the weights: what training and use share."""

    def __init__(self, texts: Sequence[str], lexicon: Lexicon) -> None:
        self.normalised: Normalised = lexicon.unmasking.undo(normalise(texts))
        digits = noise_digits(self.normalised)
        hits, words = lexicon.read(self.normalised, digits)
        self.spans: dict[int, list[Span]] = {
            row: find_in(self.normalised, row, hints)
            for row, hints in candidates(self.normalised, words).items()
        }
        noise = link_noise(self.normalised, self.spans)
        self.hits: Hits = _sorted(hits, noise)
        noise[digits] = True
        noise[name_noise(self.normalised, self.spans)] = True
        self.grams: Grams = grams_of(self.normalised, noise)
        self.evidence: NDArray[np.float32] = evidence(
            self.normalised, self.grams, lexicon, self.hits, self._contact_kinds(len(texts))
        )
        self.only_contacts: NDArray[np.bool_] = self._only_contacts()
        self.looks: NDArray[np.bool_] = self._looks()

    def _contact_kinds(self, count: int) -> NDArray[np.bool_]:
        kinds = np.zeros((count, len(CONTACT_MARKS)), bool)
        for row, spans in self.spans.items():
            for span in spans:
                public = span.kind == "link" and not campaign_key(span.kind, span.value)
                kinds[row, CONTACT_MARKS.index("public link" if public else span.kind)] = True
        return kinds

    def _looks(self) -> NDArray[np.bool_]:
        """Which texts name something by its looks: bool [n, len(LOOKS)]."""
        first = self.grams.first_block
        seen = self.evidence[:, LOOKS_AT] > 0
        return np.logical_or.reduceat(seen, first, axis=0) if len(first) else seen

    def _only_contacts(self) -> NDArray[np.bool_]:
        """Which texts are a contact and hardly anything besides."""
        texts = self.normalised
        opens = texts.plain.starts.tolist()
        bounds = [
            (opens[row] + span.start, opens[row] + span.end)
            for row, spans in self.spans.items()
            for span in spans
        ]
        if not bounds:
            return np.zeros(len(opens), bool)
        inside = np.zeros(len(texts.letters.codes), bool)
        inside[stretches(*np.searchsorted(texts.plain_places, np.array(bounds, np.intp).T))] = True
        rows = np.searchsorted(texts.letters.ends, places_of(inside))
        of_contacts = np.bincount(rows, minlength=len(opens))
        count = texts.letters.ends - texts.letters.starts
        besides = count - of_contacts
        return (of_contacts > 0) & (besides < _FEWEST_BESIDES) & (count < _LONGEST_CONTACTS)


def _sorted(hits: Hits, noise: NDArray[np.bool_]) -> Hits:
    """Hits by place, without those in noise."""
    order = np.lexsort((hits.terms, hits.places))
    order = order[~noise[hits.places[order]]]
    return Hits(hits.terms[order], hits.places[order])


class TextModel:
    """Analyses batches of texts with `weights`; holds no state between them."""

    def __init__(self, weights: classifier.Weights, lexicon: Lexicon) -> None:
        self.weights = weights
        self._lexicon = lexicon

    def analyse(self, texts: Sequence[str]) -> TextFeatures:
        """Features of `texts`; any string is fine, and an empty batch too."""
        reading = Reading(texts, self._lexicon)
        scores = classifier.scores(
            reading.grams, reading.evidence, self.weights, reading.only_contacts
        )
        return TextFeatures(
            reading.normalised, scores, reading.spans, self._lexicon, reading.hits, reading.looks
        )


@cache
def load_model() -> TextModel:
    """The model that comes with the package, read once."""
    with (files("detectors.text") / "model.npz").open("rb") as file, np.load(file) as stored:
        weights = classifier.Weights(**{name: stored[name] for name in classifier.Weights._fields})
    return TextModel(weights, load_lexicon())
