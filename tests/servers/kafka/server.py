"""One Kafka broker with its controller in one JVM, tuned for a quick start."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.embedded import HOST, ServerProcess, ServerStartError, broker_answers
from tests.servers.kafka.jars import class_path, java
from tests.servers.kafka.security import LISTENER, make_secure_listener

CLUSTER_ID = "haechi-tests-cluster-1"  # 16 bytes in URL-safe base64
JAVA_OPTIONS = (
    "-Xms256m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # half a second quicker to start
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)


class KafkaServer(ServerProcess):
    """Apache Kafka in KRaft mode; keeps its records over `stop`, `kill` and `restart`.

    Topics are not made by being used, as in production; a group may have sessions as short as
    half a second. `properties` are further lines of server.properties, and win. `secured` adds a
    listener at `secure_address` that wants TLS and the password of `security`.
    """

    name = "Apache Kafka"
    port_count = 3  # clients, controller, secured clients
    start_seconds = 60.0
    stop_seconds = 20.0

    def __init__(
        self,
        directory: Path,
        ports: Sequence[int] = (),
        *,
        properties: Mapping[str, str] | None = None,
        secured: bool = False,
    ) -> None:
        super().__init__(directory, ports)
        self.security = make_secure_listener(directory) if secured else None
        self.properties = dict(properties or {})
        self._java = [java(), *JAVA_OPTIONS, "-cp", class_path()]

    @property
    def secure_address(self) -> str:
        """`127.0.0.1:PORT` of the listener with TLS and SASL."""
        return f"{HOST}:{self.ports[2]}"

    def prepare(self) -> None:
        """Write server.properties, and format the storage before the first start.

        Raises:
            ServerStartError: the storage could not be formatted.
        """
        lines = [f"{name}={value}" for name, value in self._configuration().items()]
        self._properties_file.write_text("\n".join(lines) + "\n")
        if not (self.directory / "log" / "meta.properties").exists():
            self._format_storage()

    def command(self) -> Sequence[str | Path]:
        """The broker in the foreground."""
        return [*self._java, "kafka.Kafka", self._properties_file]

    def is_ready(self) -> bool:
        """Whether the broker answers a metadata request and lists itself."""
        return broker_answers(self.port)

    @property
    def _properties_file(self) -> Path:
        return self.directory / "server.properties"

    def _format_storage(self) -> None:
        tool = ("kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER_ID)
        done = subprocess.run(
            [*self._java, *tool, "--config", self._properties_file],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise ServerStartError(f"Kafka's storage could not be formatted: {done.stderr}")

    def _configuration(self) -> dict[str, str]:
        controller = f"{HOST}:{self.ports[1]}"
        clients = f"PLAINTEXT://{self.address}"
        if self.security:
            clients += f",{LISTENER}://{self.secure_address}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"{clients},CONTROLLER://{controller}",
            "advertised.listeners": clients,
            "inter.broker.listener.name": "PLAINTEXT",
            "broker.heartbeat.interval.ms": "500",
            "broker.session.timeout.ms": "3000",  # a killed broker may come back after this
            "log.dirs": str(self.directory / "log"),
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "500",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            "log.cleaner.dedupe.buffer.size": "4194304",
            "num.network.threads": "2",
            "num.io.threads": "4",
            **(self.security.properties() if self.security else {}),
            **self.properties,
        }
