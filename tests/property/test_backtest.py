"""A policy against itself changes nothing; the order of lines and files makes no difference."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings, strategies as st

from tests.unit.backtest.recordings import ROOMS_4, policy, recording, report_of
from tests.unit.cli.running import haechi
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    NOON,
    OTHER_ADVERTISEMENT,
    SECOND,
    Event,
    message,
)

SENT = st.tuples(
    st.sampled_from(["ann", "bob", "cho"]),
    st.sampled_from([f"r{number}" for number in range(7)]),
    st.sampled_from([ADVERTISEMENT, OTHER_ADVERTISEMENT, "오늘 저녁 뭐 먹을까 다들"]),
    st.integers(0, 7_200),
)


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    sent = draw(st.lists(SENT, max_size=60))
    return [
        message(who, room, text, NOON + seconds * SECOND + number)
        for number, (who, room, text, seconds) in enumerate(sent)
    ]


def figures(directory: Path, names: list[Path], policies: list[Path]) -> dict[str, Any]:
    chosen = [part for path in policies for part in ("--policy", path)]
    out = directory / "out"
    assert haechi("backtest", "--events", *names, *chosen, "--out", out).exit_code == 0
    report: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return report


@settings(max_examples=10, deadline=None)
@given(stream=streams())
def test_a_policy_against_itself_changes_nothing(stream: list[Event]) -> None:
    with TemporaryDirectory() as name:
        directory = Path(name)
        same = policy(directory / "policy.yaml", rules=())
        report = report_of(directory, stream, [same, same])
    nothing = {"newly": 0, "no_longer": 0, "otherwise": 0, "elsewhere": 0}
    assert report["changes"] == []
    for moved in (report["moved"], *(rule["moved"] for rule in report["rules"])):
        assert moved == nothing | {"still": moved["still"]}
    for rule in report["rules"]:
        assert rule["findings"][0] == rule["findings"][1]
        assert rule["newly"] == rule["no_longer"] == []


@settings(max_examples=25, deadline=None)
@given(stream=streams(), data=st.data())
def test_the_order_of_lines_and_files_makes_no_difference(
    stream: list[Event], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(stream))
    cut = data.draw(st.integers(0, len(stream)))
    with TemporaryDirectory() as name:
        directory = Path(name)
        policies = [policy(directory / "old.yaml"), policy(directory / "new.yaml", ROOMS_4)]
        whole = recording(directory / "whole", stream)
        parts = [
            recording(directory / "first", shuffled[:cut]),
            recording(directory / "second", shuffled[cut:]),
        ]
        expected = figures(directory, [whole], policies)
        assert figures(directory, parts, policies) == expected
        assert figures(directory, parts[::-1], policies) == expected
