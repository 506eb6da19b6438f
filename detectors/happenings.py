"""Who did what, per topic: the acting account, and what of an event can be counted."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Identities = Callable[[Any], tuple[str, ...]]


def _field(name: str) -> Identities:
    def identities(event: Any) -> tuple[str, ...]:
        value = getattr(event, name)
        return (value,) if value else ()

    return identities


def _fields(name: str) -> Identities:
    return lambda event: tuple(getattr(event, name))


ACTORS: Final[Mapping[str, str]] = {
    "chat-messages": "sender_id",
    "group-invites": "inviter_id",
    "invite-responses": "invitee_id",
    "likes": "actor_id",
    "friend-adds": "actor_id",
    "board-posts": "author_id",
    "open-chat-rooms": "owner_id",
    "user-reports": "reported_id",
    "ad-consents": "sender_id",
    "identity-verifications": "account_id",
    "business-senders": "account_id",
    "operator-actions": "subject_id",
}
"""Per topic the field that names the account that a rule counts for."""

ROOMS: Final[Mapping[str, str]] = {
    "chat-messages": "room_id",
    "group-invites": "room_id",
    "open-chat-rooms": "room_id",
    "invite-responses": "room_id",
}
"""Per topic the field that names the room, where there is one."""

COUNTABLE: Final[Mapping[str, Mapping[str, Identities]]] = {
    "messages": {"chat-messages": _field("event_id")},
    "texts": {
        "chat-messages": _field("event_id"),
        "board-posts": _field("event_id"),
        "open-chat-rooms": _field("room_id"),
    },
    "rooms": {
        "chat-messages": _field("room_id"),
        "group-invites": _field("room_id"),
        "open-chat-rooms": _field("room_id"),
        "board-posts": _field("space_id"),
    },
    "recipients": {"chat-messages": _field("recipient_id")},
    "senders": {"chat-messages": _field("sender_id"), "board-posts": _field("author_id")},
    "devices": {"chat-messages": _field("device_id"), "board-posts": _field("device_id")},
    "posts": {"board-posts": _field("event_id")},
    "spaces": {"board-posts": _field("space_id")},
    "owners": {"board-posts": _field("space_owner_id"), "likes": _field("owner_id")},
    "invites": {"group-invites": _field("event_id")},
    "invitees": {"group-invites": _fields("invitee_ids")},
    "likes": {"likes": _field("content_id")},
    "targets": {"friend-adds": _field("target_id")},
    "reporters": {"user-reports": _field("reporter_id")},
}
"""What a threshold may count, by its name, and from which topics it is read."""


MANY: Final = frozenset({"invitees"})
"""What one event may have many of."""


def actor(topic: str, event: Any) -> str:
    """The account that a rule counts an event for."""
    account: str = getattr(event, ACTORS[topic])
    return account
