"""A real Redis master watched by a real sentinel."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from streams.embedded import HOST, ServerProcess, running
from tests.servers.missing import required_program
from tests.servers.redis import RedisServer

SERVICE = "haechi"


@dataclass(frozen=True)
class RedisSentinel:
    """The pair; clients ask `sentinel` where the master of `SERVICE` is."""

    master: RedisServer
    sentinel: "SentinelServer"

    @property
    def url(self) -> str:
        """`redis+sentinel://127.0.0.1:PORT/0?service=haechi`."""
        return f"redis+sentinel://{self.sentinel.address}/0?service={SERVICE}"


class SentinelServer(ServerProcess):
    """`redis-server --sentinel`, watching one master with a quorum of one."""

    name = "redis-sentinel"

    def __init__(self, directory: Path, master_port: int) -> None:
        super().__init__(directory)
        self.master_port = master_port
        self._binary = required_program("redis-server", "apt-get install redis-server")

    def prepare(self) -> None:
        """Write sentinel.conf, once: the sentinel keeps what it learns in the same file."""
        configuration = self.directory / "sentinel.conf"
        if configuration.exists():
            return
        configuration.write_text(
            f"bind {HOST}\n"
            f"port {self.port}\n"
            f"dir {self.directory}\n"
            f"sentinel monitor {SERVICE} {HOST} {self.master_port} 1\n"
            f"sentinel down-after-milliseconds {SERVICE} 1000\n"
        )

    def command(self) -> Sequence[str | Path]:
        """The sentinel in the foreground."""
        return [self._binary, self.directory / "sentinel.conf", "--sentinel"]

    def is_ready(self) -> bool:
        """Whether the sentinel has met the master and believes it to be up."""
        with Redis(host=HOST, port=self.port, socket_timeout=2, decode_responses=True) as client:
            try:
                state = client.execute_command("SENTINEL", "MASTER", SERVICE)
            except RedisError:
                return False
        return bool(state["flags"] == "master" and int(state["port"]) == self.master_port)


@contextmanager
def redis_sentinel() -> Iterator[RedisSentinel]:
    """Start the pair; stop both at the end."""
    with (
        running(RedisServer) as master,
        running(lambda directory: SentinelServer(directory, master.port)) as sentinel,
    ):
        yield RedisSentinel(master, sentinel)
