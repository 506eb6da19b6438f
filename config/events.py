"""The input events: one pydantic model per topic, the public contract of what haechi reads.

Ids are non-empty strings of at most 128 characters, times are integer Unix milliseconds in UTC.
Unknown fields are ignored. The models are strict: `"1"` is no integer. `streams.decoding` makes
its faster decoder from these very definitions, so there is one place to change a field.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LATEST_AT_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""

TEXT_CHARACTERS = 10_000
"""The longest text of a message, post, title or description."""

NAME_CHARACTERS = 200
REASON_CHARACTERS = 2_000
"""The longest name of a business sender, and the longest reason of an operator."""

Id = Annotated[str, Field(min_length=1, max_length=128)]
AtMs = Annotated[int, Field(ge=0, le=LATEST_AT_MS)]
Text = Annotated[str, Field(max_length=TEXT_CHARACTERS)]


class Event(BaseModel):
    """What every event has: a unique id (the same id is the same event) and its time."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    event_id: Id
    occurred_at_ms: AtMs


class ChatMessage(Event):
    """A text sent to a room. `recipient_id` is given in direct and channel rooms."""

    sender_id: Id
    room_id: Id
    room_type: Literal["direct", "group", "open", "channel"]
    text: Text
    sender_role: Literal["member", "admin", "owner"] = "member"
    recipient_id: Id | None = None
    device_id: Id | None = None
    room_created_at_ms: AtMs | None = None
    lang: Annotated[str, Field(max_length=35)] | None = None


class GroupInvite(Event):
    """One account invites others to a room."""

    inviter_id: Id
    invitee_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    room_id: Id
    room_type: Literal["group", "open"]
    room_created_at_ms: AtMs | None = None


class InviteResponse(Event):
    """An invited account accepts, declines, or leaves the room again."""

    invitee_id: Id
    inviter_id: Id
    room_id: Id
    response: Literal["accepted", "declined", "left"]


class Like(Event):
    """An account likes something of another's, or takes the like back (`undo`)."""

    actor_id: Id
    content_id: Id
    owner_id: Id
    is_friend: bool = False
    undo: bool = False


class FriendAdd(Event):
    """An account adds another as a friend."""

    actor_id: Id
    target_id: Id
    mutual_friends: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class BoardPost(Event):
    """A post or comment on a board or another account's space."""

    author_id: Id
    space_id: Id
    space_owner_id: Id
    text: Text
    kind: Literal["post", "comment"]
    device_id: Id | None = None


class OpenChatRoom(Event):
    """An open-chat room is created, changed or closed; the event carries its whole state."""

    room_id: Id
    change: Literal["created", "updated", "closed"]
    owner_id: Id
    title: Text
    description: Text
    admin_ids: Annotated[list[Id], Field(max_length=500)] = []


class UserReport(Event):
    """A user or an institution reports an account or a room."""

    reporter_id: Id
    reporter_type: Literal["user", "institution"]
    reported_type: Literal["account", "room"]
    reported_id: Id
    reason: Literal["advertising", "gambling", "adult", "impersonation", "fraud", "other"]
    about_event_id: Id | None = None


class AdConsent(Event):
    """A recipient grants or withdraws consent to a sender's advertising (`night`: at night too)."""

    recipient_id: Id
    sender_id: Id
    status: Literal["granted", "withdrawn"]
    night: bool = False


class IdentityVerification(Event):
    """A channel manager's identity was verified, or the verification ended."""

    account_id: Id
    channel_id: Id
    manager_type: Literal["general", "business"]
    status: Literal["verified", "revoked", "expired"]


class BusinessSender(Event):
    """An account becomes, or ceases to be, a registered sender of lawful advertising."""

    account_id: Id
    kind: Literal["channel", "biz-message"]
    display_name: Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS)]
    status: Literal["active", "revoked"]


class OperatorAction(Event):
    """An operator sanctions by hand, lifts a sanction, or upholds one after an appeal."""

    operator_id: Id
    action: Literal["sanction", "lift", "uphold"]
    subject_type: Literal["account", "room", "channel", "content"]
    subject_id: Id
    reason: Annotated[str, Field(max_length=REASON_CHARACTERS)]
    sanction_id: Id | None = None
    scope: Id | None = None
    measure: Id | None = None
    duration_ms: Annotated[int, Field(ge=0, le=LATEST_AT_MS)] | None = None
