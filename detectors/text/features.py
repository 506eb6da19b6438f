"""What is known of a batch of texts: scores and flags at once, the rest on request."""

import hashlib
from collections.abc import Iterable
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.text import similarity
from detectors.text.contacts import Contact, Span
from detectors.text.contacts.keys import campaign_key
from detectors.text.evidence import LOOKS
from detectors.text.lexicon.scan import CATEGORIES, Hits, Lexicon
from detectors.text.normalising import Normalised, collapsed_spaces

_MANY_MARKS: Final = 2
_SIGNALLED: Final = frozenset(CATEGORIES) - {"benign", "messenger", "address"}
"""Categories whose terms raise scores."""


class TextFeatures:
    """Features of a batch of n texts.

    `scores`: float32 [n, 6], columns as `SCORES`, 0 to 1. `has_contact`: bool [n], a phone,
    link, messenger id, account or e-mail address is in the text. `letters`: int32 [n], letters
    and digits left after normalising, those of links aside: a bare link says nothing.
    """

    def __init__(
        self,
        normalised: Normalised,
        scores: NDArray[np.float32],
        spans: dict[int, list[Span]],
        lexicon: Lexicon,
        hits: Hits,
        looks: NDArray[np.bool_],
    ) -> None:
        """`looks`: bool [n, len(LOOKS)], which of them a text has; the rest is the model's."""
        self._normalised = normalised
        self._looks = looks
        self._spans = spans
        self._lexicon = lexicon
        self._hits = hits
        self.scores = scores
        self.has_contact: NDArray[np.bool_] = np.zeros(len(scores), bool)
        self.has_contact[[row for row, found in spans.items() if found]] = True
        letters = normalised.letters
        self.letters: NDArray[np.int32] = (letters.ends - letters.starts).astype(np.int32)
        for row, found in spans.items():
            self.letters[row] = max(0, self.letters[row] - self._letters_of_links(row, found))

    def _letters_of_links(self, row: int, found: list[Span]) -> int:
        text = self._normalised.plain.text(row)
        links = (text[span.start : span.end] for span in found if span.kind == "link")
        return sum(character.isalnum() for link in links for character in link)

    def __len__(self) -> int:
        return len(self.scores)

    def normalised(self, row: int) -> str:
        """Text `row` with evasion undone, spaces and punctuation kept, on one line."""
        return collapsed_spaces(self._normalised.plain.text(row))

    def fingerprint(self, row: int) -> str:
        """16 hex digits that are the same for the same normalised text, on every machine."""
        letters = self._normalised.letters.text(row) or self.normalised(row)
        return hashlib.blake2b(letters.encode(), digest_size=8).hexdigest()

    def signatures(self, rows: NDArray[np.intp]) -> NDArray[np.uint16]:
        """Similarity signatures of some rows: uint16 [len(rows), SIGNATURE_HASHES]."""
        return similarity.signatures([self._normalised.plain.text(int(row)) for row in rows])

    def contacts(self, row: int) -> tuple[Contact, ...]:
        """The contacts in text `row`, in the order of their place."""
        return tuple(
            Contact(span.kind, span.value, self._shown(row, span))
            for span in self._spans.get(row, ())
        )

    def contact_keys(self, row: int) -> tuple[str, ...]:
        """Short keys of the accounts that text `row` names, to join campaigns by.

        The same for every way to name an account (`contact_keys`), each once, in the order of
        their place. What very many people link to has none.
        """
        keys = (campaign_key(span.kind, span.value) for span in self._spans.get(row, ()))
        return tuple(dict.fromkeys(key for key in keys if key))

    def signals(self, row: int) -> tuple[str, ...]:
        """Short reasons for the scores of text `row`, such as "lexicon gambling: 꽁머니"."""
        contacts = [_contact_signal(contact) for contact in self.contacts(row)]
        looks = [f"found: {LOOKS[name]}" for name in compress(LOOKS, self._looks[row])]
        named = [*self._lexicon_signals(row), *contacts, *looks, *self._evasion(row)]
        return tuple(dict.fromkeys(named))

    def _shown(self, row: int, span: Span) -> str:
        start = self._normalised.plain.starts[row]
        origin = self._normalised.origin
        first, last = origin[start + span.start], origin[start + span.end - 1]
        return self._normalised.written[first : last + 1]

    def _lexicon_signals(self, row: int) -> list[str]:
        letters = self._normalised.letters
        first, last = np.searchsorted(self._hits.places, [letters.starts[row], letters.ends[row]])
        found = _longest(
            (int(place), int(index), self._lexicon.lengths[index])
            for index, place in zip(
                self._hits.terms[first:last], self._hits.places[first:last], strict=True
            )
        )
        terms, shown = self._lexicon.terms, self._lexicon.shown
        found.sort(key=lambda index: -terms[index].weight)
        return [
            f"lexicon {terms[index].category}: {shown[index]}"
            for index in found
            if terms[index].category in _SIGNALLED
        ]

    def _evasion(self, row: int) -> list[str]:
        texts = self._normalised
        marks = {
            "styled letters": texts.styled + texts.foreign,
            "hidden characters": texts.hidden,
            "split jamo": texts.split,
            "spaced letters": texts.spaced,
        }
        named = [name for name, counts in marks.items() if counts[row] >= _MANY_MARKS]
        if texts.masked[row]:
            named.append("masked words")
        return [f"evasion: {name}" for name in named]


def _longest(found: Iterable[tuple[int, int, int]]) -> list[int]:
    """Terms (place, index, letters) that no longer one covers, by place; of the same, the first."""
    kept: list[int] = []
    covered = -1
    for place, index, letters in sorted(found, key=lambda hit: (hit[0], -hit[2])):
        if place + letters > covered:
            kept.append(index)
            covered = place + letters
    return kept


def _contact_signal(contact: Contact) -> str:
    if contact.kind == "messenger":
        service, _, name = contact.value.rpartition(":")
        return f"contact: {service or 'messenger'} id" if name else "contact: messenger id"
    return f"contact: {contact.kind}"
