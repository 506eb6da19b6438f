"""Every clause of the policy end to end: a worker finds what its examples say, and nothing else.

All examples of all rules go through one worker together, on the embedded servers and on Apache
Kafka with Debian's Redis.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from config.events import LATEST_AT_MS
from config.examples import events_of
from config.policy import Policy
from config.rules import Example, Rule
from config.settings import DEFAULT_POLICY
from config.topics import INPUTS
from detectors.findings import Finding
from detectors.registry import load_checked_policy
from detectors.text import load_model
from streams import embedded
from streams.embedded import EmbeddedBroker, EmbeddedRedis
from streams.engine import Engine
from streams.recorded import Line
from streams.sanctions import cases_of as effects_of, lift_id
from streams.windows.memory import MemoryWindows
from tests.faults.harness import Event, Stage, until
from tests.servers.kafka import KafkaServer
from tests.servers.redis import RedisServer

DAY_MS = 86_400_000
CLAUSES = [f"A{n}" for n in range(1, 13)] + [f"B{n}" for n in range(1, 6)]
POLICY = load_checked_policy(DEFAULT_POLICY)

IDS = frozenset(
    {
        *("event_id", "about_event_id", "sender_id", "recipient_id", "room_id", "device_id"),
        *("inviter_id", "invitee_id", "invitee_ids", "actor_id", "content_id", "owner_id"),
        *("target_id", "author_id", "space_id", "space_owner_id", "admin_ids", "reporter_id"),
        *("reported_id", "account_id", "channel_id", "subject_id"),
    }
)
"""The fields that name somebody or something: each example has its own."""

APART = {"seven accounts are not yet a campaign": 9}
"""Examples that share a text with others go so many days back: a campaign is counted over one."""


class Case(NamedTuple):
    """One example of one rule; `prefix` begins its ids."""

    rule: Rule
    example: Example
    must_fire: bool
    prefix: str


class Struck(NamedTuple):
    """Whom a rule found, and in which scope; a case for review has none."""

    kind: str
    subject: str
    scope: str


def cases_of(policy: Policy) -> Iterator[Case]:
    for place, rule in enumerate(policy.rules):
        for number, example in enumerate(rule.examples.fires):
            yield Case(rule, example, True, f"{place}f{number}-")
        for number, example in enumerate(rule.examples.stays_quiet):
            yield Case(rule, example, False, f"{place}q{number}-")


CASES = list(cases_of(POLICY))


def moved(case: Case, now_ms: int) -> list[Event]:
    """The example's events with ids of their own, moved by whole days to end within the last."""
    written = events_of(case.example)
    last_ms = max(value["occurred_at_ms"] for _, value in written)
    days = (now_ms - last_ms) // DAY_MS - APART.get(case.example.name, 0)
    return [_moved(topic, value, case.prefix, days * DAY_MS) for topic, value in written]


def _moved(topic: str, value: dict[str, Any], prefix: str, by_ms: int) -> Event:
    own = {name: _prefixed(part, prefix) if name in IDS else part for name, part in value.items()}
    for name in ("occurred_at_ms", "room_created_at_ms"):
        if name in own:
            own[name] += by_ms
    at_ms: int = own["occurred_at_ms"]
    return Event(topic, str(own[INPUTS[topic].key]).encode(), msgspec.json.encode(own), at_ms)


def _prefixed(part: Any, prefix: str) -> Any:
    return [f"{prefix}{one}" for one in part] if isinstance(part, list) else f"{prefix}{part}"


async def found_alone(case: Case, events: list[Event]) -> set[Struck]:
    """Whom the rule finds in its example, each event on its own, in windows in memory."""
    engine = Engine(POLICY, load_model(), MemoryWindows(), lambda: LATEST_AT_MS)
    struck: set[Struck] = set()
    for number, one in enumerate(events):
        line = Line(one.topic, 0, number, one.value or b"")
        outcome = await engine.decide(engine.prepare(one.topic, 0, [line]))
        for finding in outcome.findings:
            if finding.rule.id == case.rule.id:
                struck |= meant_by(finding)
    return struck


def meant_by(finding: Finding) -> set[Struck]:
    """Whom a finding is about, and in which scopes."""
    if finding.rule.review:
        return {Struck(finding.decision.subject_type, finding.decision.subject_id, "")}
    return {
        Struck(one.subject_type, one.subject_id, one.effect.scope) for one in effects_of(finding)
    }


def struck_by(rule: Rule, records: list[tuple[str, dict[str, Any]]]) -> set[Struck]:
    """Whom the rule's sanctions and cases are about, those included that a stricter one names."""
    struck = set()
    for topic, one in records:
        if topic == "sanctions" and one["action"] == "impose":
            also = one["evidence"]["details"].get("also_broken", ())
            if one["rule_id"] == rule.id or rule.id in also:
                scope = one["scope"] if one["rule_id"] == rule.id else rule.scope or ""
                struck.add(Struck(one["subject_type"], one["subject_id"], scope))
        elif topic == "review-queue" and one["rule_id"] == rule.id:
            struck.add(Struck(one["subject_type"], one["subject_id"], ""))
    return struck


@dataclass
class Play:
    """What one worker made of all examples."""

    records: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    expected: dict[str, set[Struck]] = field(default_factory=dict)

    @property
    def sanctioned(self) -> set[tuple[str, str]]:
        """Everybody who was sanctioned by whatever rule: one act is punished once."""
        return {
            (one["subject_type"], one["subject_id"])
            for topic, one in self.records
            if topic == "sanctions"
        }

    def found(self, case: Case) -> set[Struck]:
        own = [one for one in self.records if own_subject(one[1], case.prefix)]
        return struck_by(case.rule, own)


def own_subject(value: dict[str, Any], prefix: str) -> bool:
    return str(value.get("subject_id", "")).startswith(prefix)


@pytest.fixture(scope="module", params=["embedded", "real"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """All examples through one worker."""
    directory = tmp_path_factory.mktemp("clauses")
    if request.param == "real":
        kafka: KafkaServer = request.getfixturevalue("kafka_server")
        redis: RedisServer = request.getfixturevalue("redis_server")
        return asyncio.run(play(Stage(kafka, redis, directory)))
    request.getfixturevalue("embedded_broker")  # skips where the extra is not installed
    valkey: EmbeddedRedis = request.getfixturevalue("embedded_valkey")
    with embedded.embedded_broker() as broker:
        return asyncio.run(play(Stage(broker, valkey, directory)))


async def play(stage: Stage) -> Play:
    made, now_ms = Play(), int(time.time() * 1_000)
    events: list[Event] = []
    for case in CASES:
        own = moved(case, now_ms)
        made.expected[case.prefix] = await found_alone(case, own)
        events += own
    events.sort(key=lambda one: one.at_ms)
    async with stage:
        # they reach Kafka now: its next look at retention would delete records stamped weeks ago
        await stage.produce([one._replace(at_ms=now_ms) for one in events])
        worker = stage.start_worker()
        await stage.until_done()
        await worker.stop()
        for topic in ("sanctions", "review-queue", "dead-letters"):
            made.records += [(topic, one) for one in await stage.values(topic)]
    return made


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_policy_has_rules_with_examples_of_both_kinds_for_the_clause(clause: str) -> None:
    cases = [case for case in CASES if case.rule.clause == clause]
    assert {case.must_fire for case in cases} == {True, False}


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_worker_finds_what_the_examples_of_the_clause_say(played: Play, clause: str) -> None:
    for case in CASES:
        if case.rule.clause == clause:
            expected = played.expected[case.prefix]
            assert bool(expected) is case.must_fire, case.example.name
            found = played.found(case)
            assert found <= expected, f"{case.rule.id}: {case.example.name}"
            assert bool(found) is case.must_fire, f"{case.rule.id}: {case.example.name}"
            absorbed = {(one.kind, one.subject) for one in expected - found}
            assert absorbed <= played.sanctioned, f"{case.rule.id}: {case.example.name}"


def test_no_event_of_an_example_is_a_dead_letter(played: Play) -> None:
    assert [one for topic, one in played.records if topic == "dead-letters"] == []


def test_each_sanction_is_one_record_or_repeats_word_for_word_what_it_is(played: Play) -> None:
    made: dict[str, tuple[Any, ...]] = {}
    for topic, one in played.records:
        if topic == "sanctions":
            facts = tuple(one[name] for name in ("rule_id", "measure", "strike", "scope"))
            assert made.setdefault(one["sanction_id"], facts) == facts


# --- what happens without an event, and what operators do


@pytest.fixture
def broker(embedded_broker: EmbeddedBroker) -> Iterator[EmbeddedBroker]:
    """A broker of the test's own: topics have fixed names."""
    assert embedded_broker.is_running  # else the tests are skipped: the extra is not installed
    with ExitStack() as stack:
        yield stack.enter_context(embedded.embedded_broker())


def operator(action: str, subject: str, **fields: Any) -> Event:
    now_ms = int(time.time() * 1_000)
    value = {
        "event_id": f"{action}-{subject}-{now_ms}",
        "occurred_at_ms": now_ms,
        "operator_id": "op",
        "action": action,
        "subject_type": "account",
        "subject_id": subject,
        "reason": "seen",
        **fields,
    }
    return Event("operator-actions", subject.encode(), json.dumps(value).encode(), now_ms)


def restriction(subject: str, duration_ms: int) -> Event:
    measure = {"measure": "temporary-restriction", "duration_ms": duration_ms}
    return operator("sanction", subject, scope="boards", **measure)


async def lifted(stage: Stage) -> list[dict[str, Any]]:
    return [one for one in await stage.values("sanctions") if one["action"] == "lift"]


async def in_force(stage: Stage) -> dict[bytes | None, str]:
    """What the compacted topic of restrictions holds: sanction ids by key."""
    held = dict(await stage.records("restrictions"))
    return {key: msgspec.json.decode(value)["sanction_id"] for key, value in held.items() if value}


async def test_restrictions_of_seconds_end_by_themselves_once_although_two_workers_look(
    broker: EmbeddedBroker, embedded_valkey: EmbeddedRedis, tmp_path: Path
) -> None:
    async with Stage(broker, embedded_valkey, tmp_path) as stage:
        workers = [stage.start_worker(), stage.start_worker()]
        for worker in workers:
            await stage.until_ready(worker)
        await stage.produce([restriction(f"person-{n}", 1_500) for n in range(20)])

        async def all_lifted() -> bool:
            stage.check()
            return len(await lifted(stage)) >= 20

        await until(all_lifted, "every restriction is lifted", 30)
        for worker in workers:
            await worker.stop()
        made = await stage.values("sanctions")
        held = await in_force(stage)
        restrictions = await stage.records("restrictions")
    imposed = [one for one in made if one["action"] == "impose"]
    lifts = [one for one in made if one["action"] == "lift"]
    assert len(imposed) == len(lifts) == 20
    assert {one["lifts"] for one in lifts} == {one["sanction_id"] for one in imposed}
    assert {one["sanction_id"] for one in lifts} == {lift_id(one["sanction_id"]) for one in imposed}
    assert {one["occurred_at_ms"] for one in lifts} == {one["expires_at_ms"] for one in imposed}
    assert held == {}
    assert sum(value is None for _, value in restrictions) == 20


async def test_an_operator_lifts_over_kafka_what_was_imposed(
    broker: EmbeddedBroker, embedded_valkey: EmbeddedRedis, tmp_path: Path
) -> None:
    async with Stage(broker, embedded_valkey, tmp_path) as stage:
        await stage.produce([restriction("ann", DAY_MS), restriction("bob", DAY_MS)])
        worker = stage.start_worker()
        await stage.until_done()
        held = await in_force(stage)
        assert set(held) == {b"account:ann:boards", b"account:bob:boards"}
        ann = held[b"account:ann:boards"]
        uphold = operator("uphold", "bob", sanction_id=held[b"account:bob:boards"])
        await stage.produce([operator("lift", "ann", sanction_id=ann), uphold])

        async def is_lifted() -> bool:
            stage.check()
            return bool(await lifted(stage))

        await until(is_lifted, "the lift is told", 20)
        await stage.until_done()
        await worker.stop()
        [lift] = await lifted(stage)
        assert lift["lifts"] == ann
        assert lift["evidence"]["details"] == {"because": "operator-decision"}
        assert set(await in_force(stage)) == {b"account:bob:boards"}
        notices = await stage.values("notifications")
    told = {(one["account_id"], one["sanction_id"]) for one in notices}
    assert ("ann", lift["sanction_id"]) in told
    assert sum(one["account_id"] == "bob" for one in notices) == 18


async def test_a_changed_policy_is_adopted_without_a_restart_and_a_broken_one_is_refused(
    broker: EmbeddedBroker, embedded_valkey: EmbeddedRedis, tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    text = DEFAULT_POLICY.read_text("utf-8")
    file.write_text(text, "utf-8")
    settings = {"HAECHI_POLICY_FILE": str(file)}
    async with Stage(broker, embedded_valkey, tmp_path, settings) as stage:
        worker = stage.start_worker()
        await stage.until_ready(worker)

        async def shows(line: str) -> bool:
            stage.check()
            return line in (await asyncio.to_thread(worker.page, "metrics"))[1].splitlines()

        async def version_of(subject: str) -> str:
            await stage.produce([operator("sanction", subject)])
            await stage.until_done()
            made = {one["subject_id"]: one for one in await stage.values("sanctions")}
            version: str = made[subject]["policy_version"]
            return version

        assert await version_of("before") == POLICY.version

        file.write_text(text.replace("mode: enforced", "mode: often", 1), "utf-8")
        await until(lambda: shows('haechi_policy_loads_total{result="refused"} 1.0'), "refused", 10)
        assert "the changed policy is refused" in worker.output
        assert f"{file}:" in worker.output
        assert await version_of("between") == POLICY.version

        file.write_text(text.replace("the help centre", "help.example.com"), "utf-8")
        adopted = load_checked_policy(file).version
        assert adopted != POLICY.version
        await until(lambda: shows('haechi_policy_loads_total{result="adopted"} 1.0'), "adopted", 10)
        assert await shows(f'haechi_policy{{version="{adopted}"}} 1.0')
        assert await shows(f'haechi_policy{{version="{POLICY.version}"}} 0.0')
        assert await version_of("after") == adopted
        assert any("help.example.com" in one["body"] for one in await stage.values("notifications"))
        await worker.stop()
