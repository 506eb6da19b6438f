"""Which rows of a batch fulfil the conditions of a rule.

Scores and other numbers of texts are compared for the whole batch at once; what is left is asked
of the few events that passed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from config.conditions import COMPARED, Condition
from detectors.batch import EventBatch
from detectors.text import SCORES
from detectors.text.lawful_form import has_opt_out, is_marked

Rows = NDArray[np.intp]
Column = Callable[[EventBatch], NDArray[Any]]
Value = Callable[[EventBatch, int], Any]


def _score(name: str) -> Column:
    position = SCORES.index(name)
    return lambda batch: batch.features.scores[:, position]


_ILLEGAL: Final = [SCORES.index("gambling"), SCORES.index("adult")]
_COLUMNS: Final[Mapping[str, Column]] = {
    "commercial": lambda batch: batch.commercial,
    "illegal": lambda batch: batch.features.scores[:, _ILLEGAL].max(axis=1, initial=0.0),
    "letters": lambda batch: batch.features.letters,
    "contact": lambda batch: batch.features.has_contact,
    **{name: _score(name) for name in SCORES},
}
"""Features of texts, per batch: [events]."""


def _attribute(name: str) -> Value:
    return lambda batch, row: getattr(batch.events[row], name)


def _room_age(batch: EventBatch, row: int) -> int | None:
    event = batch.events[row]
    created_at_ms: int | None = event.room_created_at_ms
    return None if created_at_ms is None else event.occurred_at_ms - created_at_ms


def _lawful_form(batch: EventBatch, row: int) -> bool:
    event = batch.events[row]
    to_one = event.room_type in {"direct", "channel"} and bool(event.recipient_id)
    return to_one and is_marked(event.text) and has_opt_out(event.text)


_VALUES: Final[Mapping[str, Value]] = {
    "marked": lambda batch, row: is_marked(batch.texts[row]),
    "lawful_form": _lawful_form,
    "room_age": _room_age,
    "invitees": lambda batch, row: len(batch.events[row].invitee_ids),
    "own_space": lambda batch, row: batch.events[row].author_id == batch.events[row].space_owner_id,
}
"""Features that are asked of single events; all others are fields of the event."""


def feature_value(batch: EventBatch, row: int, name: str) -> Any:
    """What one event has of a feature; None when that is not known."""
    if name in _COLUMNS:
        return _COLUMNS[name](batch)[row].item()
    return (_VALUES.get(name) or _attribute(name))(batch, row)


class Filter:
    """The conditions of one rule on the events of one topic, compiled once.

    `exceptions`: events that fulfil all of these, if there are any, are left out.
    """

    def __init__(
        self, conditions: Sequence[Condition], exceptions: Sequence[Condition] = ()
    ) -> None:
        self._exceptions = Filter(exceptions) if exceptions else None
        self._columns = [
            (_COLUMNS[one.feature.name], one) for one in conditions if one.feature.name in _COLUMNS
        ]
        self._asked = tuple((one.feature.name, one.flag, one.bounds) for _, one in self._columns)
        self._values = [
            (_VALUES.get(one.feature.name) or _attribute(one.feature.name), one)
            for one in conditions
            if one.feature.name not in _COLUMNS
        ]

    def rows(self, batch: EventBatch) -> list[int]:
        """The rows that fulfil all conditions, in order."""
        rows = self._compared(batch) if self._columns else range(len(batch.events))
        for value, condition in self._values:
            rows = [row for row in rows if condition.holds(value(batch, row))]
        if rows and self._exceptions is not None:
            excepted = set(self._exceptions.rows(batch))
            return [row for row in rows if row not in excepted]
        return list(rows)

    def _compared(self, batch: EventBatch) -> Sequence[int]:
        """The rows whose columns fit; many rules ask the same of them."""
        rows = batch.rows_that_fit.get(self._asked)
        if rows is None:
            fits = np.ones(len(batch.events), bool)
            for column, condition in self._columns:
                fits &= _compared(column(batch), condition)
                if not fits.any():
                    break
            rows = batch.rows_that_fit[self._asked] = np.flatnonzero(fits).tolist()
        return rows


def _compared(values: NDArray[Any], condition: Condition) -> NDArray[np.bool_]:
    if condition.flag is not None:
        fits = np.equal(values, condition.flag)
        return np.asarray(fits, bool)
    fits = np.ones(len(values), bool)
    for bound, limit in condition.bounds:
        fits &= COMPARED[bound](values, limit)
    return fits
