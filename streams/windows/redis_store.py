"""Windows in Redis or Valkey: one server, behind sentinels, or a cluster."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

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
from detectors.windows import Counted, Decision, Observation
from streams.errors import RedisUnavailable, WindowsLost
from streams.windows import scripts
from streams.windows.connection import connect, is_cluster
from streams.windows.evaluation import Decided, encoded
from streams.windows.grouping import Group, grouped
from streams.windows.keys import Keys
from streams.windows.protocol import (
    STRIKES_KEPT_MS,
    Origin,
    Partition,
    PastFinding,
    Strike,
    Struck,
)

RESTORED_AT_ONCE = 1_000
"""Findings restored per call."""

STANDING_REMEMBERED = 50_000
"""Standing observations this worker remembers having written."""

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder().decode
WAITING_HELPS = (OutOfMemoryError, ReadOnlyError, MasterDownError, TryAgainError)
WAITING_HELPS_CODES = ("BUSY", "MISCONF", "NOREPLICAS")
"""Replies of a Redis that is there but can not write just now; the client has classes for some,
whose messages lack the code."""


class _Known(NamedTuple):
    """What this worker last knew Redis to hold of one partition in one bucket.

    `reached`: the offset that the windows have reached; it moves with commits. `writes`: how many
    calls have written for the partition; it moves with each of them, so that the loss of a single
    one is noticed.
    """

    reached: int = 0
    writes: int = 0


class RedisWindows:
    """A `WindowStore` in Redis.

    Args:
        settings: where Redis is, and how its keys are named.
        client: a ready client instead of one made from the settings.
    """

    def __init__(self, settings: RedisSettings, client: Any = None) -> None:
        self._client = client if client is not None else connect(settings)
        self._keys = Keys(settings.prefix, settings.buckets)
        self._grace_ms = settings.grace_seconds * 1_000
        self._clustered = is_cluster(settings)
        self._known: dict[tuple[int, Partition], _Known] = {}
        self._standing: set[tuple[str, str, str]] = set()

    async def ping(self) -> None:
        """Check that Redis answers and lets us in.

        Raises:
            RedisUnavailable: it does not.
        """
        async with _translated():
            await self._client.ping()

    async def observe(self, origin: Origin, observations: Sequence[Observation]) -> list[Decision]:
        """See `WindowStore.observe`; one round trip (on a cluster: one per hash tag, at once)."""
        news = [one for one in observations if not one.standing or self._is_news(one)]
        by_bucket = self._by_bucket(grouped(news))
        answers = await asyncio.gather(
            *(self._observe(origin, bucket, groups) for bucket, groups in by_bucket.items())
        )
        if len(self._standing) > STANDING_REMEMBERED:
            self._standing.clear()
        self._standing.update(_standing_key(one) for one in news if one.standing)
        return [decision for answer in answers for decision in answer]

    def _is_news(self, observation: Observation) -> bool:
        return _standing_key(observation) not in self._standing

    async def _observe(self, origin: Origin, bucket: int, groups: list[Group]) -> list[Decision]:
        specs = {id(group.spec): group.spec for group in groups}
        numbers = {key: number for number, key in enumerate(specs, 1)}
        keys = [self._keys.progress(bucket)]
        entries: list[scripts.Argument] = []
        described = []
        for group in groups:
            keys.extend(self._keys.window(group))
            for entry in (*group.acts, *group.supports):
                entries += (entry.at_ms, encoded(entry))
            counts = (len(group.acts), len(group.supports))
            described.append((numbers[id(group.spec)], *counts, group.since_ms, group.trigger))
        arguments: list[scripts.Argument] = [
            _field(origin.partition),
            *self._known.get((bucket, origin.partition), _Known()),
            self._grace_ms,
            _pack([_packable(spec) for spec in specs.values()]),
            _pack(described),
            *entries,
        ]
        answer = await self._written(scripts.OBSERVE, bucket, origin.partition, keys, arguments)
        return [
            groups[index - 1].decision(chain, _decided(decided))
            for index, chain, decided in _unpack(answer)
        ]

    def _by_bucket(self, groups: Iterable[Group]) -> Mapping[int, list[Group]]:
        by_bucket: dict[int, list[Group]] = defaultdict(list)
        for group in groups:
            bucket = self._keys.bucket(group.subject_type, group.subject_id)
            by_bucket[bucket if self._clustered else 0].append(group)
        return by_bucket

    async def _written(
        self,
        script: scripts.Script,
        bucket: int,
        partition: Partition,
        keys: Sequence[str],
        arguments: Sequence[scripts.Argument],
    ) -> Any:
        """Run a script that counts its writes; every one acknowledged must be there next time."""
        status, *answer = await self._run(script, keys, arguments)
        if status == b"LOST":
            raise WindowsLost(f"Redis no longer holds the windows of {_field(partition)}")
        known = self._known.get((bucket, partition), _Known())
        self._known[bucket, partition] = known._replace(writes=max(known.writes, answer[1]))
        return answer[0]

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """See `WindowStore.strike`."""
        by_bucket: dict[int, list[int]] = defaultdict(list)
        for position, strike in enumerate(strikes):
            bucket = self._keys.bucket(strike.subject_type, strike.subject_id)
            by_bucket[bucket if self._clustered else 0].append(position)
        answers: dict[int, Struck] = {}
        for bucket, positions in by_bucket.items():
            chosen = [strikes[position] for position in positions]
            replies = await self._strike(origin, bucket, chosen)
            for position, (number, holds) in zip(positions, replies, strict=True):
                answers[position] = Struck(number, bool(holds))
        return [answers[position] for position in range(len(strikes))]

    async def _strike(self, origin: Origin | None, bucket: int, strikes: list[Strike]) -> Any:
        keys, arguments = self._strike_call(bucket, strikes)
        if origin is None:
            _, replies, _ = await self._run(scripts.STRIKE, keys, [*arguments, "", 0, 0])
            return replies
        known = self._known.get((bucket, origin.partition), _Known())
        arguments += (_field(origin.partition), *known)
        return await self._written(scripts.STRIKE, bucket, origin.partition, keys, arguments)

    def _strike_call(
        self, bucket: int, strikes: list[Strike]
    ) -> tuple[list[str], list[scripts.Argument]]:
        keys, described = [self._keys.progress(bucket)], []
        for one in strikes:
            keys.append(self._keys.strikes(one.subject_type, one.subject_id, one.family))
            keys.append(self._keys.in_force(one.subject_type, one.subject_id, one.scope))
            ladder = [(step.severity, step.duration_ms, step.restricts) for step in one.ladder]
            decay_ms = min(one.decay_ms, STRIKES_KEPT_MS)
            described.append((one.finding_id, one.at_ms, decay_ms, one.enforced, ladder))
        return keys, [self._grace_ms, _pack(described)]

    async def progress(self, partitions: Sequence[Partition]) -> Mapping[Partition, int | None]:
        """See `WindowStore.progress`: the least over all buckets, None when one knows nothing."""
        if not partitions:
            return {}
        fields = [_field(partition) for partition in partitions]
        async with _translated():
            rows = [
                await self._client.hmget(self._keys.progress(bucket), fields)
                for bucket in self._progress_buckets()
            ]
        reached: dict[Partition, int | None] = {}
        for partition, *offsets in zip(partitions, *rows, strict=True):
            known = [int(offset) for offset in offsets if offset is not None]
            reached[partition] = min(known) if len(known) == len(offsets) else None
        return reached

    async def begin(self, offsets: Mapping[Partition, int]) -> None:
        """See `WindowStore.begin`."""
        self._standing.clear()
        if not offsets:
            return
        arguments: list[scripts.Argument] = [self._grace_ms]
        for partition, offset in offsets.items():
            arguments += (_field(partition), offset)
        for bucket in self._progress_buckets():
            held = await self._run(scripts.BEGIN, [self._keys.progress(bucket)], arguments)
            for (partition, offset), writes in zip(offsets.items(), held, strict=True):
                self._known[bucket, partition] = _Known(offset, writes)

    async def advance(self, offsets: Mapping[Partition, int]) -> None:
        """See `WindowStore.advance`."""
        for bucket in self._progress_buckets() if offsets else ():
            arguments: list[scripts.Argument] = [self._grace_ms]
            for partition, offset in offsets.items():
                known = self._known.get((bucket, partition), _Known())
                arguments += (_field(partition), *known, offset)
            status = await self._run(scripts.ADVANCE, [self._keys.progress(bucket)], arguments)
            if status[0] == b"LOST":
                raise WindowsLost("Redis no longer holds what this worker wrote")
            for partition, offset in offsets.items():
                known = self._known.get((bucket, partition), _Known())
                self._known[bucket, partition] = known._replace(reached=max(known.reached, offset))

    async def restore(self, findings: Sequence[PastFinding]) -> None:
        """See `WindowStore.restore`."""
        by_bucket: dict[int, list[PastFinding]] = defaultdict(list)
        for one in findings:
            bucket = self._keys.bucket(one.subject_type, one.subject_id)
            by_bucket[bucket if self._clustered else 0].append(one)
        for chosen in by_bucket.values():
            for start in range(0, len(chosen), RESTORED_AT_ONCE):
                part = chosen[start : start + RESTORED_AT_ONCE]
                keys = [
                    self._keys.record(one.rule_id, one.subject_type, one.subject_id) for one in part
                ]
                packed = [_pack((one.chain, one.ordinal, one.at_ms)) for one in part]
                await self._run(scripts.RESTORE, keys, [self._grace_ms, *packed])

    async def close(self) -> None:
        """Close the connections, to the sentinels too, which the client leaves open."""
        await self._client.aclose()
        pool = getattr(self._client, "connection_pool", None)
        for sentinel in getattr(getattr(pool, "sentinel_manager", None), "sentinels", ()):
            await sentinel.aclose()

    def _progress_buckets(self) -> range:
        return range(self._keys.buckets if self._clustered else 1)

    async def _run(
        self, script: scripts.Script, keys: Sequence[str], arguments: Sequence[scripts.Argument]
    ) -> Any:
        async with _translated():
            return await script(self._client, keys, arguments)


def _field(partition: Partition) -> str:
    return f"{partition.topic}:{partition.partition}"


def _standing_key(observation: Observation) -> tuple[str, str, str]:
    return observation.spec.rule_id, observation.subject_id, observation.entry.event_id


def _packable(spec: Any) -> tuple[object, ...]:
    return (
        spec.counting,
        spec.within_ms,
        spec.cooldown_ms,
        [threshold.at_least for threshold in spec.thresholds],
        spec.capacity,
        spec.support_ms,
        spec.agreement,
        spec.weight,
        spec.least_acts,
        spec.least_supports,
    )


def _decided(packed: Sequence[Any]) -> Decided:
    ordinal, at_ms, trigger, event_id, counts, events, identity, account = packed
    counted = tuple(Counted(*event) for event in events)
    return Decided(ordinal, at_ms, trigger, event_id, tuple(counts), counted, identity, account)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
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
