"""Joins in Redis."""

import asyncio
from collections.abc import Sequence
from typing import Any

from detectors.windows import Entry, Joined, JoinObservation, JoinSpec
from streams.windows import scripts
from streams.windows.evaluation import encoded, entry_of
from streams.windows.joining import JoinGroup, join_groups
from streams.windows.protocol import Origin, Waiting
from streams.windows.redis_calls import (
    BETWEEN,
    TAKEN_AT_ONCE,
    TAKEN_MS,
    RedisCalls,
    packed,
    unpacked,
)


class RedisJoins(RedisCalls):
    """The part of `WindowStore` that deals with joins."""

    async def join(
        self, origin: Origin | None, observations: Sequence[JoinObservation]
    ) -> list[Joined]:
        """See `WindowStore.join`; one round trip (on a cluster: one per hash tag, at once)."""
        by_bucket = self._by_bucket(join_groups(observations), lambda group: group.name)
        answers = await asyncio.gather(
            *(self._join(origin, bucket, groups) for bucket, groups in by_bucket.items())
        )
        return [joined for answer in answers for joined in answer]

    async def _join(
        self, origin: Origin | None, bucket: int, groups: Sequence[JoinGroup]
    ) -> list[Joined]:
        specs = {id(group.spec): group.spec for group in groups}
        numbers = {key: number for number, key in enumerate(specs, 1)}
        keys = [self._keys.progress(bucket), self._keys.unsettled(bucket)]
        entries: list[scripts.Argument] = []
        members: dict[int, bytes] = {}  # a text has one entry for several joins
        described = []
        for group in groups:
            keys += self._keys.join(group.name)
            for entry in (*group.acts, *group.supports):
                member = members.get(id(entry))
                if member is None:
                    member = members[id(entry)] = encoded(entry)
                entries += (entry.at_ms, member)
            counts = (len(group.acts), len(group.supports))
            since_ms = group.since_ms if counts != (0, 0) else 0
            described.append((numbers[id(group.spec)], *counts, since_ms, _waiting(group)))
        arguments = [
            *self._written_for(bucket, origin),
            self._grace_ms,
            self._now_ms(),
            packed([_packable(spec) for spec in specs.values()]),
            packed(described),
            *entries,
        ]
        answer = await self._asked(scripts.JOIN, bucket, origin, keys, arguments)
        return [_joined(groups[one[0] - 1], one) for one in unpacked(answer)]

    async def unsettled(self, until_ms: int) -> list[Waiting]:
        """See `WindowStore.unsettled`."""
        waiting = []
        for bucket in self._buckets():
            arguments: list[scripts.Argument] = [until_ms, self._now_ms() + TAKEN_MS, TAKEN_AT_ONCE]
            taken = await self._run(scripts.DUE, [self._keys.unsettled(bucket)], arguments)
            waiting += [Waiting(*member.decode().split(BETWEEN, 2)) for member in taken]
        return waiting

    async def settle(self, spec: JoinSpec, key: str) -> list[Joined]:
        """See `WindowStore.settle`."""
        group = JoinGroup(spec, key)
        return await self._join(None, self._bucket(group.name), [group])

    async def confirm_settled(self, waiting: Waiting, acts: Sequence[Entry]) -> None:
        """See `WindowStore.confirm_settled`."""
        name = ":".join(waiting)
        keys = [self._keys.unsettled(self._bucket(name)), self._keys.join(name)[0]]
        members = [encoded(act) for act in acts]
        await self._run(scripts.SETTLE, keys, [BETWEEN.join(waiting), self._now_ms(), *members])


def _waiting(group: JoinGroup) -> str:
    return BETWEEN.join((group.spec.rule_id, group.spec.name, group.key))


def _packable(spec: JoinSpec) -> tuple[object, ...]:
    return (
        spec.within_ms,
        spec.support_ms,
        spec.by_account,
        spec.crowd,
        spec.agreement,
        spec.settles,
        spec.capacity,
        spec.supports_kept,
    )


def _joined(group: JoinGroup, answer: Sequence[Any]) -> Joined:
    _, others, act, *supports = answer
    read = tuple(entry_of(one) for one in supports)
    return Joined(group.spec, group.key, entry_of(act), read, others)
