"""Calls of the Lua operations: keys, what was last known of each partition, errors made ours."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import time
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from redis.exceptions import (
    AuthenticationError,
    ClusterDownError,
    ConnectionError as RedisConnectionError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
    TimeoutError as RedisTimeoutError,
    TryAgainError,
)

from config.settings import RedisSettings
from streams.errors import RedisUnavailable, WindowsLost
from streams.windows import scripts
from streams.windows.connection import connect, is_cluster
from streams.windows.keys import Keys
from streams.windows.protocol import Origin, Partition

packed = msgspec.msgpack.Encoder().encode
unpacked = msgspec.msgpack.Decoder().decode
WAITING_HELPS = (OutOfMemoryError, ReadOnlyError, MasterDownError, TryAgainError)
WAITING_HELPS_CODES = ("BUSY", "MISCONF", "NOREPLICAS")
"""Replies of a Redis that is there but can not write just now; the client has classes for some,
whose messages lack the code."""

BETWEEN: Final = "\x1f"
"""Stands between the parts of a member that names something due."""

TAKEN_MS: Final = 30_000
"""Whoever takes what is due has so long to deal with it before another may."""

TAKEN_AT_ONCE: Final = 100

Item = TypeVar("Item")


class Known(NamedTuple):
    """What this worker last knew Redis to hold of one partition in one bucket.

    `reached`: the offset that the windows have reached; it moves with commits. `writes`: how many
    calls have written for the partition; it moves with each of them, so that the loss of a single
    one is noticed.
    """

    reached: int = 0
    writes: int = 0


def wall_clock_ms() -> int:
    """Now, as Unix milliseconds."""
    return int(time() * 1_000)


class RedisCalls:
    """What every operation on Redis shares: the connection, and what was written through it.

    Args:
        settings: where Redis is, and how its keys are named.
        client: a ready client instead of one made from the settings.
        now_ms: the time, for what waits to be settled.
    """

    def __init__(
        self,
        settings: RedisSettings,
        client: Any = None,
        now_ms: Callable[[], int] = wall_clock_ms,
    ) -> None:
        self._client = client if client is not None else connect(settings)
        self._keys = Keys(settings.prefix, settings.buckets)
        self._grace_ms = settings.grace_seconds * 1_000
        self._clustered = is_cluster(settings)
        self._now_ms = now_ms
        self._known: dict[tuple[int, Partition], Known] = {}
        self._standing: set[tuple[str, str, str]] = set()

    def _bucket(self, key: str) -> int:
        """The bucket of the call that touches a key: all go in one call unless on a cluster."""
        return self._keys.bucket(key) if self._clustered else 0

    def _buckets(self) -> range:
        return range(self._keys.buckets if self._clustered else 1)

    def _by_bucket(
        self, items: Iterable[Item], key: Callable[[Item], str]
    ) -> Mapping[int, list[Item]]:
        """What goes into one call each, by the keys that are touched."""
        by_bucket: dict[int, list[Item]] = defaultdict(list)
        for item in items:
            by_bucket[self._bucket(key(item))].append(item)
        return by_bucket

    def _written_for(self, bucket: int, origin: Origin | None) -> list[scripts.Argument]:
        """The arguments by which a script that counts its writes knows the partition."""
        if origin is None:
            return ["", *Known()]
        known = self._known.get((bucket, origin.partition), Known())
        return [field_of(origin.partition), *known]

    async def _asked(
        self,
        script: scripts.Script,
        bucket: int,
        origin: Origin | None,
        keys: Sequence[str],
        arguments: Sequence[scripts.Argument],
    ) -> Any:
        """Run a script that counts its writes; every one acknowledged must be there next time."""
        status, *answer = await self._run(script, keys, arguments)
        if origin is None:
            return answer[0]
        partition = origin.partition
        if status == b"LOST":
            raise WindowsLost(f"Redis no longer holds the windows of {field_of(partition)}")
        known = self._known.get((bucket, partition), Known())
        self._known[bucket, partition] = known._replace(writes=max(known.writes, answer[1]))
        return answer[0]

    async def _run(
        self, script: scripts.Script, keys: Sequence[str], arguments: Sequence[scripts.Argument]
    ) -> Any:
        async with translated():
            return await script(self._client, keys, arguments)


def field_of(partition: Partition) -> str:
    """How scripts name a partition."""
    return f"{partition.topic}:{partition.partition}"


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn the client's errors into ours.

    Raises:
        RedisUnavailable: the server is away, refuses us, or can not write for now.
    """
    try:
        yield
    except AuthenticationError as error:
        raise RedisUnavailable(
            f"Redis refuses the user name or password ({error}); "
            "set HAECHI_REDIS__USERNAME and HAECHI_REDIS__PASSWORD"
        ) from error
    except NoPermissionError as error:
        raise RedisUnavailable(
            f"Redis forbids a command ({error}); allow it with ACL SETUSER"
        ) from error
    except (RedisConnectionError, RedisTimeoutError, ClusterDownError, OSError) as error:
        raise RedisUnavailable(f"Redis does not answer: {error}") from error
    except RedisClusterException as error:
        raise RedisUnavailable(f"the Redis cluster can not be reached: {error}") from error
    except ResponseError as error:
        if isinstance(error, WAITING_HELPS) or str(error).startswith(WAITING_HELPS_CODES):
            raise RedisUnavailable(f"Redis can not write now: {error}") from error
        raise
    except RedisError as error:
        raise RedisUnavailable(f"Redis: {error}") from error
