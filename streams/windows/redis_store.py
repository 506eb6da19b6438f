"""Windows in Redis or Valkey: one server, behind sentinels, or a cluster."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from detectors.windows import Counted, Decision, Observation, WindowSpec
from streams.errors import WindowsLost
from streams.windows import scripts
from streams.windows.evaluation import Decided, encoded
from streams.windows.grouping import Group, grouped
from streams.windows.protocol import Origin, Partition, PastFinding
from streams.windows.redis_calls import (
    Known,
    RedisCalls,
    field_of,
    packed,
    translated,
    unpacked,
)
from streams.windows.redis_dossiers import RedisDossiers
from streams.windows.redis_joins import RedisJoins

RESTORED_AT_ONCE = 1_000
"""Findings restored per call."""

STANDING_REMEMBERED = 50_000
"""Standing observations this worker remembers having written."""


class RedisWindows(RedisDossiers, RedisJoins, RedisCalls):
    """A `WindowStore` in Redis; made as `RedisCalls` says."""

    async def ping(self) -> None:
        """Check that Redis answers and lets us in.

        Raises:
            RedisUnavailable: it does not.
        """
        async with translated():
            await self._client.ping()

    async def observe(
        self, origin: Origin | None, observations: Sequence[Observation]
    ) -> list[Decision]:
        """See `WindowStore.observe`; one round trip (on a cluster: one per hash tag, at once)."""
        news = [one for one in observations if not one.standing or self._is_news(one)]
        by_bucket = self._by_bucket(grouped(news), lambda group: group.key)
        answers = await asyncio.gather(
            *(self._observe(origin, bucket, groups) for bucket, groups in by_bucket.items())
        )
        if len(self._standing) > STANDING_REMEMBERED:
            self._standing.clear()
        self._standing.update(_standing_key(one) for one in news if one.standing)
        return [decision for answer in answers for decision in answer]

    def _is_news(self, observation: Observation) -> bool:
        return _standing_key(observation) not in self._standing

    async def _observe(
        self, origin: Origin | None, bucket: int, groups: list[Group]
    ) -> list[Decision]:
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
        arguments = [
            *self._written_for(bucket, origin),
            self._grace_ms,
            packed([_packable(spec) for spec in specs.values()]),
            packed(described),
            *entries,
        ]
        answer = await self._asked(scripts.OBSERVE, bucket, origin, keys, arguments)
        return [
            groups[index - 1].decision(chain, _decided(decided))
            for index, chain, decided in unpacked(answer)
        ]

    async def progress(self, partitions: Sequence[Partition]) -> Mapping[Partition, int | None]:
        """See `WindowStore.progress`: the least over all buckets, None when one knows nothing."""
        if not partitions:
            return {}
        fields = [field_of(partition) for partition in partitions]
        async with translated():
            rows = [
                await self._client.hmget(self._keys.progress(bucket), fields)
                for bucket in self._buckets()
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
            arguments += (field_of(partition), offset)
        for bucket in self._buckets():
            held = await self._run(scripts.BEGIN, [self._keys.progress(bucket)], arguments)
            for (partition, offset), writes in zip(offsets.items(), held, strict=True):
                self._known[bucket, partition] = Known(offset, writes)

    async def advance(self, offsets: Mapping[Partition, int]) -> None:
        """See `WindowStore.advance`."""
        for bucket in self._buckets() if offsets else ():
            arguments: list[scripts.Argument] = [self._grace_ms]
            for partition, offset in offsets.items():
                known = self._known.get((bucket, partition), Known())
                arguments += (field_of(partition), *known, offset)
            status = await self._run(scripts.ADVANCE, [self._keys.progress(bucket)], arguments)
            if status[0] == b"LOST":
                raise WindowsLost("Redis no longer holds what this worker wrote")
            for partition, offset in offsets.items():
                known = self._known.get((bucket, partition), Known())
                self._known[bucket, partition] = known._replace(reached=max(known.reached, offset))

    async def restore(self, findings: Sequence[PastFinding]) -> None:
        """See `WindowStore.restore`."""
        for chosen in self._by_bucket(findings, lambda one: one.key).values():
            for start in range(0, len(chosen), RESTORED_AT_ONCE):
                part = chosen[start : start + RESTORED_AT_ONCE]
                keys = [self._keys.record(one.rule_id, one.key) for one in part]
                past = [packed((one.chain, one.ordinal, one.at_ms)) for one in part]
                await self._run(scripts.RESTORE, keys, [self._grace_ms, *past])

    async def close(self) -> None:
        """Close the connections, to the sentinels too, which the client leaves open."""
        await self._client.aclose()
        pool = getattr(self._client, "connection_pool", None)
        for sentinel in getattr(getattr(pool, "sentinel_manager", None), "sentinels", ()):
            await sentinel.aclose()


def _standing_key(observation: Observation) -> tuple[str, str, str]:
    return observation.spec.rule_id, observation.subject_id, observation.entry.event_id


def _packable(spec: WindowSpec) -> tuple[object, ...]:
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
