"""`haechi record` from the embedded broker and from Apache Kafka, and what a replay makes of it."""

import asyncio
import gzip
import json
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import Result

from streams.demo.recording import load_events
from streams.embedded import EmbeddedBroker, running
from tests.servers.fixtures import StartKafka
from tests.servers.kafka.security import PASSWORD, USERNAME
from tests.unit.cli.running import error_line, haechi, json_lines

RECORDING = Path(__file__).parents[2] / "streams" / "demo" / "events.jsonl.gz"
NOW_MS = int(time() * 1_000)
HOUR_MS = 3_600_000
Sent = tuple[str, bytes | None, int]
"""A topic, a value and the record's timestamp (ms)."""


class Broker:
    """A broker with haechi's topics, that records are produced to and recorded from."""

    def __init__(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._address = address
        monkeypatch.setenv("HAECHI_KAFKA__BROKERS", address)
        monkeypatch.setenv("HAECHI_KAFKA__PARTITIONS", "3")
        assert haechi("topics", "create").exit_code == 0

    def produce(self, records: Iterable[Sent]) -> None:
        asyncio.run(self._produce(records))

    async def _produce(self, records: Iterable[Sent]) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._address) as producer:
            for topic, value, at_ms in records:
                key = str(hash(value)).encode()
                await producer.send(topic, value, key=key, timestamp_ms=at_ms)
            await producer.flush()


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterable[Broker]:
    with running(EmbeddedBroker) as server:
        yield Broker(server.address, monkeypatch)


def like(number: int, at_ms: int = NOW_MS) -> dict[str, Any]:
    names = {"actor_id": "ann", "content_id": f"c{number}", "owner_id": "bob"}
    return {"event_id": f"e{number}", "occurred_at_ms": at_ms, **names}


def room(number: int, at_ms: int) -> dict[str, Any]:
    texts = {"title": "t", "description": "d"}
    names = {"room_id": f"r{number}", "owner_id": "ann", "change": "created"}
    return {"event_id": f"o{number}", "occurred_at_ms": at_ms, **names, **texts}


def sent(topic: str, value: dict[str, Any], at_ms: int = NOW_MS) -> Sent:
    return topic, json.dumps(value).encode(), at_ms


def record(out: object, *options: object) -> Result:
    return haechi("record", "--out", out, *options)


def lines_of(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    return json_lines(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def sanctions(recording: Path, directory: Path) -> list[dict[str, Any]]:
    assert haechi("replay", "--events", recording, "--out", directory).exit_code == 0
    return json_lines((directory / "sanctions.jsonl").read_bytes())


def records_the_demo_and_replays_it_alike(broker: Broker, tmp_path: Path) -> None:
    events = [sent(topic, value, value["occurred_at_ms"]) for topic, value in load_events()]
    broker.produce(events)
    out = tmp_path / "day.jsonl.gz"
    result = record(out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("12,250 events: ")
    assert result.stdout.endswith(f"written to {out}\n")
    original = sanctions(RECORDING, tmp_path / "original")
    assert sanctions(out, tmp_path / "recorded") == original
    assert original


def test_a_recording_from_the_embedded_broker_has_the_sanctions_of_the_original(
    broker: Broker, tmp_path: Path
) -> None:
    records_the_demo_and_replays_it_alike(broker, tmp_path)


def test_a_recording_from_apache_kafka_has_the_sanctions_of_the_original(
    start_kafka: StartKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker(start_kafka().address, monkeypatch)
    records_the_demo_and_replays_it_alike(broker, tmp_path)


def hours_ago(hours: float) -> str:
    return datetime.fromtimestamp(NOW_MS / 1_000 - 3_600 * hours, UTC).isoformat()


def test_since_and_until_choose_records_but_states_are_taken_from_their_beginning(
    start_kafka: StartKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker(start_kafka().address, monkeypatch)
    times = [NOW_MS - hours * HOUR_MS for hours in (5, 4, 3, 2)]
    broker.produce(sent("likes", like(number, at), at) for number, at in enumerate(times))
    broker.produce([sent("open-chat-rooms", room(1, NOW_MS - 9 * HOUR_MS), NOW_MS - 9 * HOUR_MS)])
    bounds = ("--since", hours_ago(4.5), "--until", hours_ago(2.5))
    out = tmp_path / "some.jsonl"

    def ids(*options: object) -> list[str]:
        assert record(out, *bounds, *options).exit_code == 0
        return [line["value"]["event_id"] for line in lines_of(out)]

    with_states = ids()
    assert sorted(with_states[:-1]) == ["e1", "e2"]
    assert with_states[-1] == "o1"  # from before, and at the end
    assert sorted(ids("--no-states")) == ["e1", "e2"]
    assert ids("--topics", "open-chat-rooms") == ["o1"]


def test_the_embedded_broker_knows_times_too(broker: Broker, tmp_path: Path) -> None:
    broker.produce(sent("likes", like(number)) for number in range(20))
    broker.produce([sent("likes", like(20), NOW_MS - 2 * HOUR_MS)])
    out = tmp_path / "some.jsonl"
    told = [
        record(out, "--topics", "likes", *bounds).stdout.splitlines()[0]
        for bounds in ((), ("--since", "1h"), ("--until", "1h"))
    ]
    assert told == ["21 events: 21 likes", "20 events: 20 likes", "0 events"]


def test_what_does_not_decode_is_left_out_and_counted(broker: Broker, tmp_path: Path) -> None:
    spread = json.dumps(like(2), indent=1).encode()
    broker.produce(
        [
            sent("likes", like(1) | {"unknown": [1, {"a": None}]}),
            ("likes", spread, NOW_MS),
            ("likes", b"no json", NOW_MS),
            ("likes", None, NOW_MS),
            sent("likes", {"event_id": "e3"}),
        ]
    )
    out = tmp_path / "likes.jsonl"
    told, left_out, _ = record(out, "--topics", "likes").stdout.splitlines()
    assert told == "2 events: 2 likes"
    assert left_out.startswith("3 records left out, which do not decode (likes, partition ")
    first, second = sorted(lines_of(out), key=lambda line: str(line["value"]["event_id"]))
    assert first == {"topic": "likes", "value": like(1) | {"unknown": [1, {"a": None}]}}
    assert second == {"topic": "likes", "value": like(2)}


def test_redacted_texts_name_nobody_and_pseudonyms_keep_what_belongs_together(
    broker: Broker, tmp_path: Path
) -> None:
    value = {"sender_id": "ann", "room_id": "r1", "room_type": "direct", "recipient_id": "bob"}
    common = {"occurred_at_ms": NOW_MS, "nick": "Ann K."}
    text = "카지노 첫충 50% 텔레그램 @vip_king77 전화 010-2345-6789 https://win-bet77.com/r7"
    broker.produce(
        sent("chat-messages", {"event_id": f"m{n}", "text": text, **value, **common})
        for n in range(2)
    )
    secret = tmp_path / "secret"
    secret.write_bytes(b"0123456789abcdef")
    plain, first, second = (tmp_path / name for name in ("plain", "first", "second"))
    assert record(plain, "--topics", "chat-messages").exit_code == 0
    for out in (first, second):
        options = ("--redact", "--pseudonyms", "--secret", secret)
        assert record(out, "--topics", "chat-messages", *options).exit_code == 0
    assert "win-bet77" in plain.read_text("utf-8")
    written = first.read_text("utf-8")
    for name in ("vip_king77", "2345", "6789", "win-bet77", '"ann"', '"bob"', "r1", "Ann K."):
        assert name not in written
    assert "카지노 첫충 50%" in written
    assert {line["value"]["sender_id"] for line in lines_of(first)} == {
        line["value"]["sender_id"] for line in lines_of(second)
    }
    assert len({line["value"]["event_id"] for line in lines_of(first)}) == 2


def test_pseudonyms_change_no_finding(broker: Broker, tmp_path: Path) -> None:
    broker.produce(sent(topic, value, NOW_MS) for topic, value in load_events())
    out = tmp_path / "day.jsonl.gz"
    assert record(out, "--pseudonyms").exit_code == 0

    def told(found: list[dict[str, Any]]) -> list[tuple[str, ...]]:
        names = ("occurred_at_ms", "rule_id", "scope", "measure", "reason")
        return sorted(tuple(str(one[name]) for name in names) for one in found)

    original = sanctions(RECORDING, tmp_path / "original")
    assert told(sanctions(out, tmp_path / "pseudonyms")) == told(original)


def test_standard_output_gets_the_lines_and_the_rest_goes_to_standard_error(
    broker: Broker,
) -> None:
    broker.produce([sent("likes", like(1))])
    result = record("-", "--topics", "likes", "likes")
    assert json_lines(result.stdout) == [{"topic": "likes", "value": like(1)}]
    assert result.stderr == "1 event: 1 likes\nwritten to -\n"


def test_the_same_records_give_the_same_bytes_and_failing_leaves_the_file_as_it_was(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.produce([sent("likes", like(number)) for number in range(50)])
    out = tmp_path / "likes.jsonl.gz"
    assert record(out, "--topics", "likes").exit_code == 0
    before = out.read_bytes()
    assert record(out, "--topics", "likes").exit_code == 0
    assert out.read_bytes() == before
    monkeypatch.setenv("HAECHI_KAFKA__CONNECT_TIMEOUT_MS", "300")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nothing listens there
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("HAECHI_KAFKA__BROKERS", address)
        result = record(out)
    assert result.exit_code == 1
    assert error_line(result).startswith(f"haechi: no Kafka broker answers at {address} ")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert out.read_bytes() == before


def test_nothing_in_the_time_asked_for_is_an_empty_recording(
    broker: Broker, tmp_path: Path
) -> None:
    out = tmp_path / "none.jsonl"
    result = record(out, "--since", "1h")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (result.exit_code, result.stdout) == (0, f"0 events\nwritten to {out}\n")
    assert out.read_bytes() == b""


def test_a_topic_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with running(EmbeddedBroker) as server:
        monkeypatch.setenv("HAECHI_KAFKA__BROKERS", server.address)
        for options in (("--topics", "likes"), ()):
            result = record(tmp_path / "out.jsonl", *options)
            assert result.exit_code == 2
            assert error_line(result).startswith("haechi: Kafka has no topic ")
            assert "likes" in error_line(result)


def test_a_secured_kafka_is_recorded_with_the_settings_of_the_worker(
    start_kafka: StartKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_kafka(secured=True)
    assert server.security
    given = {
        "security_protocol": "SASL_SSL",
        "sasl_username": USERNAME,
        "sasl_password": PASSWORD,
        "tls_ca_file": server.security.certificates.ca_file,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"HAECHI_KAFKA__{name.upper()}", str(value))
    Broker(f"{server.secure_address}", monkeypatch)
    result = record(tmp_path / "none.jsonl")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "0 events")
    monkeypatch.setenv("HAECHI_KAFKA__SASL_PASSWORD", "mistaken")
    refused = record(tmp_path / "none.jsonl")
    assert refused.exit_code == 1
    assert "refuses the login" in error_line(refused)
