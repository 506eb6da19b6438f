"""An oracle for windows: keeps every event, and decides from the whole set at once."""

from collections.abc import Sequence

from detectors.windows import Entry, WindowSpec


def decision_times(spec: WindowSpec, acts: Sequence[Entry], supports: Sequence[Entry]) -> list[int]:
    """Times of the findings, worked out as the definition says and in no clever way."""
    times: list[int] = []
    for act in sorted(acts, key=lambda entry: entry.at_ms):
        if times and act.at_ms < times[-1] + spec.cooldown_ms:
            continue
        if _qualifies(spec, act, acts, supports, times[-1] if times else -1):
            times.append(act.at_ms)
    return times


def _qualifies(
    spec: WindowSpec, act: Entry, acts: Sequence[Entry], supports: Sequence[Entry], floor: int
) -> bool:
    def counts_in(entry: Entry) -> bool:
        return entry.at_ms <= act.at_ms and entry.at_ms > max(floor, act.at_ms - spec.within_ms)

    window = [one for one in acts if counts_in(one)]
    if spec.counting == "persistence":
        refusals = [one for one in supports if counts_in(one)]
        return any(_persists(spec, person, window, refusals) for person in act.identities[0])
    if spec.counting == "net":
        window = [one for one in window if not _taken_back(one, act.at_ms, supports)]
    if spec.counting == "similar":
        window = [
            one
            for one in window
            if sum(map(int.__eq__, one.signature, act.signature)) >= spec.agreement
        ]
    if spec.counting == "staff":
        if not is_staff(act, act.at_ms, acts, supports):
            return False
        window = [one for one in window if is_staff(one, act.at_ms, acts, supports)]
    return all(
        len({person for one in window for person in one.identities[number]}) >= threshold.at_least
        for number, threshold in enumerate(spec.thresholds)
    )


def _taken_back(act: Entry, at_ms: int, supports: Sequence[Entry]) -> bool:
    return any(
        one.identities == act.identities and act.at_ms <= one.at_ms <= at_ms for one in supports
    )


def _persists(spec: WindowSpec, person: str, window: list[Entry], refusals: list[Entry]) -> bool:
    invites = sum(person in one.identities[0] for one in window)
    refused = sum(person in one.identities[0] for one in refusals)
    counts = (invites, refused, invites + spec.weight * refused)
    return all(c >= t.at_least for c, t in zip(counts, spec.thresholds, strict=True))


def is_staff(act: Entry, at_ms: int, acts: Sequence[Entry], supports: Sequence[Entry]) -> bool:
    """By role, by the room's list of members, or by a device such an account used until then."""
    devices = {one.device for one in supports if one.device and one.at_ms <= at_ms}
    devices |= {one.device for one in acts if one.at_ms <= at_ms and named(one, supports)}
    return named(act, supports) or (bool(act.device) and act.device in devices)


def named(act: Entry, supports: Sequence[Entry]) -> bool:
    rooms = [one for one in supports if one.members and one.at_ms <= act.at_ms]
    latest = max(rooms, key=lambda one: one.at_ms, default=None)
    return bool(act.role) or (latest is not None and act.account in latest.members)
