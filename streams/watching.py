"""Who follows how far some work has got, such as a progress bar."""

from collections.abc import Callable

Watch = Callable[[int], None]
"""Told by how much the work went on."""

Begin = Callable[[int], Watch]
"""Told how much is to be done; gives what is told how much of it was."""


def unwatched(_: int) -> None:
    """Nobody follows the work."""


def begun_unwatched(_: int) -> Watch:
    """Nobody follows the work that begins."""
    return unwatched
