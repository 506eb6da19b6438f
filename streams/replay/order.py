"""Puts recorded lines in the order of their times, in bounded memory."""

import heapq
import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Final, Self

from streams.recorded import Line

SORTED_AT_ONCE: Final = 200_000
"""Lines sorted in memory, some 100 MB; more are sorted in parts on disk and merged."""

WRITTEN_AT_ONCE: Final = 1_000
"""Lines pickled together: one by one they cost five times as much."""

Timed = tuple[int, int, int, Line]
"""A line behind its time (Unix milliseconds), and the numbers of its file and line."""


class Ordered:
    """Takes lines in any order and gives them back by time, then by file and line."""

    def __init__(self) -> None:
        self._held: list[Timed] = []
        self._parts: list[IO[bytes]] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self._parts:
            part.close()

    def __len__(self) -> int:
        return self._count

    def add(self, line: Timed) -> None:
        """Take one line in."""
        self._held.append(line)
        self._count += 1
        if len(self._held) >= SORTED_AT_ONCE:
            self._set_aside()

    def __iter__(self) -> Iterator[Timed]:
        for part in self._parts:
            part.seek(0)
        self._held.sort(key=_order)
        parts: list[Iterator[Timed]] = [_unpickled(part) for part in self._parts]
        return heapq.merge(*parts, iter(self._held), key=_order) if parts else iter(self._held)

    def _set_aside(self) -> None:
        part = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the others
        self._parts.append(part)
        self._held.sort(key=_order)
        for start in range(0, len(self._held), WRITTEN_AT_ONCE):
            lines = [
                (at_ms, number, place, tuple(line))
                for at_ms, number, place, line in self._held[start : start + WRITTEN_AT_ONCE]
            ]
            pickle.dump(lines, part, pickle.HIGHEST_PROTOCOL)
        self._held = []


def _order(line: Timed) -> tuple[int, int, int]:
    return line[:3]


def _unpickled(part: IO[bytes]) -> Iterator[Timed]:
    while True:
        try:
            lines = pickle.load(part)  # noqa: S301 - our own temporary file
        except EOFError:
            return
        for at_ms, number, place, line in lines:
            yield at_ms, number, place, Line(*line)
