"""Where a replay writes: one file per output topic, all of them or none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from streams.errors import InputError
from streams.topics_out import Outgoing

OUTPUTS: Final = ("sanctions", "notifications", "review-queue", "dead-letters")

_ID_OF: Final = {
    "sanctions": "sanction_id",
    "notifications": "notification_id",
    "review-queue": "case_id",
}


@dataclass(slots=True)
class Summary:
    """What a replay did: events read, records written per topic, sanctions per rule."""

    events: int = 0
    written: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    first_dead_letter: str = ""


class Writer:
    """Writes each record once: a sanction or notice that comes again says nothing new."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files
        self._seen: set[str] = set()
        self.summary = Summary()

    def write(self, records: Sequence[Outgoing]) -> None:
        """Append records to the files of their topics."""
        for record in records:
            if record.topic in self._files and record.value is not None and self._is_new(record):
                self._files[record.topic].write(record.value + b"\n")
                self.summary.written[record.topic] += 1

    def _is_new(self, record: Outgoing) -> bool:
        id_name = _ID_OF.get(record.topic)
        if id_name is None:
            return True
        value = msgspec.json.decode(record.value or b"{}")
        if value[id_name] in self._seen:
            return False
        self._seen.add(value[id_name])
        if record.topic == "sanctions":
            self.summary.by_rule[value["rule_id"]] += 1
        return True


class _Act(msgspec.Struct):
    occurred_at_ms: int
    sanction_id: str


_act_of = msgspec.json.Decoder(_Act).decode


def in_time(records: Sequence[Outgoing]) -> list[Outgoing]:
    """Records by the times of their sanctions, each behind it what follows from it.

    What follows from no sanction comes first.
    """
    groups: list[tuple[tuple[int, str], list[Outgoing]]] = [((-1, ""), [])]
    for record in records:
        if record.topic == "sanctions":
            act = _act_of(record.value or b"")
            groups.append(((act.occurred_at_ms, act.sanction_id), []))
        place = 0 if record.topic == "dead-letters" else -1
        groups[place][1].append(record)
    groups.sort(key=lambda group: group[0])
    return [record for _, group in groups for record in group]


@contextmanager
def writer_into(directory: Path) -> Iterator[Writer]:
    """A writer of `<topic>.jsonl` in a directory, which is made if need be.

    The files take their names when the block ends well. Otherwise nothing is left of them, and
    those of an earlier replay stay as they are.

    Raises:
        InputError: the directory can not be made or written.
    """
    partial = {name: directory / f"{name}.jsonl.partial" for name in OUTPUTS}
    try:
        with ExitStack() as stack:
            yield Writer(_opened(directory, partial, stack))
        for name, path in partial.items():
            path.replace(directory / f"{name}.jsonl")
    finally:
        if directory.is_dir():
            for path in partial.values():
                path.unlink(missing_ok=True)


def _opened(directory: Path, paths: Mapping[str, Path], stack: ExitStack) -> dict[str, BinaryIO]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return {name: stack.enter_context(path.open("wb")) for name, path in paths.items()}
    except OSError as error:
        raise InputError(
            f"{directory}: {error.strerror}; name a directory that can be written"
        ) from None
