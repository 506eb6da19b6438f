"""The way of one batch: decode, features, rules, joins and windows, findings, sanctions.

`prepare` is all computing and never waits; `decide` waits for the windows. The worker and
`haechi replay` both run this engine, on different windows.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from config.outputs import DeadLetter
from config.policy import Policy
from config.rules import FINDINGS
from detectors.batch import EventBatch
from detectors.detector import Detector, Observed
from detectors.findings import Finding
from detectors.kinds.campaign_inviters import CampaignInviters
from detectors.registry import detectors_of
from detectors.text import TextModel
from detectors.windows import Decision, Ending, Entry, Joined, JoinObservation, Observation
from streams.decoding import Record, dead_letter, decode
from streams.operators import endings_by_operators, upheld
from streams.sanctions import SanctionDesk
from streams.told_members import ToldMembers
from streams.topics_out import Outgoing, outgoing_dead_letter
from streams.windows.dossier import Lift
from streams.windows.evaluation import LATENESS_MS
from streams.windows.protocol import Origin, Partition, Waiting, WindowStore

REMEMBERED_AT_ONCE = 500

ASKED_AT_ONCE = 8
"""Joins asked about at once: each call takes a connection."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch after all computing: what to ask of the windows, and what could not be used."""

    origin: Origin
    observations: list[Observed]
    dead_letters: list[DeadLetter]
    events: int
    endings: list[Ending] = field(default_factory=list)
    told: list[Outgoing] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.observations or self.dead_letters or self.endings or self.told)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch brought about: records to produce before it may be acknowledged.

    `members`: of crowds, that it told of for the first time.
    """

    findings: list[Finding]
    outgoing: list[Outgoing]
    members: list[Joined] = field(default_factory=list)


class Judged(NamedTuple):
    """A join whose waiting acts were answered; these are then to be forgotten."""

    waiting: Waiting
    acts: list[Entry]


@dataclass(frozen=True, slots=True)
class Settled:
    """What acts that had waited brought about, all together."""

    judged: list[Judged]
    outcome: Outcome


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
            for topic in detector.rule.on:
                self._by_topic.setdefault(topic, []).append(detector)
        self._followers: dict[str, list[CampaignInviters]] = {}
        for detector in detectors:
            if isinstance(detector, CampaignInviters):
                self._followers.setdefault(detector.rule.count.of or "", []).append(detector)
        self._desk = SanctionDesk(policy, windows)
        self._told = ToldMembers()
        self.policy = policy

    def window_ms(self, topic: str) -> int | None:
        """How far back events of a topic count; None when no rule listens to it."""
        listening = self._by_topic.get(topic, ())
        following = [
            follower.rule.count.within_ms
            for detector in listening
            for follower in self._followers.get(detector.rule.id, ())
        ]
        return max([*following, *(detector.reach_ms() for detector in listening)], default=None)

    def prepare(self, topic: str, partition: int, records: Sequence[Record]) -> Prepared:
        """Decode records of one partition and work out what they mean for the windows.

        A record that breaks a detector is found by halving, and becomes a dead letter.
        """
        events, dead = decode(topic, records, self._latest_at_ms())
        origin = Origin(Partition(topic, partition), records[-1].offset + 1)
        try:
            return self.prepare_batch(EventBatch(topic, events, self._model), origin, dead)
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
                first.endings + second.endings,
                first.told + second.told,
            )

    def prepare_batch(
        self, batch: EventBatch, origin: Origin, dead: Sequence[DeadLetter] = ()
    ) -> Prepared:
        """The same for decoded events; several engines may share a batch and its features."""
        events = batch.events
        endings = list(endings_by_operators(events)) if batch.topic == "operator-actions" else []
        told = upheld(self.policy, events) if batch.topic == "operator-actions" else []
        observations: list[Observed] = []
        for detector in self._by_topic.get(batch.topic, ()) if events else ():
            observations += detector.observe(batch)
            endings += detector.endings(batch)
        return Prepared(origin, observations, list(dead), len(events), endings, told)

    async def decide(self, prepared: Prepared) -> Outcome:
        """Ask the windows, turn decisions into sanctions. Idempotent; may be tried again.

        Raises:
            RedisUnavailable, WindowsLost: as `WindowStore`.
        """
        if prepared.endings:
            await self._windows.end(prepared.endings)
        findings, members = await self._found(prepared.origin, prepared.observations)
        outgoing = await self._desk.sanction(findings, prepared.origin) if findings else []
        outgoing += prepared.told
        outgoing += [outgoing_dead_letter(letter) for letter in prepared.dead_letters]
        return Outcome(findings, outgoing, members)

    def acknowledged(self, outcome: Outcome) -> None:
        """All records of an outcome have been written, and its batch was still ours."""
        self._told.add(outcome.members)

    def forget_told(self) -> None:
        """Windows may have been lost: work everything out again, told or not."""
        self._told.forget()

    async def _found(
        self, origin: Origin | None, observations: Sequence[Observed]
    ) -> tuple[list[Finding], list[Joined]]:
        """The findings that observations lead to, and those that these lead to in turn.

        Second, the members of crowds that were told.
        """
        findings: list[Finding] = []
        members: list[Joined] = []
        for part in in_parts(observations):
            following = part
            while following:
                decisions, joined = await self._asked(origin, following)
                news = self._told.without(joined)
                members += [one for one in news if one.spec.crowd]
                found = [self._detectors[one.spec.rule_id].finding(one) for one in decisions]
                findings += found
                following = [*self._after_joins(news), *self.after_findings(found)]
        return findings, members

    async def _asked(
        self, origin: Origin | None, observations: Sequence[Observed]
    ) -> tuple[list[Decision], list[Joined]]:
        counted = [one for one in observations if isinstance(one, Observation)]
        joining = [one for one in observations if isinstance(one, JoinObservation)]
        if not joining:
            return await self._windows.observe(origin, counted), []
        if not counted:
            return [], await self._windows.join(origin, joining)
        return await asyncio.gather(
            self._windows.observe(origin, counted), self._windows.join(origin, joining)
        )

    def _after_joins(self, joined: Iterable[Joined]) -> list[Observed]:
        following: list[Observed] = []
        for one in joined:
            following += self._detectors[one.spec.rule_id].joined(one)
            for follower in self._followers.get(one.spec.rule_id, ()):
                following += follower.followed(one)
        return following

    def after_findings(self, findings: Iterable[Finding]) -> list[Observed]:
        """What findings mean for the rules that listen to findings, but not to one another's."""
        listeners = self._by_topic.get(FINDINGS, ())
        return [
            observed
            for finding in findings
            if FINDINGS not in finding.rule.on
            for listener in listeners
            for observed in listener.heard(finding)
        ]

    async def remember(self, findings: Iterable[Finding]) -> None:
        """Let past findings count again for the rules that listen to findings.

        What they decide has been decided, and is not told again.
        """
        observed = [one for one in self.after_findings(findings) if isinstance(one, Observation)]
        for start in range(0, len(observed), REMEMBERED_AT_ONCE):
            await self._windows.observe(None, observed[start : start + REMEMBERED_AT_ONCE])

    async def settle(self, until_ms: int) -> Settled:
        """Judge acts that wait since `until_ms` or earlier; idempotent until confirmed.

        Raises:
            RedisUnavailable: as `WindowStore`.
        """
        waiting = await self._windows.unsettled(until_ms)
        answers = [
            answer
            for start in range(0, len(waiting), ASKED_AT_ONCE)
            for answer in await asyncio.gather(
                *(self._answered(one) for one in waiting[start : start + ASKED_AT_ONCE])
            )
        ]
        judged = [
            Judged(one, [joined.act for joined in answer])
            for one, answer in zip(waiting, answers, strict=True)
        ]
        joined = [one for answer in answers for one in answer]
        findings, _ = await self._found(None, self._after_joins(joined))
        outgoing = await self._desk.sanction(findings, None) if findings else []
        return Settled(judged, Outcome(findings, outgoing))

    async def _answered(self, waiting: Waiting) -> list[Joined]:
        """About the acts of one join; none when its rule is gone or off."""
        detector = self._detectors.get(waiting.rule_id)
        spec = detector.joins.get(waiting.name) if detector else None
        return await self._windows.settle(spec, waiting.key) if spec else []

    async def lifts(self, now_ms: int) -> tuple[list[Lift], list[Outgoing]]:
        """Penalties whose time is over, and the records that say so.

        Raises:
            RedisUnavailable: as `WindowStore`.
        """
        lifts = await self._windows.due_lifts(now_ms)
        return lifts, [record for lift in lifts for record in self._desk.lift(lift)]


def in_parts(observations: Sequence[Observed]) -> Iterator[Sequence[Observed]]:
    """The observations in order of time, in parts that windows can judge at once.

    A window keeps nothing that is older than it reaches before its newest entry, so a part spans
    no more than the lateness that it allows for. A worker that keeps up has one part per batch.
    """
    times = [one.entry.at_ms for one in observations]
    if not times or max(times) - min(times) <= LATENESS_MS:
        yield from [observations] if observations else []
        return
    ordered = sorted(observations, key=lambda one: one.entry.at_ms)
    begin = 0
    for place, one in enumerate(ordered):
        if one.entry.at_ms - ordered[begin].entry.at_ms > LATENESS_MS:
            yield ordered[begin:place]
            begin = place
    yield ordered[begin:]
