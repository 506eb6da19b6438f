"""`haechi topics create` on the embedded broker and on Apache Kafka."""

import gc
import socket
import ssl
import threading
from pathlib import Path
from time import monotonic

import pytest
from click.testing import Result

from config.topics import TOPICS
from streams.embedded import EmbeddedBroker, running
from tests.servers.certificates import make_certificates
from tests.servers.fixtures import StartKafka
from tests.servers.kafka.security import PASSWORD, USERNAME
from tests.unit.cli.running import error_line, haechi


class Settings:
    """Sets what `haechi topics create` reads, and calls it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self(connect_timeout_ms="5000", request_timeout_ms="10000", partitions="2")

    def __call__(self, **values: object) -> "Settings":
        for name, value in values.items():
            self._monkeypatch.setenv(f"HAECHI_KAFKA__{name.upper()}", str(value))
        return self

    def create(self, *options: str) -> Result:
        return haechi("topics", "create", *options)


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Settings:
    return Settings(monkeypatch)


def told(result: Result) -> dict[str, str]:
    """What was said about each topic."""
    assert (result.exit_code, result.stderr) == (0, "")
    parted = (line.partition(": ") for line in result.stdout.splitlines())
    return {name: what for name, _, what in parted}


def creates_then_compares(kafka: Settings) -> None:
    first = told(kafka.create())
    assert list(first) == list(TOPICS)
    assert first["chat-messages"] == "created, 2 partitions, 1 replica, kept 14d"
    assert first["open-chat-rooms"] == "created, 2 partitions, 1 replica, compacted"
    assert first["sanctions"] == "created, 2 partitions, 1 replica, kept for ever"
    assert first["dead-letters"] == "created, 1 partition, 1 replica, kept 90d"
    assert set(told(kafka.create()).values()) == {"exists"}
    third = told(kafka(partitions="3").create())
    alone = "exists and is left alone, with 2 partitions instead of 3"
    assert third.pop("dead-letters") == "exists"
    assert set(third.values()) == {alone}


def test_the_embedded_broker_gets_all_topics_and_keeps_those_it_has(
    kafka: Settings,
) -> None:
    with running(EmbeddedBroker) as broker:
        creates_then_compares(kafka(brokers=broker.address))


def test_apache_kafka_gets_all_topics_and_keeps_those_it_has(
    kafka: Settings, start_kafka: StartKafka
) -> None:
    creates_then_compares(kafka(brokers=start_kafka().address))


def test_kafka_refusing_a_replication_factor_is_one_line(
    kafka: Settings, start_kafka: StartKafka
) -> None:
    result = kafka(brokers=start_kafka().address, replication_factor="3").create()
    assert result.exit_code == 1
    assert "Kafka does not create chat-messages: " in error_line(result)
    assert "HAECHI_KAFKA__REPLICATION_FACTOR" in error_line(result)


def test_tls_and_a_password_are_used_and_wrong_ones_told_at_once(
    kafka: Settings, start_kafka: StartKafka
) -> None:
    server = start_kafka(secured=True)
    assert server.security
    certificates = server.security.certificates
    kafka(brokers=f"{server.secure_address}", connect_timeout_ms="20000")
    kafka(security_protocol="SASL_SSL", sasl_username=USERNAME, sasl_password="mistaken")  # noqa: S106
    began = monotonic()
    untrusted = error_line(kafka.create())
    assert "no TLS connection" in untrusted
    assert "HAECHI_KAFKA__TLS_CA_FILE" in untrusted
    refused = error_line(kafka(tls_ca_file=certificates.ca_file).create())
    assert "refuses the login" in refused
    assert "HAECHI_KAFKA__SASL_PASSWORD" in refused
    assert "mistaken" not in refused
    assert monotonic() - began < 15
    assert "created" in told(kafka(sasl_password=PASSWORD).create())["likes"]


def test_no_broker_is_one_line_after_the_connect_timeout(kafka: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nothing listens there
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        began = monotonic()
        result = kafka(brokers=address, connect_timeout_ms="300").create()
    assert result.exit_code == 1
    assert error_line(result) == (
        f"haechi: no Kafka broker answers at {address} (Connection refused); check "
        "HAECHI_KAFKA__BROKERS and that the broker runs"
    )
    assert monotonic() - began < 5


def test_a_server_that_never_answers_is_one_line_after_the_connect_timeout(
    kafka: Settings,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        result = kafka(brokers=address, connect_timeout_ms="300").create()
    assert result.exit_code == 1
    assert "(no answer in time)" in error_line(result)


def test_a_tls_server_that_never_answers_leaves_no_socket_open(
    kafka: Settings, tmp_path: Path
) -> None:
    certificates = make_certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate_file, certificates.key_file)
    let_go = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)

        def shake_hands_then_keep_silent() -> None:
            with listening.accept()[0] as accepted, context.wrap_socket(accepted, server_side=True):
                let_go.wait(20)

        server = threading.Thread(target=shake_hands_then_keep_silent)
        server.start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        kafka(brokers=address, connect_timeout_ms="300", security_protocol="SSL")
        result = kafka(tls_ca_file=certificates.ca_file).create()
        gc.collect()  # a socket that was left open warns here, and the test fails
        let_go.set()
        server.join()
    assert "(no answer in time)" in error_line(result)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("tls_ca_file", None, "No such file or directory"), ("tls_certificate_file", "x", "PEM")],
)
def test_a_file_of_certificates_that_can_not_be_used_is_named(
    kafka: Settings, tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_text(content)
    result = kafka(security_protocol="SSL", **{name: path}).create()
    assert result.exit_code == 2
    assert f"HAECHI_KAFKA__{name.upper()}: {path}: " in error_line(result)
    assert reason in error_line(result)


def test_a_dry_run_asks_no_broker(kafka: Settings) -> None:
    plan = told(kafka(brokers="127.0.0.1:1", replication_factor="3").create("--dry-run"))
    assert plan["likes"] == "2 partitions, 3 replicas, kept 14d"
    assert plan["restrictions"] == "2 partitions, 3 replicas, compacted"
