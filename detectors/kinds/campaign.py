"""One text or one contact behind many senders (clauses A1 and A5).

A join by contact, and one by each of a text's signature bands, knows who sent it; when so many
accounts have, every one of them has a part in the campaign.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import ClassVar

import msgspec

from config.conditions import TEXTS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed, by_name, text_entry
from detectors.findings import Finding
from detectors.happenings import ROOMS, actor
from detectors.text.similarity import SIMILAR_AT_LEAST
from detectors.text_notes import read_note, with_signal
from detectors.windows import (
    Decision,
    Entry,
    Joined,
    JoinObservation,
    JoinSpec,
    Observation,
    Threshold,
    WindowSpec,
    act_id,
)

BANDS = 3
ROWS_PER_BAND = 3
"""Texts meet if a band of three equal signature values is the same; of two texts that agree in
seven of ten values, 72 of 100 pairs do, and a campaign has many pairs."""

TEXTS_KEPT = 32
_CAMPAIGN = "campaign "


class Campaign(Detector):
    """Finds every sender of a text or a contact that many accounts send."""

    topics: ClassVar[frozenset[str]] = TEXTS
    thresholds: ClassVar[tuple[str, ...]] = ("senders",)

    def window(self) -> WindowSpec:
        """See `Detector.window`: one part in one campaign is enough."""
        count, senders = self.rule.count, self.rule.thresholds["senders"]
        self._by_contact = JoinSpec(
            rule_id=self.rule.id,
            name="contact",
            within_ms=count.within_ms,
            crowd=senders,
            capacity=max(TEXTS_KEPT, 4 * senders),
        )
        self._by_text = replace(self._by_contact, name="text", agreement=SIMILAR_AT_LEAST)
        self.joins = by_name(self._by_contact, self._by_text)
        return replace(super().window(), thresholds=(Threshold("campaigns", 1),))

    def observe(self, batch: EventBatch) -> list[Observed]:
        """Each text, under its contacts and under the bands of its signature."""
        rows = self.filters[batch.topic].rows(batch)
        if not rows:
            return []
        return [
            observed
            for row, signature in zip(rows, batch.signatures(rows), strict=True)
            for observed in self._of_text(batch, row, signature)
        ]

    def _of_text(
        self, batch: EventBatch, row: int, signature: tuple[int, ...]
    ) -> Iterator[JoinObservation]:
        event = batch.events[row]
        account = actor(batch.topic, event)
        room = getattr(event, ROOMS.get(batch.topic, "space_id"))
        entry = text_entry(batch, row, ((room,),), account=account)
        for contact in batch.features.contact_keys(row):
            yield JoinObservation(self._by_contact, contact, entry)
        signed = msgspec.structs.replace(entry, signature=signature)
        for band in range(BANDS):
            values = signature[band * ROWS_PER_BAND : (band + 1) * ROWS_PER_BAND]
            key = f"{band}-" + "-".join(f"{value:x}" for value in values)
            yield JoinObservation(self._by_text, key, signed)

    def joined(self, joined: Joined) -> list[Observed]:
        """A member of a campaign: a finding about the account, once per campaign and time."""
        campaign = campaign_id(joined)
        act = joined.act
        entry = Entry(
            event_id=act_id(act.event_id, campaign),
            at_ms=act.at_ms,
            identities=((campaign,),),
            note=with_signal(act.note, f"{_CAMPAIGN}{campaign}"),
        )
        return [Observation(self.spec, "account", act.account, entry)]

    def finding(self, decision: Decision) -> Finding:
        """See `Detector.finding`; at least so many accounts."""
        facts = {"senders": self.rule.thresholds["senders"], "window_ms": self.spec.within_ms}
        return Finding(self.rule, decision, facts, _details(decision, facts["senders"]))


def campaign_id(joined: Joined) -> str:
    """16 hexadecimal digits that name a campaign: its contact, or its text."""
    name = f"{joined.spec.rule_id}\x1f{joined.spec.name}\x1f{joined.key}"
    return blake2b(name.encode(), digest_size=8).hexdigest()


def _details(decision: Decision, senders: int) -> dict[str, object]:
    signals = {signal for event in decision.events for signal in read_note(event.note).signals}
    campaigns = sorted(one.removeprefix(_CAMPAIGN) for one in signals if one.startswith(_CAMPAIGN))
    return {"campaigns": campaigns, "senders_at_least": senders}
