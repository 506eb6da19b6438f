"""Dossiers in Redis: strikes, endings, and penalties whose time is over."""

from collections.abc import Sequence
from typing import Any

from detectors.windows import Ending
from streams.windows import scripts
from streams.windows.dossier import Lift, Penalty, Strike, Struck
from streams.windows.protocol import Origin
from streams.windows.redis_calls import (
    BETWEEN,
    TAKEN_AT_ONCE,
    TAKEN_MS,
    RedisCalls,
    packed,
    unpacked,
)


class RedisDossiers(RedisCalls):
    """The part of `WindowStore` that deals with dossiers."""

    async def strike(self, strikes: Sequence[Strike], origin: Origin | None = None) -> list[Struck]:
        """See `WindowStore.strike`."""
        by_bucket = self._by_bucket(range(len(strikes)), lambda place: _subject(strikes[place]))
        answers: dict[int, Struck] = {}
        for bucket, positions in by_bucket.items():
            chosen = [strikes[position] for position in positions]
            replies = await self._strike(origin, bucket, chosen)
            for position, reply in zip(positions, replies, strict=True):
                answers[position] = Struck(*reply)
        return [answers[position] for position in range(len(strikes))]

    async def _strike(self, origin: Origin | None, bucket: int, strikes: list[Strike]) -> Any:
        keys = [self._keys.progress(bucket), self._keys.lifts(bucket)]
        numbers: dict[str, int] = {}
        described = []
        for one in strikes:
            subject = _subject(one)
            if subject not in numbers:
                numbers[subject] = len(numbers) + 1
                keys.append(self._keys.dossier(subject))
            member = _member(one.subject_type, one.subject_id, one.sanction_id)
            described.append((numbers[subject], member, _packable(one)))
        arguments = [self._grace_ms, packed(described), *self._written_for(bucket, origin)]
        return unpacked(await self._asked(scripts.STRIKE, bucket, origin, keys, arguments))

    async def end(self, endings: Sequence[Ending]) -> list[Penalty]:
        """See `WindowStore.end`."""
        changed = []
        for one in endings:
            subject = _subject(one)
            keys = [self._keys.lifts(self._bucket(subject)), self._keys.dossier(subject)]
            arguments: list[scripts.Argument] = [self._grace_ms, one.target, one.at_ms, one.reason]
            arguments += (int(one.pardon), _member(one.subject_type, one.subject_id, ""))
            _, answer = await self._run(scripts.END, keys, arguments)
            changed += [_penalty(fields) for fields in unpacked(answer)]
        return changed

    async def due_lifts(self, now_ms: int) -> list[Lift]:
        """See `WindowStore.due_lifts`."""
        lifts = []
        for bucket in self._buckets():
            keys = [self._keys.lifts(bucket)]
            arguments: list[scripts.Argument] = [now_ms, now_ms + TAKEN_MS, TAKEN_AT_ONCE]
            for member in await self._run(scripts.DUE, keys, arguments):
                lift = await self._lift(member.decode(), now_ms)
                if lift is None:
                    await self._run(scripts.DONE, keys, [member])
                else:
                    lifts.append(lift)
        return lifts

    async def _lift(self, member: str, now_ms: int) -> Lift | None:
        subject_type, subject_id, sanction_id = member.split(BETWEEN)
        keys = [self._keys.dossier(f"{subject_type}:{subject_id}")]
        _, answer = await self._run(scripts.LIFT, keys, [self._grace_ms, sanction_id, now_ms])
        penalties = [_penalty(fields) for fields in unpacked(answer)]
        if not penalties:
            return None
        remaining = penalties[1] if len(penalties) > 1 else None
        return Lift(subject_type, subject_id, penalties[0], remaining)  # type: ignore[arg-type]

    async def confirm_lifts(self, lifts: Sequence[Lift]) -> None:
        """See `WindowStore.confirm_lifts`."""
        for one in lifts:
            bucket = self._bucket(_subject(one))
            member = _member(one.subject_type, one.subject_id, one.penalty.sanction_id)
            await self._run(scripts.DONE, [self._keys.lifts(bucket)], [member])


def _subject(of: Strike | Ending | Lift) -> str:
    return f"{of.subject_type}:{of.subject_id}"


def _member(subject_type: str, subject_id: str, sanction_id: str) -> str:
    return BETWEEN.join((subject_type, subject_id, sanction_id))


def _packable(one: Strike) -> tuple[object, ...]:
    ladder = [(step.severity, step.duration_ms, step.restricts) for step in one.ladder]
    return (
        one.sanction_id,
        one.finding_id,
        one.event_id,
        one.rule_id,
        one.family,
        one.scope,
        one.at_ms,
        one.decay_ms,
        ladder,
        one.enforced,
        one.rank,
        one.about.decode(),
        one.number,
        one.strictness,
    )


def _penalty(fields: Sequence[Any]) -> Penalty:
    sanction_id, finding_id, rule_id, family, scope, enforced, at_ms, number, *rest = fields
    severity, restricts, until_ms, about, reason, lifted, pardoned = rest
    return Penalty(
        sanction_id=sanction_id,
        finding_id=finding_id,
        rule_id=rule_id,
        family=family,
        scope=scope,
        enforced=enforced,
        at_ms=int(at_ms),
        number=number,
        severity=severity,
        restricts=restricts,
        until_ms=int(until_ms),
        about=about.encode(),
        reason=reason,
        lifted=lifted,
        pardoned=pardoned,
    )
