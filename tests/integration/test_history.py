"""What is read back from the topic `sanctions`, from each kind of broker."""

import asyncio
import json
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from config.settings import KafkaSettings
from streams.embedded import EmbeddedBroker, running
from streams.history import KafkaHistory
from streams.past import Past, past_of
from tests.servers.fixtures import StartKafka
from tests.unit.cli.running import haechi
from tests.unit.streams_of_events import shipped_policy

RECORDING = Path(__file__).parents[2] / "streams" / "demo" / "events.jsonl.gz"


@pytest.fixture(scope="module")
def sanctions(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    directory = tmp_path_factory.mktemp("replayed")
    assert haechi("replay", "--events", RECORDING, "--out", directory).exit_code == 0
    return (directory / "sanctions.jsonl").read_bytes().splitlines()


def reads_them_back(address: str, sanctions: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAECHI_KAFKA__BROKERS", address)
    assert haechi("topics", "create").exit_code == 0

    async def produced_and_read() -> Past:
        async with AIOKafkaProducer(bootstrap_servers=address) as producer:
            for number, value in enumerate(sanctions):
                await producer.send_and_wait("sanctions", value, partition=number % 8)
        history = KafkaHistory(KafkaSettings(brokers=address))
        return past_of(await history.past_sanctions(), shipped_policy())

    past = asyncio.run(produced_and_read())
    lifts = sum(json.loads(value)["action"] == "lift" for value in sanctions)
    assert len(past.endings) == lifts > 0
    assert len(past.strikes) == len(sanctions) - lifts
    assert 0 < len(past.findings) <= len(past.strikes)
    assert past.strikes == sorted(past.strikes, key=lambda one: one.at_ms)


def test_the_embedded_broker_gives_findings_back(
    sanctions: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(EmbeddedBroker) as broker:
        reads_them_back(broker.address, sanctions, monkeypatch)


def test_apache_kafka_gives_findings_back(
    start_kafka: StartKafka, sanctions: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads_them_back(start_kafka().address, sanctions, monkeypatch)
