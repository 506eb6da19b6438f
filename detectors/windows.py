"""What a detector asks of the windows: what is counted, over which time, and what was decided.

A *window* belongs to one rule and one subject. Its *acts* are the events that may break the
rule; *supports* are events that bear on the verdict but are nobody's act (a declined invite, a
room's list of admins). How the verdict is reached is written down once in
`streams/windows/evaluation.py` and mirrored by `streams/windows/lua/observe.lua`.

A *join* comes before a window where an act means something only together with what is known
about a key: an advertisement and the consents of its recipient, a text and who else sent it. It
answers per act with what was known as of it (`streams/windows/joining.py`, `lua/join.lua`); the
detector makes of that answer an observation for a window, or nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from zlib import crc32

import msgspec

SubjectType = Literal["account", "room", "channel", "content"]

_BETWEEN = "\x1f"

Counting = Literal["distinct", "net", "similar", "staff", "persistence"]
"""How acts are counted as of one act:

- `distinct`: all acts of the window
- `net`: all acts but those that a later support with the same identity has taken back
- `similar`: those whose text signature agrees with this act's
- `staff`: those by the room's owner, admins, or an account on one of their devices
- `persistence`: per identity of the first dimension: acts on it, and supports (refusals) of it
"""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Least number of distinct identities in one dimension (`name`: what a person calls it)."""

    name: str
    at_least: int


@dataclass(frozen=True)
class WindowSpec:
    """How one rule counts. Times in milliseconds.

    `cooldown_ms`: acts this soon after a finding belong to it. `capacity`: acts kept per
    subject, the latest. `support_ms`: how long supports are kept. `agreement`: least number of
    equal signature positions for `similar`. `weight`: what a refusal adds to an invite's
    pressure for `persistence`, whose thresholds are (acts, refusals, pressure) in this order.
    """

    rule_id: str
    counting: Counting
    within_ms: int
    cooldown_ms: int
    thresholds: tuple[Threshold, ...]
    capacity: int = 256
    support_ms: int = 0
    agreement: int = 0
    weight: int = 0

    @cached_property
    def shape(self) -> str:
        """Four hexadecimal digits of what the entries hold: another shape, another window."""
        names = (self.counting, *(threshold.name for threshold in self.thresholds))
        return f"{crc32(':'.join(names).encode()) & 0xFFFF:04x}"

    @property
    def least_acts(self) -> int:
        """Fewer acts than this can not reach the thresholds."""
        if self.counting == "persistence":
            return self.thresholds[0].at_least
        if self.counting in {"similar", "staff"}:
            return max(threshold.at_least for threshold in self.thresholds)
        # one act has at most one identity in every dimension but the first
        return max((threshold.at_least for threshold in self.thresholds[1:]), default=1)

    @property
    def least_supports(self) -> int:
        """Fewer supports than this can not reach the thresholds."""
        return self.thresholds[1].at_least if self.counting == "persistence" else 0


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One event as a window keeps it.

    `event_id`: the event's own, or an `act_id`. `identities`: per threshold dimension the
    identities that count (persistence: one dimension). `signature`: the text's MinHash.
    `members`: for a room's state, its owner first, then its admins. `note`: what
    `detectors.text_notes` made for people.
    """

    event_id: str
    at_ms: int
    identities: tuple[tuple[str, ...], ...] = ()
    signature: tuple[int, ...] = ()
    account: str = ""
    device: str = ""
    role: Literal["", "admin", "owner"] = ""
    members: tuple[str, ...] = ()
    note: str = ""


def act_id(event_id: str, about: str) -> str:
    """The `event_id` of an entry where one event makes several acts; `about` tells them apart."""
    return f"{event_id}{_BETWEEN}{about}"


def event_id_of(act: str) -> str:
    """The event that made an act."""
    return act.partition(_BETWEEN)[0]


@dataclass(frozen=True, slots=True)
class JoinSpec:
    """How one rule looks up what is known about a key. Times in milliseconds.

    `name` tells the joins of a rule apart. `within_ms`: how long acts are kept. `support_ms`: how
    old a support may be as of an act. `by_account`: a support belongs to an act only if it names
    the act's account among its identities. `crowd`: 0, or the least number of distinct accounts
    of acts (with agreeing signatures, if they have any) within `within_ms`; then acts without
    such a crowd are not answered. `settles`: supports may excuse an act, so it is answered only
    once the topics that tell of them have been read.
    """

    rule_id: str
    name: str
    within_ms: int
    support_ms: int = 0
    by_account: bool = False
    crowd: int = 0
    agreement: int = 0
    settles: bool = False
    capacity: int = 64
    supports_kept: int = 64


class Observation(msgspec.Struct, frozen=True, gc=False):
    """An event's entry for one rule's window of one subject.

    `part`: tells apart several windows of one subject, and their findings. `standing`: many
    events say the very same, so a store may leave out what it lately wrote.
    """

    spec: WindowSpec
    subject_type: SubjectType
    subject_id: str
    entry: Entry
    is_act: bool = True
    standing: bool = False
    part: str = ""


class JoinObservation(msgspec.Struct, frozen=True, gc=False):
    """An event's entry for one join; `key` names what it is about, in any way."""

    spec: JoinSpec
    key: str
    entry: Entry
    is_act: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """A join's answer about one act.

    `supports`: the latest that belong to the act and are not later, oldest first, at most
    `SUPPORTS_ANSWERED`. `others`: for a crowd its distinct accounts, else how many different
    first identities earlier acts of the key had.
    """

    spec: JoinSpec
    key: str
    act: Entry
    supports: tuple[Entry, ...]
    others: int


SUPPORTS_ANSWERED = 16


@dataclass(frozen=True, slots=True)
class Counted:
    """One act behind a decision."""

    event_id: str
    at_ms: int
    note: str = ""


NOT_KEPT = "?"
"""Stands for an account that nobody can tell any more."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A window's verdict that the rule was broken.

    `chain` and `ordinal` name the act: the ordinal-th finding of this rule about this subject
    (and part of it). `at_ms` is the time of the decisive act, `counts` what was counted as of it,
    per threshold. `account` is the room's owner where known, else what the decisive act names, of
    a finding that was put back `NOT_KEPT`.
    """

    spec: WindowSpec
    subject_type: SubjectType
    subject_id: str
    chain: int
    ordinal: int
    at_ms: int
    event_id: str
    counts: tuple[int, ...]
    events: tuple[Counted, ...]
    identity: str = ""
    account: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """Ends penalties of a subject as of `at_ms`.

    `target`: a sanction id, or `rule:<id>` for all of a rule that began until then, or
    `scope:<scope>` likewise, or `all`. `pardon`: the strike does not count any more.
    """

    subject_type: SubjectType
    subject_id: str
    target: str
    at_ms: int
    reason: str
    pardon: bool = False
