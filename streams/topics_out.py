"""Records on their way out: topic, key and value as bytes."""

from typing import NamedTuple

from pydantic import BaseModel

from config.outputs import DeadLetter, Restriction


class Outgoing(NamedTuple):
    """One record to produce; `value` None is a tombstone."""

    topic: str
    key: bytes
    value: bytes | None


def outgoing(topic: str, key: str, record: BaseModel) -> Outgoing:
    """A model's record under a key."""
    return Outgoing(topic, key.encode(), record.model_dump_json().encode())


def outgoing_restriction(restriction: Restriction) -> Outgoing:
    """The restriction now in force for its subject and scope."""
    key = f"{restriction.subject_type}:{restriction.subject_id}:{restriction.scope}"
    return outgoing("restrictions", key, restriction)


def outgoing_tombstone(subject_type: str, subject_id: str, scope: str) -> Outgoing:
    """No restriction is in force any more for a subject and scope."""
    return Outgoing("restrictions", f"{subject_type}:{subject_id}:{scope}".encode(), None)


def outgoing_dead_letter(letter: DeadLetter) -> Outgoing:
    """A dead letter, keyed by the topic it came from."""
    return outgoing("dead-letters", letter.topic, letter)
