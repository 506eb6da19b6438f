"""Small recordings, policies made from the shipped one, and the report of a backtest on them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from config.settings import DEFAULT_POLICY
from tests.unit.cli.running import haechi
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    MINUTE,
    NOON,
    OTHER_ADVERTISEMENT,
    Event,
    invite,
    people,
    rooms,
    spread,
)


def recording(path: Path, events: Iterable[Event]) -> Path:
    lines = [{"topic": one.topic, "value": one.fields} for one in events]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def policy(path: Path, *changes: tuple[str, str]) -> Path:
    content = DEFAULT_POLICY.read_text("utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    path.write_text(content, "utf-8")
    return path


def small_case() -> list[Event]:
    """Ann advertises in six rooms, Bob in four; Cho invites 60 people to six rooms."""
    return [
        *spread(ADVERTISEMENT, "ann", rooms(6), NOON, MINUTE),
        *spread(OTHER_ADVERTISEMENT, "bob", rooms(4), NOON, MINUTE),
        *(
            invite("cho", people(10, f"kind-{number}"), f"g{number}", NOON + number * MINUTE)
            for number in range(6)
        ),
    ]


ROOMS_4 = ("      rooms: 5\n    family: advertising", "      rooms: 4\n    family: advertising")
INVITEES_80 = ("invitees: 50", "invitees: 80")


def report_of(
    directory: Path, events: Sequence[Event], policies: Sequence[Path], *options: object
) -> dict[str, Any]:
    name = recording(directory / "events.jsonl", events)
    chosen = [part for path in policies for part in ("--policy", path)]
    out = directory / "out"
    result = haechi("backtest", "--events", name, *chosen, "--out", out, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    report: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return report
