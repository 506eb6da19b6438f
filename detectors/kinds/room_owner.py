"""Whose room it is that a rule counted: kept in the note of its acts, put into the finding."""

import json
from dataclasses import replace

from detectors.text_notes import read_note, with_signal
from detectors.windows import Decision

_OWNER = "owner "


def owned(note: str, owner_id: str) -> str:
    """The note of an act in a room, with the room's owner as of the act."""
    return with_signal(note, _OWNER + json.dumps(owner_id, ensure_ascii=False))


def with_owner(decision: Decision) -> Decision:
    """The decision about a room, with the owner as of its deciding act."""
    notes = {event.event_id: read_note(event.note) for event in decision.events}
    signals = notes[decision.event_id].signals if decision.event_id in notes else ()
    for signal in signals:
        if signal.startswith(_OWNER):
            owner: str = json.loads(signal.removeprefix(_OWNER))
            return replace(decision, account=owner)
    return decision
