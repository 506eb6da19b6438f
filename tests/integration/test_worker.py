"""The worker as a process, on the embedded servers: what it makes, shows, and how it ends."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.settings import DEFAULT_POLICY
from detectors.registry import load_checked_policy
from streams import embedded
from streams.embedded import EmbeddedBroker, EmbeddedRedis
from streams.notices import CHANNELS, LANGUAGES
from streams.replay.run import replay
from tests.faults.conftest import recorded
from tests.faults.harness import FAUST_WORKER, KEPT, Event, Stage, until
from tests.servers.fixtures import StartRedis

STOPS_WITHIN_SECONDS = 5.0


@dataclass
class Play:
    """What one run of a worker over the recorded stream left behind."""

    outputs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    keys: dict[str, set[bytes | None]] = field(default_factory=dict)
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    events: float = 0.0
    exit_code: int = -1
    stopped_seconds: float = 0.0
    written: str = ""

    def by_id(self, topic: str, name: str) -> dict[str, dict[str, Any]]:
        """The records of a topic by their id, each once."""
        return {one[name]: one for one in self.outputs[topic]}


@pytest.fixture(scope="module")
def stream() -> list[Event]:
    """The recorded stream; it has just ended."""
    return sorted(recorded(int(time.time() * 1_000)), key=lambda event: event.at_ms)


@pytest.fixture
def broker(embedded_broker: EmbeddedBroker) -> Iterator[EmbeddedBroker]:
    """A broker of the test's own: topics have fixed names."""
    assert embedded_broker.is_running  # else the tests are skipped: the extra is not installed
    with embedded.embedded_broker() as server:
        yield server


@pytest.fixture(scope="module")
def played(
    embedded_broker: EmbeddedBroker,
    embedded_valkey: EmbeddedRedis,
    stream: list[Event],
    tmp_path_factory: pytest.TempPathFactory,
) -> Play:
    """The recorded stream through a worker."""
    assert embedded_broker.is_running
    with embedded.embedded_broker() as broker:
        stage = Stage(broker, embedded_valkey, tmp_path_factory.mktemp("played"))
        return asyncio.run(play(stage, stream))


async def play(stage: Stage, stream: list[Event]) -> Play:
    play = Play()
    async with stage:
        await stage.produce(stream)
        worker = stage.start_worker()
        await stage.until_done()
        for name in ("livez", "readyz", "metrics"):
            play.pages[name] = await asyncio.to_thread(worker.page, name)
        play.events = await asyncio.to_thread(worker.metric, "haechi_events_total")
        began = time.monotonic()
        worker.terminate()
        play.exit_code = await worker.ended()
        play.stopped_seconds = time.monotonic() - began
        play.written = worker.output
        for topic in ("sanctions", "restrictions", "notifications", "dead-letters"):
            play.outputs[topic] = await stage.values(topic)
            play.keys[topic] = {key for key, _ in await stage.records(topic)}
    return play


@pytest.fixture(scope="module")
def replayed(
    stream: list[Event], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """The same stream through `haechi replay`: its sanctions by id."""
    directory = tmp_path_factory.mktemp("replayed")
    lines = [
        b'{"topic":"%s","value":%s}\n' % (one.topic.encode(), one.value or b"") for one in stream
    ]
    (directory / "events.jsonl").write_bytes(b"".join(lines))
    policy = load_checked_policy(DEFAULT_POLICY)
    asyncio.run(replay([str(directory / "events.jsonl")], directory, policy))
    values = (directory / "sanctions.jsonl").read_bytes().splitlines()
    return {one["sanction_id"]: one for one in map(msgspec.json.decode, values)}


def facts(sanctions: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    names = ("rule_id", "measure", "strike", "scope", "subject_type", "subject_id", "mode")
    return {key: tuple(one[name] for name in names) for key, one in sanctions.items()}


def test_a_worker_and_a_replay_make_the_same_sanctions(
    played: Play, replayed: dict[str, dict[str, Any]]
) -> None:
    made = played.by_id("sanctions", "sanction_id")
    assert len(made) > 10
    assert facts(made) == facts(replayed)
    assert played.outputs["dead-letters"] == []


def test_the_evidence_of_a_worker_reaches_the_thresholds(played: Play) -> None:
    """Which events count may differ from a replay's: it depends on the order they came in."""
    for one in played.outputs["sanctions"]:
        if one["action"] == "lift":
            continue
        evidence = one["evidence"]
        assert all(count["counted"] >= count["threshold"] for count in evidence["counts"])
        assert evidence["events"]


def test_a_notice_goes_out_in_each_language_for_each_enforced_sanction(played: Play) -> None:
    notices = played.by_id("notifications", "notification_id").values()
    per_sanction = Counter(one["sanction_id"] for one in notices)
    told = {
        name
        for name, one in played.by_id("sanctions", "sanction_id").items()
        if one["mode"] == "enforced" and one["subject_type"] == "account"
    }
    assert told <= set(per_sanction)
    assert set(per_sanction.values()) == {len(LANGUAGES) * len(CHANNELS)}
    assert {one["lang"] for one in notices} == set(LANGUAGES)
    assert all(one["title"] and one["body"] for one in notices)


def test_restrictions_are_keyed_by_subject_and_scope(played: Play) -> None:
    expected = {
        f"{one['subject_type']}:{one['subject_id']}:{one['scope']}".encode()
        for one in played.outputs["restrictions"]
    }
    assert played.keys["restrictions"] == expected
    restricting = {
        f"{one['subject_type']}:{one['subject_id']}:{one['scope']}".encode()
        for one in played.outputs["sanctions"]
        if one["measure"] not in {"warning", "content-removal"}
    }
    assert expected == restricting


def test_the_pages_tell_that_the_worker_lives_is_ready_and_what_it_did(
    played: Play, stream: list[Event]
) -> None:
    assert played.pages["livez"][0] == 200
    assert played.pages["readyz"][0] == 200
    assert played.events == len(stream)
    text = played.pages["metrics"][1]
    for name in ("haechi_sanctions_total", "haechi_lag", "haechi_committed_offset"):
        assert re.search(rf"^{name}{{", text, re.MULTILINE), name
    assert sum(float(line.rsplit(" ", 1)[1]) for line in lines_of(text, "haechi_lag")) == 0


def lines_of(text: str, name: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"{name}{{")]


def test_a_worker_ends_within_five_seconds_of_sigterm_and_says_nothing_alarming(
    played: Play,
) -> None:
    assert played.exit_code == 0
    assert played.stopped_seconds < STOPS_WITHIN_SECONDS
    alarming = re.compile(r" (WARNING|ERROR|CRITICAL) |Traceback")
    assert [line for line in played.written.splitlines() if alarming.search(line)] == []


async def test_the_faust_command_runs_the_same_worker(
    broker: EmbeddedBroker,
    embedded_valkey: EmbeddedRedis,
    stream: list[Event],
    tmp_path: Path,
    played: Play,
) -> None:
    async with Stage(broker, embedded_valkey, tmp_path) as stage:
        await stage.produce(stream)
        worker = stage.start_worker(FAUST_WORKER)
        await stage.until_done()
        await worker.stop()
        made = {one["sanction_id"]: one for one in await stage.values("sanctions")}
    assert facts(made) == facts(played.by_id("sanctions", "sanction_id"))


async def test_rules_in_shadow_sanction_without_restricting_or_telling_anybody(
    broker: EmbeddedBroker,
    embedded_valkey: EmbeddedRedis,
    stream: list[Event],
    tmp_path: Path,
    played: Play,
) -> None:
    policy = tmp_path / "shadow.yaml"
    policy.write_text(DEFAULT_POLICY.read_text("utf-8").replace("mode: enforced", "mode: shadow"))
    settings = {"HAECHI_POLICY_FILE": str(policy)}
    async with Stage(broker, embedded_valkey, tmp_path, settings) as stage:
        await stage.produce(stream)
        worker = stage.start_worker()
        await stage.until_done()
        await worker.stop()
        made = {one["sanction_id"]: one for one in await stage.values("sanctions")}
        assert {one["mode"] for one in made.values()} == {"shadow"}
        enforced = set(played.by_id("sanctions", "sanction_id"))
        heard = {"after-notice", "repeat-offender"}  # they count enforced findings only
        assert enforced - set(made) <= {
            name
            for name, one in played.by_id("sanctions", "sanction_id").items()
            if one["rule_id"] in heard
        }
        assert await stage.records("restrictions") == []
        assert await stage.records("notifications") == []


async def test_a_worker_without_redis_lives_but_is_not_ready(
    broker: EmbeddedBroker, stream: list[Event], tmp_path: Path
) -> None:
    with embedded.embedded_redis() as redis:
        async with Stage(broker, redis, tmp_path) as stage:
            await stage.produce(stream[:200])
            worker = stage.start_worker()
            await stage.until_done()
            redis.stop()

            async def shows(name: str, status: int) -> bool:
                return (await asyncio.to_thread(worker.page, name))[0] == status

            await until(lambda: shows("readyz", 503), "it is not ready", 10)
            assert await shows("livez", 200)


# --- what can be wrong at the start


@dataclass
class Ended:
    code: int
    lines: list[str]


def end_of_worker(tmp_path: Path, **settings: str) -> Ended:
    """Run a worker that must end by itself; its exit code and lines on standard error."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    quick = {
        "HAECHI_REDIS__CONNECT_TIMEOUT_MS": "500",
        "HAECHI_KAFKA__CONNECT_TIMEOUT_MS": "500",
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", "worker"],
        env={**kept, **quick, **settings},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return Ended(done.returncode, done.stderr.splitlines())


def check_ended(ended: Ended, code: int, *words: str) -> None:
    assert len(ended.lines) == 1, ended.lines
    assert all(word in ended.lines[0] for word in words), ended.lines
    assert ended.code == code


def test_a_wrong_setting_ends_the_worker_with_one_line(tmp_path: Path) -> None:
    ended = end_of_worker(tmp_path, HAECHI_KAFKA__SESSION_TIMEOUT_MS="soon")
    check_ended(ended, 2, "HAECHI_KAFKA__SESSION_TIMEOUT_MS")


def test_an_unknown_setting_ends_the_worker_with_one_line(tmp_path: Path) -> None:
    check_ended(end_of_worker(tmp_path, HAECHI_KAFKA__BROKER="a:1"), 2, "HAECHI_KAFKA__BROKER")


def test_a_broken_policy_ends_the_worker_with_one_line(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    text = DEFAULT_POLICY.read_text("utf-8").replace("within: 1h", "within: soon", 1)
    policy.write_text(text)
    line = text[: text.index("within: soon")].count("\n") + 1
    ended = end_of_worker(tmp_path, HAECHI_POLICY_FILE=str(policy))
    check_ended(ended, 2, f"policy.yaml:{line}:", "within")


def test_a_missing_policy_ends_the_worker_with_one_line(tmp_path: Path) -> None:
    ended = end_of_worker(tmp_path, HAECHI_POLICY_FILE=str(tmp_path / "none.yaml"))
    check_ended(ended, 2, "none.yaml")


def test_a_redis_that_is_not_there_ends_the_worker_with_one_line(tmp_path: Path) -> None:
    port = embedded.free_ports(1)[0]
    ended = end_of_worker(tmp_path, HAECHI_REDIS__URL=f"redis://127.0.0.1:{port}/0")
    check_ended(ended, 1, "Redis")


def test_a_wrong_redis_password_ends_the_worker_with_one_line(
    start_redis: StartRedis, tmp_path: Path
) -> None:
    redis = start_redis(password="right")  # noqa: S106 - a test's
    ended = end_of_worker(tmp_path, HAECHI_REDIS__URL=f"redis://:wrong@{redis.address}/0")
    check_ended(ended, 1, "password", "HAECHI_REDIS__PASSWORD")


def test_a_redis_that_wants_a_password_and_is_given_none_ends_the_worker_with_one_line(
    start_redis: StartRedis, tmp_path: Path
) -> None:
    redis = start_redis(password="right")  # noqa: S106 - a test's
    ended = end_of_worker(tmp_path, HAECHI_REDIS__URL=f"redis://{redis.address}/0")
    check_ended(ended, 1, "password", "HAECHI_REDIS__PASSWORD")


def test_a_missing_broker_ends_the_worker_with_one_line(
    embedded_valkey: EmbeddedRedis, tmp_path: Path
) -> None:
    ended = end_of_worker(
        tmp_path,
        HAECHI_REDIS__URL=embedded_valkey.url,
        HAECHI_KAFKA__BROKERS=f"127.0.0.1:{embedded.free_ports(1)[0]}",
    )
    check_ended(ended, 1, "HAECHI_KAFKA__BROKERS")


def test_missing_topics_end_the_worker_with_one_line(
    broker: EmbeddedBroker, embedded_valkey: EmbeddedRedis, tmp_path: Path
) -> None:
    ended = end_of_worker(
        tmp_path,
        HAECHI_REDIS__URL=embedded_valkey.url,
        HAECHI_KAFKA__BROKERS=broker.address,
    )
    check_ended(ended, 2, "topics are missing", "chat-messages", "haechi topics create")
