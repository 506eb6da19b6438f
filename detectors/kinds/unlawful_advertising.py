"""Advertising to one recipient without the duties of clause A2.

Lawful is: consent of this recipient in force, at night a consent for the night; the mark first;
the sender's name; a free opt-out. A first join, by sender and recipient, knows the consents; a
second, by sender, the registered name. What is missing then comes with the finding.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from config.policy import Policy
from config.rules import Rule
from detectors.batch import EventBatch
from detectors.detector import STATE_KEPT_MS, Detector, Observed, Problem, by_name, text_entry
from detectors.findings import Finding
from detectors.text.lawful_form import has_opt_out, is_marked, names_someone, opening
from detectors.text_notes import read_note, with_signal
from detectors.windows import (
    Decision,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    WindowSpec,
)

TO_ONE = frozenset({"direct", "channel"})
DECLARED, UNDECLARED = "declared", "undeclared"
"""Advertising that bears the mark or comes from a registered sender, and all other."""

_MISSING = "missing: "


class UnlawfulAdvertising(Detector):
    """Counts, per sender, the recipients of advertising that lacks one of the duties.

    The conditions choose the texts that are advertising; a text with the mark always is. `of` may
    narrow it to declared or undeclared advertising.
    """

    topics: ClassVar[frozenset[str]] = frozenset(
        {"chat-messages", "ad-consents", "business-senders"}
    )
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("recipients",)
    options: ClassVar[frozenset[str]] = frozenset({"of"})

    def __init__(self, rule: Rule, policy: Policy) -> None:
        super().__init__(rule, policy)
        self._zone = ZoneInfo(policy.time_zone)

    @classmethod
    def problems(cls, rule: Rule, policy: Policy) -> Iterator[Problem]:
        """See `Detector.problems`: `of` is one of two words."""
        del policy
        if rule.count.of not in {None, DECLARED, UNDECLARED}:
            yield ("count", "of"), f"of is {rule.count.of!r}", f"write {DECLARED} or {UNDECLARED}"

    def window(self) -> WindowSpec:
        """See `Detector.window`."""
        within_ms = self.rule.count.within_ms
        self._consents = JoinSpec(
            rule_id=self.rule.id,
            name="consent",
            within_ms=within_ms,
            support_ms=STATE_KEPT_MS,
            settles=True,
        )
        self._names = JoinSpec(
            rule_id=self.rule.id, name="name", within_ms=within_ms, support_ms=STATE_KEPT_MS
        )
        self.joins = by_name(self._consents, self._names)
        return super().window()

    def observe(self, batch: EventBatch) -> list[Observed]:
        """See `Detector.observe`."""
        if batch.topic == "ad-consents":
            return [self._consent(event) for event in batch.events]
        if batch.topic == "business-senders":
            return [self._registration(event) for event in batch.events]
        to_one = [
            row
            for row, event in enumerate(batch.events)
            if event.room_type in TO_ONE and event.recipient_id
        ]
        if not to_one:
            return []
        chosen = set(self.filters[batch.topic].rows(batch))
        return [
            self._advertisement(batch, row)
            for row in to_one
            if row in chosen or is_marked(batch.events[row].text)
        ]

    def _consent(self, event: Any) -> JoinObservation:
        state = "night" if event.status == "granted" and event.night else event.status
        entry = Entry(event.event_id, event.occurred_at_ms, device=state)
        key = _pair(event.sender_id, event.recipient_id)
        return JoinObservation(self._consents, key, entry, is_act=False)

    def _registration(self, event: Any) -> JoinObservation:
        name = event.display_name if event.status == "active" else ""
        entry = Entry(event.event_id, event.occurred_at_ms, note=name)
        return JoinObservation(self._names, event.account_id, entry, is_act=False)

    def _advertisement(self, batch: EventBatch, row: int) -> JoinObservation:
        event = batch.events[row]
        missing = [] if is_marked(event.text) else ["mark"]
        missing += [] if has_opt_out(event.text) else ["opt-out"]
        named = [] if names_someone(event.text) else ["unnamed"]
        identities = ((event.recipient_id,), tuple(missing + named), (opening(event.text),))
        entry = text_entry(batch, row, identities, account=event.sender_id)
        return JoinObservation(self._consents, _pair(event.sender_id, event.recipient_id), entry)

    def joined(self, joined: Joined) -> list[Observed]:
        """From the consents to the name, from the name to the count."""
        if joined.spec.name == "consent":
            return [self._with_consent(joined)]
        return self._with_name(joined)

    def _with_consent(self, joined: Joined) -> JoinObservation:
        act = joined.act
        state = joined.supports[-1].device if joined.supports else "withdrawn"
        missing = ["consent"] if state == "withdrawn" else []
        if state == "granted" and self._is_night(act.at_ms):
            missing = ["night-consent"]
        recipient, others, said = act.identities
        entry = Entry(
            event_id=act.event_id,
            at_ms=act.at_ms,
            identities=(recipient, (*missing, *others), said),
            account=act.account,
            note=act.note,
        )
        return JoinObservation(self._names, act.account, entry)

    def _with_name(self, joined: Joined) -> list[Observed]:
        act = joined.act
        recipient, missing, said = act.identities
        registered = joined.supports[-1].note if joined.supports else ""
        unnamed = not _says(said[0], registered) if registered else "unnamed" in missing
        lacking = [one for one in missing if one != "unnamed"]
        if unnamed and "mark" not in lacking:
            lacking.append("name")
        declared = bool(registered) or "mark" not in lacking
        if not lacking or self.rule.count.of not in {None, DECLARED if declared else UNDECLARED}:
            return []
        note = with_signal(act.note, _MISSING + ",".join(lacking))
        entry = Entry(act.event_id, act.at_ms, (recipient,), note=note)
        return [Observation(self.spec, "account", act.account, entry)]

    def _is_night(self, at_ms: int) -> bool:
        at = datetime.fromtimestamp(at_ms / 1_000, UTC).astimezone(self._zone)
        night, now = self.policy.night, f"{at:%H:%M}"
        if night.begins <= night.ends:
            return night.begins <= now < night.ends
        return now >= night.begins or now < night.ends

    def finding(self, decision: Decision) -> Finding:
        """See `Detector.finding`; with what the deciding advertisement lacks."""
        plain = super().finding(decision)
        notes = {event.event_id: read_note(event.note) for event in decision.events}
        signals = notes[decision.event_id].signals if decision.event_id in notes else ()
        missing = next((one for one in signals if one.startswith(_MISSING)), "")
        lacking = missing.removeprefix(_MISSING).split(",") if missing else []
        facts = {**plain.facts, "missing": ",".join(lacking)}
        return Finding(self.rule, decision, facts, {"missing": lacking})


def _pair(sender_id: str, recipient_id: str) -> str:
    return f"{sender_id}\x1f{recipient_id}"


def _says(text: str, name: str) -> bool:
    """Whether a text contains a name, whatever the spaces and the case."""
    return "".join(name.split()).casefold() in "".join(text.split()).casefold()
