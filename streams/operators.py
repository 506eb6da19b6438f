"""What operators do to sanctions: lift them, or uphold them after an objection."""

from collections.abc import Iterable, Iterator
from typing import Any

from config.policy import Policy
from detectors.windows import Ending
from streams.notices import uphold_notifications
from streams.topics_out import Outgoing, outgoing

LIFTED_BY_OPERATOR = "operator-decision"


def endings_by_operators(events: Iterable[Any]) -> Iterator[Ending]:
    """The lifts among operators' actions.

    A lift names a sanction, or a scope, or neither: then all sanctions of the subject end. It
    pardons: the strike does not count any more.
    """
    for event in events:
        if event.action == "lift":
            scope = f"scope:{event.scope}" if event.scope else "all"
            yield Ending(
                subject_type=event.subject_type,
                subject_id=event.subject_id,
                target=event.sanction_id or scope,
                at_ms=event.occurred_at_ms,
                reason=LIFTED_BY_OPERATOR,
                pardon=True,
            )


def upheld(policy: Policy, events: Iterable[Any]) -> list[Outgoing]:
    """What the owners of upheld sanctions are told."""
    return [
        outgoing("notifications", notice.account_id, notice)
        for event in events
        if event.action == "uphold" and event.subject_type == "account"
        for notice in uphold_notifications(policy, event)
    ]
