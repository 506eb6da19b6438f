"""The whole way over secured Kafka, with each kind of Redis that the settings can name."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from config.settings import KafkaSettings
from streams.embedded import free_ports
from streams.kafka_client import client_options
from tests.servers.fixtures import StartKafka, StartRedis
from tests.servers.kafka.security import PASSWORD, USERNAME

DEADLINE_SECONDS = 60.0
AD = "급전 필요하신 분 무직자 소액대출 당일입금 카톡 fastcash{} 문의"
REDIS_KINDS = ("cluster", "sentinel", "tls and user")

Environment = Mapping[str, str]


def run(*arguments: str, environment: Environment) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "streams.cli", *arguments]
    environment = {**os.environ, **environment}
    return subprocess.run(
        command, check=False, env=environment, capture_output=True, text=True, timeout=60
    )


@contextmanager
def running_worker(environment: Environment) -> Iterator[None]:
    (port,) = free_ports(1)
    environment = {**os.environ, **environment, "HAECHI_WORKER__WEB_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "streams.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(20) == 0


def redis_environment(request: pytest.FixtureRequest, kind: str) -> Environment:
    if kind in {"cluster", "sentinel"}:
        return {"HAECHI_REDIS__URL": request.getfixturevalue(f"redis_{kind}").url}
    start: StartRedis = request.getfixturevalue("start_redis")
    server = start(tls=True, username="haechi", password="pass-word-1")  # noqa: S106 - a test's
    assert server.certificates is not None
    return {
        "HAECHI_REDIS__URL": server.url_without_credentials,
        "HAECHI_REDIS__USERNAME": "haechi",
        "HAECHI_REDIS__PASSWORD": "pass-word-1",
        "HAECHI_REDIS__TLS_CA_FILE": str(server.certificates.ca_file),
        "HAECHI_REDIS__TLS_CERTIFICATE_FILE": str(server.certificates.certificate_file),
        "HAECHI_REDIS__TLS_KEY_FILE": str(server.certificates.key_file),
    }


async def advertise(options: dict[str, Any], sender: str) -> None:
    producer = AIOKafkaProducer(**options)
    await producer.start()
    now_ms = int(time.time() * 1_000)
    for room in range(6):
        event = {
            "event_id": f"{sender}-{room}",
            "occurred_at_ms": now_ms + room,
            "sender_id": sender,
            "room_id": f"room-{room}",
            "room_type": "group",
            "text": AD.format(room),
        }
        await producer.send("chat-messages", json.dumps(event).encode(), key=sender.encode())
    await producer.stop()


async def sanctioned(options: dict[str, Any], sender: str) -> bool:
    """Whether a sanction of this sender can be read before the deadline."""
    consumer = AIOKafkaConsumer("sanctions", auto_offset_reset="earliest", **options)
    await consumer.start()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            async for record in consumer:
                if json.loads(record.value)["subject_id"] == sender:
                    return True
    finally:
        await consumer.stop()
    return False


def test_a_worker_finds_spam_through_secured_kafka_and_each_kind_of_redis(
    request: pytest.FixtureRequest, start_kafka: StartKafka, unique_prefix: str
) -> None:
    server = start_kafka(secured=True)
    assert server.security is not None
    kafka = {
        "BROKERS": server.secure_address,
        "SECURITY_PROTOCOL": "SASL_SSL",
        "SASL_USERNAME": USERNAME,
        "SASL_PASSWORD": PASSWORD,
        "TLS_CA_FILE": str(server.security.certificates.ca_file),
        "PARTITIONS": "2",
    }
    environment = {f"HAECHI_KAFKA__{name}": value for name, value in kafka.items()}
    settings = KafkaSettings.model_validate({name.lower(): value for name, value in kafka.items()})
    options = client_options(settings)
    assert run("topics", "create", environment=environment).returncode == 0

    wrong = {**environment, "HAECHI_KAFKA__SASL_PASSWORD": "wrong"}
    refused = run(
        "topics", "create", environment={**wrong, "HAECHI_KAFKA__CONNECT_TIMEOUT_MS": "1"}
    )
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1

    for kind in REDIS_KINDS:
        sender = f"advertiser on {kind}"
        asyncio.run(advertise(options, sender))
        group = {"HAECHI_KAFKA__GROUP_ID": f"{unique_prefix}-{kind.split()[0]}"}
        with running_worker({**environment, **redis_environment(request, kind), **group}):
            assert asyncio.run(sanctioned(options, sender))
