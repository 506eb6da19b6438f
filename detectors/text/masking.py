"""Texts whose contacts have stand-ins: who is behind them is gone, what they are stays.

A link, messenger id or e-mail address becomes another of its kind, the same one for the same
contact under one secret, so that scores change little and copies stay alike. Phone and account
numbers are blotted out; a number in their place might be somebody's.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from detectors.text.contacts import Contact
from detectors.text.model import TextModel
from detectors.text.redaction import mask_numbers

ROUNDS: Final = 3
"""A text is read again after masking: the same contact may stand in it in several spellings."""

_LAST_WORD: Final = re.compile(r"[\w.\-]+\W*$")
_LETTER: Final = re.compile(r"\w")
_STAND_IN: Final = re.compile(r"\bmasked[a-p]{10}\b")
_AS_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_SHARED_HOSTS: Final = ("t.me", "open.kakao.com", "zalo.me", "line.me", "wa.me", "discord.gg")
"""Links to these say which messenger it is, and only behind the host whose."""


class Masking:
    """Masks texts.

    Args:
        model: finds the contacts.
        secret: makes the stand-ins, at most 64 bytes; who does not know it can not tell whose
            they are.
    """

    def __init__(self, model: TextModel, secret: bytes) -> None:
        self._model = model
        self._secret = secret

    def masked(self, texts: Sequence[str]) -> list[str]:
        """The texts with stand-ins; of one whose contacts are too disguised no letter is left."""
        masked = list(texts)
        rows = list(range(len(masked)))
        for _ in range(ROUNDS):
            left = self._contacts([masked[row] for row in rows])
            rows = [rows[place] for place in left]
            for row, contacts in zip(rows, left.values(), strict=True):
                masked[row] = self._replaced(masked[row], contacts)
        for place in self._contacts([masked[row] for row in rows]):
            masked[rows[place]] = _LETTER.sub("•", masked[rows[place]])
        return [mask_numbers(text) for text in masked]

    def _contacts(self, texts: Sequence[str]) -> dict[int, list[Contact]]:
        """By place, the contacts that are no stand-ins, of the texts that have any."""
        features = self._model.analyse(texts)
        found = {
            int(place): [one for one in features.contacts(int(place)) if not _is_stand_in(one)]
            for place in np.flatnonzero(features.has_contact)
        }
        return {place: contacts for place, contacts in found.items() if contacts}

    def _replaced(self, text: str, contacts: Sequence[Contact]) -> str:
        for contact in sorted(contacts, key=lambda one: -len(one.shown)):
            text = text.replace(contact.shown, self._stand_in(contact))
        return text

    def _stand_in(self, contact: Contact) -> str:
        digits = blake2b(contact.value.encode(), key=self._secret, digest_size=5).hexdigest()
        name = f"masked{digits.translate(_AS_LETTERS)}"
        if contact.kind == "link":
            host = next((one for one in _SHARED_HOSTS if contact.value.startswith(f"{one}/")), "")
            return f"{host}/{name}" if host else f"https://{name}.example/"
        if contact.kind == "email":
            return f"{name}@{name}.example"
        if contact.kind == "messenger" and not contact.value.endswith(":"):
            return _LAST_WORD.sub(name, contact.shown)
        return _LETTER.sub("•", contact.shown)


def _is_stand_in(contact: Contact) -> bool:
    return bool(_STAND_IN.search(contact.value))
