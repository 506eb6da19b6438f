"""The topics: what each is called, carries, is keyed by, and how long its records are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from config import events, outputs
from config.durations import DAY_MS


@dataclass(frozen=True)
class Topic:
    """One topic of the contract.

    `key` names the field whose value is the record's key; `retention_ms` None means for ever.
    """

    name: str
    model: type[BaseModel]
    key: str
    retention_ms: int | None
    compacted: bool = False
    partitioned: bool = True

    @property
    def tells_states(self) -> bool:
        """Whether it is kept for ever: its records say what holds until it is changed."""
        return self.retention_ms is None


def _by_name(*topics: Topic) -> Mapping[str, Topic]:
    return {topic.name: topic for topic in topics}


INPUTS: Final = _by_name(
    Topic("chat-messages", events.ChatMessage, "sender_id", 14 * DAY_MS),
    Topic("group-invites", events.GroupInvite, "inviter_id", 14 * DAY_MS),
    Topic("invite-responses", events.InviteResponse, "invitee_id", 14 * DAY_MS),
    Topic("likes", events.Like, "actor_id", 14 * DAY_MS),
    Topic("friend-adds", events.FriendAdd, "actor_id", 14 * DAY_MS),
    Topic("board-posts", events.BoardPost, "author_id", 14 * DAY_MS),
    Topic("open-chat-rooms", events.OpenChatRoom, "room_id", None, compacted=True),
    Topic("user-reports", events.UserReport, "reported_id", 90 * DAY_MS),
    Topic("ad-consents", events.AdConsent, "sender_id", None),
    Topic("identity-verifications", events.IdentityVerification, "account_id", None),
    Topic("business-senders", events.BusinessSender, "account_id", None),
    Topic("operator-actions", events.OperatorAction, "subject_id", None),
)
"""What haechi reads, by name."""

OUTPUTS: Final = _by_name(
    Topic("sanctions", outputs.Sanction, "subject_id", None),
    Topic("restrictions", outputs.Restriction, "", None, compacted=True),
    Topic("notifications", outputs.Notification, "account_id", 30 * DAY_MS),
    Topic("review-queue", outputs.ReviewCase, "subject_id", 90 * DAY_MS),
    Topic("dead-letters", outputs.DeadLetter, "topic", 90 * DAY_MS, partitioned=False),
)
"""What haechi writes, by name. `restrictions` is keyed by `subject_type:subject_id:scope`."""

TOPICS: Final[Mapping[str, Topic]] = {**INPUTS, **OUTPUTS}
