"""A real Redis Cluster: three masters, no replicas."""

import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from redis.exceptions import RedisError

from streams.embedded import HOST, POLL_SECONDS, ServerStartError, running
from tests.servers.redis import RedisServer

SLOTS = 16_384
MASTERS = 3
START_SECONDS = 20.0


class ClusterNode(RedisServer):
    """A Redis in cluster mode; its second port is the cluster bus."""

    port_count = 2

    def prepare(self) -> None:
        """Write redis.conf; the slots are kept in nodes.conf, which Redis writes itself."""
        self.settings |= {
            "cluster-enabled": "yes",
            "cluster-port": str(self.ports[1]),
            "cluster-node-timeout": "2000",
        }
        super().prepare()


class RedisCluster:
    """Three masters that share the slots; a context manager.

    Each node restarts alone (`nodes[1].kill()`, `nodes[1].restart()`) and finds its place again.
    """

    def __init__(self, *, append_only: bool = False) -> None:
        self.nodes: list[RedisServer] = []
        self._append_only = append_only
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        """`redis+cluster://` with the addresses of all nodes."""
        return f"redis+cluster://{','.join(node.address for node in self.nodes)}/0"

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.nodes = [stack.enter_context(running(self._node)) for _ in range(MASTERS)]
            self._assign_slots()
            self.wait_until_ok()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def wait_until_ok(self) -> None:
        """Wait until every node says `cluster_state:ok` and knows all others.

        Raises:
            ServerStartError: that did not happen within `START_SECONDS`.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if all(_is_ok(node) for node in self.nodes):
                return
            time.sleep(POLL_SECONDS)
        raise ServerStartError("the Redis Cluster did not reach cluster_state:ok")

    def _node(self, directory: Path) -> "ClusterNode":
        return ClusterNode(directory, append_only=self._append_only)

    def _assign_slots(self) -> None:
        """Give each node its share, then introduce all to the first."""
        first = self.nodes[0]
        bounds = [SLOTS * number // MASTERS for number in range(MASTERS + 1)]
        for number, node in enumerate(self.nodes):
            with node.client() as client:
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                client.execute_command(
                    "CLUSTER", "ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1
                )
                if node is not first:
                    client.execute_command("CLUSTER", "MEET", HOST, *first.ports)


def _is_ok(node: RedisServer) -> bool:
    with node.client() as client:
        try:
            information: str | bytes = client.execute_command("CLUSTER", "INFO")
        except RedisError:
            return False
    lines = str(information, "ascii") if isinstance(information, bytes) else information
    return {"cluster_state:ok", f"cluster_known_nodes:{MASTERS}"} <= set(lines.split("\r\n"))
