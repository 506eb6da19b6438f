"""What a window keeps of a text for the person who checks the evidence: one short string."""

from typing import NamedTuple

from detectors.batch import EventBatch
from detectors.text.redaction import redact

SIGNALS_KEPT = 4
SIGNAL_CHARACTERS = 60
_BETWEEN = "\x1f"


class Note(NamedTuple):
    """Fingerprint of the normalised text, why it counts as commercial, and a redacted excerpt."""

    fingerprint: str
    signals: tuple[str, ...]
    excerpt: str


def write_note(batch: EventBatch, row: int) -> str:
    """The note of one text of a batch, worked out once however many rules keep it."""
    note = batch.notes.get(row)
    if note is None:
        note = batch.notes[row] = _written(batch, row)
    return note


def _written(batch: EventBatch, row: int) -> str:
    features = batch.features
    signals = [redact(signal, SIGNAL_CHARACTERS) for signal in features.signals(row)[:SIGNALS_KEPT]]
    excerpt = redact(batch.texts[row])
    return _BETWEEN.join((features.fingerprint(row), *signals, excerpt))


def note_of(*signals: str, excerpt: str = "") -> str:
    """The note of what is no text by somebody: without a fingerprint."""
    return _BETWEEN.join(("", *signals, excerpt))


def with_signal(note: str, signal: str) -> str:
    """The note with one more reason, which comes before the others."""
    fingerprint, *rest = note.split(_BETWEEN)
    return _BETWEEN.join((fingerprint, signal, *(rest or [""])))


def read_note(note: str) -> Note:
    """The parts of a note; all empty for an entry that has none."""
    fingerprint, *rest = note.split(_BETWEEN)
    return Note(fingerprint, tuple(rest[:-1]), rest[-1] if rest else "")
