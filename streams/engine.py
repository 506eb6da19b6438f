"""The way of one batch: decode, features, rules, windows, findings, sanctions.

`prepare` is all computing and never waits; `decide` waits for the windows. The worker and
`haechi replay` both run this engine, on different windows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.outputs import DeadLetter
from config.policy import Policy
from detectors.batch import EventBatch
from detectors.detector import Detector
from detectors.findings import Finding
from detectors.registry import detectors_of
from detectors.text import TextModel
from detectors.windows import Observation
from streams.decoding import Record, dead_letter, decode
from streams.sanctions import SanctionDesk
from streams.topics_out import Outgoing, outgoing_dead_letter
from streams.windows.protocol import Origin, Partition, WindowStore


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch after all computing: what to ask of the windows, and what could not be used."""

    origin: Origin
    observations: list[Observation]
    dead_letters: list[DeadLetter]
    events: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch brought about: records to produce before it may be acknowledged."""

    findings: list[Finding]
    outgoing: list[Outgoing]


class Engine:
    """A policy at work on batches.

    Args:
        policy: a checked policy.
        model: the text model.
        windows: where observations are kept.
        latest_at_ms: the latest time that an event may have just now (Unix milliseconds).
    """

    def __init__(
        self,
        policy: Policy,
        model: TextModel,
        windows: WindowStore,
        latest_at_ms: Callable[[], int],
    ) -> None:
        self._model = model
        self._windows = windows
        self._latest_at_ms = latest_at_ms
        detectors = detectors_of(policy)
        self._detectors = {detector.rule.id: detector for detector in detectors}
        self._by_topic: dict[str, list[Detector]] = {}
        for detector in detectors:
            for topic in detector.topics:
                self._by_topic.setdefault(topic, []).append(detector)
        self._desk = SanctionDesk(policy, windows)
        self.policy = policy

    def window_ms(self, topic: str) -> int | None:
        """How far back events of a topic count; None when no rule listens to it."""
        windows = [detector.spec.within_ms for detector in self._by_topic.get(topic, ())]
        return max(windows, default=None)

    def prepare(self, topic: str, partition: int, records: Sequence[Record]) -> Prepared:
        """Decode records of one partition and work out what they mean for the windows.

        A record that breaks a detector is found by halving, and becomes a dead letter.
        """
        events, dead = decode(topic, records, self._latest_at_ms())
        origin = Origin(Partition(topic, partition), records[-1].offset + 1)
        try:
            observations = self.observe(EventBatch(topic, events, self._model))
        except Exception as error:  # noqa: BLE001 - one bad record must not stop its partition
            if len(records) == 1:
                internal = f"internal error: {type(error).__name__}: {error}"
                return Prepared(origin, [], [dead_letter(records[0], internal)], 0)
            middle = len(records) // 2
            first = self.prepare(topic, partition, records[:middle])
            second = self.prepare(topic, partition, records[middle:])
            return Prepared(
                origin,
                first.observations + second.observations,
                first.dead_letters + second.dead_letters,
                first.events + second.events,
            )
        return Prepared(origin, observations, dead, len(events))

    def observe(self, batch: EventBatch) -> list[Observation]:
        """What a batch of decoded events means for the windows, by every rule of its topic.

        Several engines may share one batch: the features of its texts are worked out once.
        """
        return [
            observation
            for detector in self._by_topic.get(batch.topic, ())
            if batch.events
            for observation in detector.observe(batch)
        ]

    async def decide(self, prepared: Prepared) -> Outcome:
        """Ask the windows, turn decisions into sanctions. Idempotent; may be tried again.

        Raises:
            RedisUnavailable, WindowsLost: as `WindowStore`.
        """
        findings = []
        if prepared.observations:
            decisions = await self._windows.observe(prepared.origin, prepared.observations)
            findings = [self._detectors[one.spec.rule_id].finding(one) for one in decisions]
        outgoing = await self._desk.sanction(findings, prepared.origin) if findings else []
        outgoing += [outgoing_dead_letter(letter) for letter in prepared.dead_letters]
        return Outcome(findings, outgoing)
