"""The members of crowds that this worker has told of: a join names them again and again."""

from collections.abc import Iterable
from typing import Final

from detectors.windows import Joined

REMEMBERED: Final = 50_000
"""Members remembered; beyond that all are forgotten, and told once more."""


class ToldMembers:
    """What need not be worked out again, since it is in the windows and was acknowledged.

    A join tells all members of a crowd whenever one more comes, so that none is missed in
    whichever order they come. Telling them twice changes nothing, but costs as much as the first
    time: counting, strikes, and every record anew.
    """

    def __init__(self) -> None:
        self._told: set[str] = set()

    def without(self, joined: Iterable[Joined]) -> list[Joined]:
        """The answers that are not about members told before."""
        told = self._told
        return [one for one in joined if not one.spec.crowd or _name(one) not in told]

    def add(self, members: Iterable[Joined]) -> None:
        """From now on these have been told: everything that followed is acknowledged."""
        if len(self._told) > REMEMBERED:
            self._told.clear()
        self._told.update(_name(one) for one in members)

    def forget(self) -> None:
        """Windows may have been lost: everybody counts anew."""
        self._told.clear()


def _name(one: Joined) -> str:
    return f"{one.spec.rule_id}\x1f{one.spec.name}\x1f{one.key}\x1f{one.act.event_id}"
