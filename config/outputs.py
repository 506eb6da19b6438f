"""The output records: what downstream services read. One pydantic model per topic."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Measure = Literal[
    "content-removal",
    "warning",
    "temporary-restriction",
    "activity-restriction",
    "permanent-restriction",
]
Scope = Literal[
    "messaging",
    "group-invites",
    "likes",
    "friend-adds",
    "boards",
    "open-chat",
    "room",
    "channel-chat",
    "service",
]
SubjectType = Literal["account", "room", "channel", "content"]
Mode = Literal["enforced", "shadow"]
Language = Literal["ko", "vi", "en"]


class Output(BaseModel):
    """Output records never change once made."""

    model_config = ConfigDict(frozen=True, strict=True)


class EvidenceCount(Output):
    """One count that a rule compared: `counted` of `what` in the window, against a threshold."""

    what: str
    counted: int
    threshold: int
    within_ms: int


class EvidenceItem(Output):
    """One event that counted, as a person would check it; texts are redacted and cut."""

    event_id: str
    occurred_at_ms: int
    excerpt: str | None = None
    fingerprint: str | None = None


class Evidence(Output):
    """Why: counts with their thresholds and windows, and the events behind them."""

    counts: list[EvidenceCount]
    events: list[EvidenceItem]
    contacts: list[str] = []
    signals: list[str] = []
    details: dict[str, Any] = {}


class Sanction(Output):
    """One measure against one subject. The same act gives the same `sanction_id` on every replay.

    `finding` names the act in the windows (rule, counted subject, chain, ordinal), from which
    the decisions are restored when Redis lost them. `lifts`: of a lift, the sanction that ends.
    """

    sanction_id: str
    occurred_at_ms: int
    action: Literal["impose", "lift"]
    measure: Measure
    scope: Scope
    subject_type: SubjectType
    subject_id: str
    starts_at_ms: int
    expires_at_ms: int | None
    rule_id: str
    clause: str
    policy_version: str
    mode: Mode
    strike: int
    evidence: Evidence
    reason: str
    lifts: str | None = None
    finding: dict[str, Any] = {}


class Restriction(Output):
    """The restriction in force for a subject and scope (a tombstone says: none any more)."""

    sanction_id: str
    measure: Measure
    scope: Scope
    subject_type: SubjectType
    subject_id: str
    starts_at_ms: int
    expires_at_ms: int | None


class Notification(Output):
    """One message to the sanctioned account, in one language through one channel."""

    notification_id: str
    sanction_id: str
    account_id: str
    channel: Literal["email", "admin-centre", "messenger"]
    lang: Language
    title: str
    body: str


class ReviewCase(Output):
    """A case that a person should look at."""

    case_id: str
    occurred_at_ms: int
    subject_type: SubjectType
    subject_id: str
    rule_id: str
    reason: str
    evidence: Evidence


class DeadLetter(Output):
    """A record that could not be used, with its origin and the first 64 KiB of its bytes."""

    topic: str
    partition: int
    offset: int
    error: str
    size_bytes: int
    sha256: str
    value_base64: str
    key_base64: str | None = None
