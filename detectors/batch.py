"""A batch of one topic's events, with the features of their texts worked out at most once."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.text import TextFeatures, TextModel


class EventBatch:
    """Valid events of one topic, in the order of their records.

    Args:
        topic: the topic's name.
        events: objects with the fields of the topic's model in `config.events`.
        model: computes the features of the events' texts, if a detector asks for them.

    Attributes:
        notes: by row, what `detectors.text_notes` has written of a text so far.
        rows_that_fit: by conditions on columns, the rows that `detectors.filtering` found to fit.
    """

    def __init__(self, topic: str, events: Sequence[Any], model: TextModel) -> None:
        self.topic = topic
        self.events = events
        self.model = model
        self.notes: dict[int, str] = {}
        self.rows_that_fit: dict[object, list[int]] = {}
        self._signatures: dict[int, tuple[int, ...]] = {}

    @cached_property
    def texts(self) -> list[str]:
        """The text of each event; of an open-chat room its title and its description."""
        if self.topic == "open-chat-rooms":
            return [f"{event.title}\n{event.description}" for event in self.events]
        return [event.text for event in self.events]

    @cached_property
    def features(self) -> TextFeatures:
        """Features of the events' texts, one row per event."""
        return self.model.analyse(self.texts)

    def signatures(self, rows: Sequence[int]) -> list[tuple[int, ...]]:
        """The similarity signatures of some texts, each worked out once for all rules."""
        held = self._signatures
        missing = [row for row in rows if row not in held]
        if missing:
            signed = self.features.signatures(np.asarray(missing)).tolist()
            held.update(zip(missing, map(tuple, signed), strict=True))
        return [held[row] for row in rows]

    @cached_property
    def commercial(self) -> NDArray[np.float32]:
        """[events] The highest of the six scores of each text."""
        highest: NDArray[np.float32] = self.features.scores.max(axis=1, initial=0.0)
        return highest
