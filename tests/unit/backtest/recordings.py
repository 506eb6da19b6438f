"""Small recordings, policies made from the shipped one, and the report of a backtest on them."""

import json
import re
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


SMALL = ("repeated-advertising", "mass-group-invites")
"""Rules whose findings can be counted by hand."""


def policy(path: Path, *changes: tuple[str, str], rules: Sequence[str] = SMALL) -> Path:
    """The shipped policy with so many of its rules (none: all), changed."""
    head, *blocks = re.split(r"(?m)^(?=  - id: )", DEFAULT_POLICY.read_text("utf-8"))
    kept = [block for block in blocks if not rules or _rule_id(block) in rules]
    assert len(kept) == len(rules or blocks)
    content = "".join([head, *kept])
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    path.write_text(content, "utf-8")
    return path


def _rule_id(block: str) -> str:
    return block.split("\n", 1)[0].removeprefix("  - id: ")


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


ROOMS_4 = ("thresholds: {rooms: 5}", "thresholds: {rooms: 4}")
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
