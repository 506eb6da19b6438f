"""A lexicon that misses some of what it knows, for learning.

Many of the lexicon's terms were taken from the very messages that are learnt from, where they are
therefore found far more often than in messages yet to come. Whoever learns from evidence that
complete trusts it too much, and learns too little from the words around it. So while learning every
hit is missed at random, in advertising and innocent texts alike.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.text.lexicon.scan import Hits, Lexicon, Term, Words
from detectors.text.normalising import Normalised


class ForgetfulLexicon(Lexicon):
    """The lexicon, but each hit is missed with a chance of `share`, by a seeded draw."""

    def __init__(self, terms: Sequence[Term], share: float, seed: int) -> None:
        super().__init__(list(terms))
        self._share = share
        self._random = np.random.default_rng(seed)

    def read(self, texts: Normalised, noise: NDArray[np.intp]) -> tuple[Hits, Words]:
        """What `Lexicon.read` finds, without the hits that are missed."""
        hits, words = super().read(texts, noise)
        kept = self._random.random(len(hits.terms)) >= self._share
        return Hits(hits.terms[kept], hits.places[kept]), words
