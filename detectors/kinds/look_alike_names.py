"""Titles and names that imitate a registered sender by look-alike characters (clause B5)."""

import re
import unicodedata
from typing import Any, ClassVar

from detectors.batch import EventBatch
from detectors.detector import STATE_KEPT_MS, Detector, Observed, by_name
from detectors.text import TextModel
from detectors.text_notes import note_of
from detectors.windows import (
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    SubjectType,
    WindowSpec,
)

LETTERS_AT_LEAST = 3
"""Shorter names are too common to say that somebody imitates them."""

TITLE_CHARACTERS = 200
WORDS_AT_MOST = 4
"""How far a title is looked through, and how many of its words a name may have."""

_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[a-z]")
_DIGITS = str.maketrans("01", "ol")
"""Digits that pass for letters beside Latin ones."""

_HIDDEN = re.compile(r"(?<=\w)[\u00ad\u200b-\u200f\u2060-\u2064\ufeff](?=\w)")


class LookAlikeNames(Detector):
    """Finds rooms and senders whose name reads like a registered one but is written otherwise.

    A join by how a name reads knows who registered it. The name as it is, without look-alike
    characters, is no finding: people name rooms after shops that they like.
    """

    topics: ClassVar[frozenset[str]] = frozenset({"open-chat-rooms", "business-senders"})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("names",)
    counts_rooms = True

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        self._reads = JoinSpec(
            rule_id=self.rule.id,
            name="reads",
            within_ms=self.rule.count.within_ms,
            support_ms=STATE_KEPT_MS,
        )
        self.joins = by_name(self._reads)
        return super().window()

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        if batch.topic == "business-senders":
            return self._registrations(batch)
        rows = self.filters[batch.topic].rows(batch)
        events = [batch.events[row] for row in rows]
        open_rooms = [event for event in events if event.change != "closed"]
        spans = [(event, span) for event in open_rooms for span in _spans(event.title)]
        return self._imitations(batch.model, spans)

    def _imitations(self, model: TextModel, spans: list[tuple[Any, str]]) -> list[Observed]:
        if not spans:
            return []
        keys = reads_like(model, [span for _, span in spans])
        return [
            JoinObservation(self._reads, key, self._room(event, span))
            for (event, span), key in zip(spans, keys, strict=True)
            if len(key) >= LETTERS_AT_LEAST and key != literally(span)
        ]

    def _room(self, event: Any, span: str) -> Entry:
        return Entry(
            event_id=event.event_id,
            at_ms=event.occurred_at_ms,
            identities=((event.room_id,), (span,)),
            account=event.owner_id,
            device="room",
        )

    def _registrations(self, batch: EventBatch) -> list[Observed]:
        """A registered name, as what may be imitated and as what may imitate."""
        keys = reads_like(batch.model, [event.display_name for event in batch.events])
        observed: list[Observed] = []
        for event, key in zip(batch.events, keys, strict=True):
            name = event.display_name
            if len(key) < LETTERS_AT_LEAST:
                continue
            entry = Entry(
                event_id=event.event_id,
                at_ms=event.occurred_at_ms,
                identities=((event.account_id,), (name,)),
                account=event.account_id,
                device=event.status,
            )
            observed.append(JoinObservation(self._reads, key, entry, is_act=False))
            if event.status == "active" and key != literally(name):
                observed.append(JoinObservation(self._reads, key, entry))
        return observed

    def joined(self, joined: Joined) -> list[Observed]:
        """Somebody else had registered the name, written otherwise."""
        act = joined.act
        latest = {one.account: one for one in joined.supports}
        written = literally(act.identities[1][0])
        imitated = [
            one
            for one in latest.values()
            if one.device == "active"
            and one.account != act.account
            and literally(one.identities[1][0]) != written
        ]
        own = latest.get(act.account)
        if not imitated or (own is not None and _had_registered(own, act)):
            return []
        name = imitated[0].identities[1][0]
        note = note_of(f"imitates: {name}", excerpt=act.identities[1][0])
        kind: SubjectType = "room" if act.device == "room" else "account"
        entry = Entry(act.event_id, act.at_ms, (act.identities[1],), account=act.account, note=note)
        subject_id = act.identities[0][0]
        return [Observation(self.spec, kind, subject_id, entry)]


def _had_registered(registered: Entry, act: Entry) -> bool:
    """Whether the act's own account had registered the name before, and still has it."""
    return registered.device == "active" and registered.event_id != act.event_id


def reads_like(model: TextModel, names: list[str]) -> list[str]:
    """How names read: letters and digits only, look-alike characters undone."""
    features = model.analyse(names)
    plain = [literally(features.normalised(row)) for row in range(len(names))]
    return [one.translate(_DIGITS) if _LATIN.search(one) else one for one in plain]


def literally(name: str) -> str:
    """The letters and digits of a name as written, whatever their width and case.

    An invisible character between two of them is written too.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name)).casefold()
    hidden = {found.start() for found in _HIDDEN.finditer(plain)}
    return "".join(one for place, one in enumerate(plain) if one.isalnum() or place in hidden)


def _spans(title: str) -> list[str]:
    """Runs of words of a title that may be a name."""
    words = [match.span() for match in _WORD.finditer(title[:TITLE_CHARACTERS])]
    return [
        title[words[first][0] : words[last][1]]
        for first in range(len(words))
        for last in range(first, min(len(words), first + WORDS_AT_MOST))
    ]
