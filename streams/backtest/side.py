"""One policy at work on a recording, and what it brought about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from config.durations import DAY_MS
from config.events import LATEST_AT_MS
from config.policy import Policy
from detectors.batch import EventBatch
from detectors.findings import Finding
from detectors.text import TextModel
from streams.backtest.acts import ActLog, Subject
from streams.engine import Engine, Prepared
from streams.sanctions import cases_of
from streams.topics_out import Outgoing
from streams.windows.memory import MemoryWindows
from streams.windows.protocol import Origin, Partition


class _Case(msgspec.Struct):
    case_id: str
    rule_id: str


_case_of: Final = msgspec.json.Decoder(_Case).decode


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A checked policy, and the file that it was read from."""

    path: Path
    policy: Policy


class TakenIn(NamedTuple):
    """What a finding would have led to, had not a stricter rule found the same act."""

    rule_id: str
    finding_id: str
    subject: Subject


class Side:
    """Works batches off by one policy, with windows of its own, and keeps the books.

    Attributes:
        acts: the sanctions and their lifts, closed by `close`.
        findings: the rule of each finding, by its id.
        reviews: the rule of each case that a person should look at, by its id.
        failed: events that a rule broke on.
    """

    def __init__(self, named: NamedPolicy, model: TextModel) -> None:
        self.named = named
        self.acts = ActLog()
        self.findings: dict[str, str] = {}
        self.reviews: dict[str, str] = {}
        self.failed = 0
        self._model = model
        self._not_imposed: dict[str, TakenIn] = {}
        windows = MemoryWindows(forget_after_ms=DAY_MS)
        self._engine = Engine(named.policy, model, windows, lambda: LATEST_AT_MS)

    async def take(self, batch: EventBatch, next_offset: int) -> None:
        """Work one batch off; it may be shared with other sides."""
        origin = Origin(Partition(batch.topic, 0), next_offset)
        for prepared in self._prepared(batch, origin):
            await self._decide(prepared)

    async def pass_time(self, now_ms: int) -> None:
        """Let it be so late: penalties whose time is over are lifted."""
        _, lifted = await self._engine.lifts(now_ms)
        self._keep(lifted)

    @property
    def taken_in(self) -> Iterator[TakenIn]:
        """What was found and not imposed, since a stricter rule found the same act."""
        return (one for name, one in self._not_imposed.items() if name not in self.acts)

    async def _decide(self, prepared: Prepared) -> None:
        outcome = await self._engine.decide(prepared)
        self._keep(outcome.outgoing)
        for finding in outcome.findings:
            self.findings.setdefault(finding.finding_id, finding.rule.id)
            self._note_not_imposed(finding)

    def _note_not_imposed(self, finding: Finding) -> None:
        for case in cases_of(finding):
            if case.sanction_id not in self.acts:
                subject = Subject(case.subject_type, case.subject_id)
                noted = TakenIn(finding.rule.id, finding.finding_id, subject)
                self._not_imposed.setdefault(case.sanction_id, noted)

    def close(self) -> None:
        """Give the disk back."""
        self.acts.close()

    def _prepared(self, batch: EventBatch, origin: Origin) -> list[Prepared]:
        """As the worker does, an event that breaks a rule is found by halving and left out."""
        try:
            return [self._engine.prepare_batch(batch, origin)]
        except Exception:  # noqa: BLE001 - one bad event must not stop the backtest
            if len(batch.events) == 1:
                self.failed += 1
                return []
            middle = len(batch.events) // 2
            halves = batch.events[:middle], batch.events[middle:]
            return [
                prepared
                for half in halves
                for prepared in self._prepared(EventBatch(batch.topic, half, self._model), origin)
            ]

    def _keep(self, records: Iterable[Outgoing]) -> None:
        for record in records:
            if record.value is None:
                continue
            if record.topic == "sanctions":
                self.acts.add(record.value)
            elif record.topic == "review-queue":
                case = _case_of(record.value)
                self.reviews.setdefault(case.case_id, case.rule_id)
