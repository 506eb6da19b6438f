"""Events without what names people: contacts in texts masked, ids replaced, on request."""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import msgspec

from config.events import NAME_CHARACTERS, REASON_CHARACTERS, TEXT_CHARACTERS
from config.topics import INPUTS
from detectors.text.masking import Masking

FREE_TEXTS: Final = ("text", "title", "description", "display_name")
"""Fields that people write freely; the reason of a user report is one of a few words."""

_encode: Final = msgspec.json.Encoder().encode


class Privacy:
    """Rewrites decoded events; fields that haechi does not know are left out.

    Args:
        masking: masks contacts in texts; None: texts stay as they are.
        secret: makes pseudonyms of ids; None: ids stay as they are.
    """

    def __init__(self, masking: Masking | None, secret: bytes | None) -> None:
        self._masking = masking
        self._secret = secret

    def values(self, topic: str, events: Sequence[Any]) -> list[bytes]:
        """The events as JSON again."""
        if self._masking:
            for name in _texts(topic):
                masked = self._masking.masked([getattr(event, name) for event in events])
                for event, text in zip(events, masked, strict=True):
                    setattr(event, name, _fitting(text, name))
        if self._secret is not None:
            for name in _ids(topic):
                for event in events:
                    setattr(event, name, self._pseudonym(getattr(event, name)))
        return [_encode(event) for event in events]

    def _pseudonym(self, ids: Any) -> Any:
        """The same for the same id, of whatever kind; a list stays a list."""
        if isinstance(ids, list):
            return [self._pseudonym(one) for one in ids]
        if ids is None:
            return None
        return blake2b(ids.encode(), key=self._secret or b"", digest_size=12).hexdigest()


_LONGEST: Final = {"display_name": NAME_CHARACTERS, "reason": REASON_CHARACTERS}


def _fitting(text: str, name: str) -> str:
    """A stand-in may be longer than what it stands for; the contract limits every text."""
    return text[: _LONGEST.get(name, TEXT_CHARACTERS)]


def _fields(topic: str, chosen: Callable[[str], bool]) -> list[str]:
    return [name for name in INPUTS[topic].model.model_fields if chosen(name)]


@cache
def _texts(topic: str) -> list[str]:
    free = {*FREE_TEXTS, "reason"} if topic == "operator-actions" else set(FREE_TEXTS)
    return _fields(topic, free.__contains__)


@cache
def _ids(topic: str) -> list[str]:
    return _fields(topic, lambda name: name.endswith(("_id", "_ids")))
