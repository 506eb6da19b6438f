"""What people know of subjects: spam or not. Read from JSONL or CSV."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from config.topics import INPUTS
from streams.errors import InputError
from streams.line_input import opened, read_lines, shown

Labels = Mapping[str, bool]
"""By subject id, whether it is a spammer's."""

REMEDY: Final = (
    'write {"subject_id": "…", "spam": true} a line, or CSV with the columns subject_id and spam'
)
_SPAM: Final = {"true": True, "1": True, "false": False, "0": False}
_NAMES_OF_SUBJECTS: Final = ("sender_id", "room_id", "channel_id", "owner_id", "content_id")


def read_labels(name: str) -> Labels:
    """The labels of a file, plain or gzip; `-` is standard input.

    Raises:
        InputError: it can not be read, a line is wrong, or a subject is both spam and not.
    """
    labels: dict[str, bool] = {}
    with opened(name) as raw:
        lines = [line.strip() for part in read_lines(raw, name) for line in part]
    for number, subject_id, spam in _rows(name, lines):
        if labels.setdefault(subject_id, spam) != spam:
            raise InputError(f"{name}:{number}: {subject_id!r} is both spam and not; keep one line")
    if not labels:
        raise InputError(f"{shown(name)}: no label is in it; {REMEDY}")
    return labels


def _rows(name: str, lines: Sequence[bytes]) -> Iterator[tuple[int, str, bool]]:
    filled = [(number, line) for number, line in enumerate(lines, 1) if line]
    if not filled:
        return
    is_json = filled[0][1].startswith(b"{")
    for number, row in _from_json(filled) if is_json else _from_csv(filled):
        subject_id, spam = row.get("subject_id"), row.get("spam")
        known = _SPAM.get(str(spam).strip().lower())
        if not isinstance(subject_id, str) or not subject_id or known is None:
            raise InputError(f"{shown(name)}:{number}: this is no label; {REMEDY}")
        yield number, subject_id, known


def _from_json(lines: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in lines:
        try:
            yield number, msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield number, {}


def _from_csv(lines: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, dict[str, Any]]]:
    written = [line.decode("utf-8", "replace") for _, line in lines]
    rows = csv.DictReader(written, skipinitialspace=True)
    if not {"subject_id", "spam"} <= set(rows.fieldnames or ()):
        yield 1, {}
        return
    for (number, _), row in zip(lines[1:], rows, strict=False):
        yield number, row


class Present:
    """Which of the labelled subjects occur in the events: only of those can any be missed."""

    def __init__(self, labels: Labels) -> None:
        self._absent = set(labels)
        self.subjects: set[str] = set()

    def see(self, topic: str, events: Sequence[Any]) -> None:
        """Take in the subjects of a batch of events."""
        for subjects_of in _subjects(topic) if self._absent else ():
            found = self._absent.intersection(map(subjects_of, events))
            self._absent -= found
            self.subjects |= found


@cache
def _subjects(topic: str) -> list[Callable[[Any], Any]]:
    """Readers of the fields that name whom an event is about."""
    fields = INPUTS[topic].model.model_fields
    names = dict.fromkeys([INPUTS[topic].key, *_NAMES_OF_SUBJECTS])
    return [attrgetter(name) for name in names if name in fields]
