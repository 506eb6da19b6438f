"""The figures of a report, on a case small enough to be counted by hand."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.unit.backtest.recordings import (
    INVITEES_80,
    ROOMS_4,
    policy,
    recording,
    report_of,
    small_case,
)
from tests.unit.cli.running import haechi, json_lines
from tests.unit.streams_of_events import ADVERTISEMENT, MINUTE, NOON, event, rooms, spread

DEMO = Path(__file__).parents[3] / "streams" / "demo" / "events.jsonl.gz"
SHADOW = ("mode: enforced\n    on: group-invites", "mode: shadow\n    on: group-invites")
SERVICE = ("ad_service: {at_least: 0.9}", "illegal: {at_least: 0.95}")
SITES_OFF = (
    "mode: enforced\n    on: [chat-messages, board-posts, open-chat-rooms]\n"
    "    when:\n      illegal: {at_least: 0.95}\n      contact",
    "mode: off\n    on: [chat-messages, board-posts, open-chat-rooms]\n"
    "    when:\n      illegal: {at_least: 0.95}\n      contact",
)


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    policies = [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", ROOMS_4, INVITEES_80)]
    return report_of(tmp_path, small_case(), policies)


def rule(report: dict[str, Any], rule_id: str) -> dict[str, Any]:
    (found,) = [one for one in report["rules"] if one["rule_id"] == rule_id]
    return dict(found)


def shown_as(report: dict[str, Any], kind: str) -> set[tuple[str, str]]:
    """Rules and subjects among the examples of a kind."""
    return {
        (one["rule_id"], example["subject_id"]) for one in report["rules"] for example in one[kind]
    }


def moved(**numbers: int) -> dict[str, int]:
    return dict.fromkeys(("newly", "no_longer", "still", "otherwise", "elsewhere"), 0) | numbers


def subjects(examples: list[dict[str, Any]]) -> list[str]:
    return [one["subject_id"] for one in examples]


def test_a_lower_threshold_catches_one_more_and_a_higher_one_lets_one_go(
    report: dict[str, Any],
) -> None:
    advertising, invites = (
        rule(report, one) for one in ("repeated-advertising", "mass-group-invites")
    )
    assert (advertising["findings"], advertising["subjects"]) == ([1, 2], [1, 2])
    assert advertising["moved"] == {
        "newly": 1,
        "no_longer": 0,
        "still": 1,
        "otherwise": 0,
        "elsewhere": 0,
    }
    assert subjects(advertising["newly"]) == ["bob"]
    assert subjects(advertising["still"]) == ["ann"]
    assert (invites["findings"], invites["subjects"]) == ([1, 0], [1, 0])
    assert subjects(invites["no_longer"]) == ["cho"]


def test_the_whole_is_what_the_rules_add_up_to(report: dict[str, Any]) -> None:
    old, new = report["policies"]
    assert (old["findings"], old["sanctions"], old["subjects"]) == (2, 2, 2)
    assert (new["findings"], new["sanctions"], new["subjects"]) == (2, 2, 2)
    assert old["by_measure"] == {"temporary-restriction": 2}
    assert report["moved"] == {
        "newly": 1,
        "no_longer": 1,
        "still": 1,
        "otherwise": 0,
        "elsewhere": 0,
    }
    assert report["recording"]["events"] == 16
    assert report["recording"]["by_topic"] == {"chat-messages": 10, "group-invites": 6}
    assert [sum(row) for row in report["timeline"]["sanctions"]] == [2, 2]


def test_an_example_has_the_evidence_of_the_sanction(report: dict[str, Any]) -> None:
    (example,) = rule(report, "repeated-advertising")["newly"]
    assert example["counts"] == ["4 rooms within 1h (threshold 4)"]
    assert example["at_ms"] == NOON + 3 * MINUTE
    assert example["events"] == 4
    assert "무직자" in example["excerpts"][0]
    assert example["measure"] == "temporary-restriction"
    assert "4 rooms" in example["reason"]


def test_what_the_policies_say_differently_is_told(report: dict[str, Any]) -> None:
    assert report["changes"] == [
        {"where": "repeated-advertising thresholds rooms", "old": "5", "new": "4"},
        {"where": "mass-group-invites thresholds invitees", "old": "50", "new": "80"},
    ]


def test_shadow_sanctions_are_shown_and_marked_but_restrict_nobody(tmp_path: Path) -> None:
    policies = [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", SHADOW)]
    report = report_of(tmp_path, small_case(), policies)
    invites = rule(report, "mass-group-invites")
    assert invites["modes"] == ["enforced", "shadow"]
    assert invites["moved"] == {
        "newly": 0,
        "no_longer": 0,
        "still": 1,
        "otherwise": 1,
        "elsewhere": 0,
    }
    assert invites["still"][0]["mode"] == "shadow"
    assert report["moved"]["no_longer"] == 1
    assert report["moved_with_shadow"] == {
        "newly": 0,
        "no_longer": 0,
        "still": 2,
        "otherwise": 1,
        "elsewhere": 0,
    }
    assert [one["sanctions"] for one in report["policies"]] == [2, 1]
    assert [one["shadow_sanctions"] for one in report["policies"]] == [0, 1]


def test_a_finding_that_a_stricter_rule_takes_in_is_not_lost(tmp_path: Path) -> None:
    both = ("illegal-site", "ads-for-hire")
    policies = [
        policy(tmp_path / "old.yaml", SITES_OFF, SERVICE, rules=both),
        policy(tmp_path / "new.yaml", SERVICE, rules=both),
    ]
    report = report_of(tmp_path, small_case(), policies)
    milder = rule(report, "ads-for-hire")
    assert (milder["findings"], milder["sanctions"]) == ([1, 1], [1, 0])
    assert milder["taken_in"] == [0, 1]
    assert milder["moved"] == moved(elsewhere=1)
    assert subjects(milder["elsewhere"]) == ["ann"]
    assert milder["no_longer"] == []
    assert subjects(rule(report, "illegal-site")["newly"]) == ["ann"]
    assert [one["taken_in"] for one in report["policies"]] == [0, 1]
    text = (tmp_path / "out" / "report.txt").read_text("utf-8")
    assert "  taken in by stricter rules under new: 1\n" in text
    assert re.search(r"^  taken in by stricter rules +0 +1 +\+1$", text, re.MULTILINE)


def test_lifts_are_no_sanctions_and_told_by_their_cause(tmp_path: Path) -> None:
    order = {"subject_type": "account", "subject_id": "troll", "reason": "", "operator_id": "op"}
    hour = 60 * MINUTE
    events = [
        *small_case(),
        event("operator-actions", NOON + hour, action="sanction", scope="likes", **order),
        event("operator-actions", NOON + 2 * hour, action="lift", **order),
        event("likes", NOON + 26 * hour, actor_id="fan", content_id="c", owner_id="idol"),
    ]
    chosen = policy(tmp_path / "old.yaml", rules=("mass-group-invites", "by-hand"))
    report = report_of(tmp_path, events, [chosen])
    assert rule(report, "mass-group-invites")["lifted"] == [{"expired": 1}]
    assert rule(report, "by-hand")["sanctions"] == [1]
    assert rule(report, "by-hand")["lifted"] == [{"operator-decision": 1}]
    (figures,) = report["policies"]
    assert figures["sanctions"] == 2
    assert figures["lifted"] == {"expired": 1, "operator-decision": 1}
    text = (tmp_path / "out" / "report.txt").read_text("utf-8")
    assert re.search(r"^lifted, by an operator +1$", text, re.MULTILINE)


def test_a_rule_that_is_only_called_otherwise_is_the_same_rule(tmp_path: Path) -> None:
    renamed = policy(tmp_path / "new.yaml", ("id: mass-group-invites", "id: invite-floods"))
    report = report_of(tmp_path, small_case(), [policy(tmp_path / "old.yaml"), renamed])
    invites = rule(report, "invite-floods")
    assert (invites["status"], invites["old_id"]) == ("renamed", "mass-group-invites")
    assert invites["moved"] == {
        "newly": 0,
        "no_longer": 0,
        "still": 1,
        "otherwise": 0,
        "elsewhere": 0,
    }


def test_a_rule_of_another_name_and_content_is_the_same_if_one_says_so(tmp_path: Path) -> None:
    changes = (("id: mass-group-invites", "id: invite-floods"), INVITEES_80)
    policies = [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", *changes)]
    report = report_of(tmp_path, small_case(), policies)
    assert rule(report, "invite-floods")["status"] == "added"
    assert rule(report, "mass-group-invites")["status"] == "removed"
    assert rule(report, "mass-group-invites")["modes"] == ["enforced", "–"]
    assert subjects(rule(report, "mass-group-invites")["no_longer"]) == ["cho"]
    told = ("--renamed", "mass-group-invites=invite-floods")
    report = report_of(tmp_path, small_case(), policies, *told)
    assert rule(report, "invite-floods")["status"] == "renamed"


def test_labels_give_precision_and_recall_and_the_rest_is_counted(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("subject_id,spam\nann,true\nbob,1\ncho,false\nroom-0,0\nnobody,true\n")
    policies = [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", ROOMS_4)]
    report = report_of(tmp_path, small_case(), policies, "--labels", labels)
    old, new = report["policies"]
    assert old["quality"] == {
        "caught_spam": 1,
        "caught_not_spam": 1,
        "missed_spam": 1,
        "spared_not_spam": 1,
        "caught_unlabelled": 0,
        "precision": 0.5,
        "recall": 0.5,
    }
    assert (new["quality"]["precision"], new["quality"]["recall"]) == (0.6667, 1.0)
    assert report["labels"] == {
        "spam": 3,
        "not_spam": 2,
        "spam_present": 2,
        "not_spam_present": 2,
    }
    assert rule(report, "repeated-advertising")["quality"][1]["precision"] == 1.0
    assert rule(report, "repeated-advertising")["newly"][0]["label"] is True


def test_mistakes_come_first_among_the_examples(tmp_path: Path) -> None:
    events = [
        *spread(ADVERTISEMENT, "early", rooms(6), NOON, MINUTE),
        *spread(ADVERTISEMENT, "late", rooms(6), NOON + 20 * MINUTE, MINUTE),
    ]
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"subject_id": "late", "spam": false}\n')
    options = ("--labels", labels, "--examples", 1)
    report = report_of(tmp_path, events, [policy(tmp_path / "old.yaml")], *options)
    advertising = rule(report, "repeated-advertising")
    assert subjects(advertising["still"]) == ["late"]
    assert report["policies"][0]["quality"]["caught_unlabelled"] == 1


class Page(HTMLParser):
    """Checks that elements are closed as they were opened, and collects what is loaded."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [str(value) for name, value in attrs if name == "src"]
        self.loaded += [str(value) for name, value in attrs if name == "href" and value[:1] != "#"]  # type: ignore[index]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escapes_texts_and_loads_nothing(tmp_path: Path) -> None:
    text = f"<script>alert(1)</script> {ADVERTISEMENT}"
    events = [*spread(text, "<b>ann</b>", rooms(6), NOON, MINUTE), *small_case()]
    labels = tmp_path / "labels.csv"
    labels.write_text("subject_id,spam\nbob,1\ncho,false\n")
    policies = [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", ROOMS_4, SHADOW)]
    report_of(tmp_path, events, policies, "--labels", labels)
    written = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<script" not in written
    assert "&lt;script&gt;" in written
    assert "&lt;b&gt;ann&lt;/b&gt;" in written
    page = Page()
    page.feed(written)
    assert page.open == []
    assert page.loaded == []
    assert written.count("<svg") == 4
    assert written.count("The same as a table") == 4


def test_the_text_tells_the_examples_and_the_summary_is_printed(tmp_path: Path) -> None:
    events = recording(tmp_path / "events", small_case())
    old, new = policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml", ROOMS_4)
    call = ("--policy", old, "--policy", new, "--out", tmp_path / "out")
    result = haechi("backtest", "--events", events, *call)
    text = (tmp_path / "out" / "report.txt").read_text("utf-8")
    printed, _, last = result.stdout.rstrip("\n").rpartition("\n")
    assert text.startswith(printed.rstrip("\n"))
    assert last == f"written to {tmp_path / 'out'}: report.html, report.txt, report.json"
    assert re.search(r"^repeated-advertising +enforced +1 → 2 +1 → 2 +1 +0 +1$", text, re.MULTILINE)
    assert "  newly caught: 1\n    account bob\n" in text


def test_a_policy_alone_is_reported_without_comparison(tmp_path: Path) -> None:
    report = report_of(tmp_path, small_case(), [policy(tmp_path / "old.yaml")])
    assert [one["name"] for one in report["policies"]] == ["policy"]
    assert report["changes"] == []
    assert subjects(rule(report, "repeated-advertising")["still"]) == ["ann"]
    text = (tmp_path / "out" / "report.txt").read_text("utf-8")
    assert "newly" not in text
    assert "  caught: 1\n" in text


def test_an_empty_recording_is_a_report_of_nothing(tmp_path: Path) -> None:
    report = report_of(tmp_path, [], [policy(tmp_path / "old.yaml"), policy(tmp_path / "new.yaml")])
    assert report["recording"]["events"] == 0
    assert "Backtest on no events" in (tmp_path / "out" / "report.txt").read_text("utf-8")


def test_each_policy_has_the_sanctions_that_a_replay_has(tmp_path: Path) -> None:
    shipped = policy(tmp_path / "old.yaml", rules=())
    lowered = policy(tmp_path / "new.yaml", ROOMS_4, rules=())
    assert haechi(
        "backtest", "--events", DEMO, "--policy", shipped, "--policy", lowered,
        "--out", tmp_path / "out", "--examples", 1_000,
    ).exit_code == 0  # fmt: skip
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    for number, name in enumerate((shipped, lowered)):
        call = ("--events", DEMO, "--policy", name, "--out", tmp_path / "replayed")
        assert haechi("replay", *call).exit_code == 0
        acts = json_lines((tmp_path / "replayed" / "sanctions.jsonl").read_bytes())
        imposed = [one for one in acts if one["action"] == "impose"]
        assert report["policies"][number]["sanctions"] == len(imposed)
        assert sum(report["policies"][number]["lifted"].values()) == len(acts) - len(imposed)
        by_hand = [one for one in imposed if one["rule_id"] == "by-hand"]
        assert rule(report, "by-hand")["sanctions"][number] == len(by_hand) > 0
        caught = {(one["rule_id"], one["subject_id"]) for one in imposed}
        shown = shown_as(report, "newly" if number else "no_longer") | shown_as(report, "still")
        assert shown <= caught <= shown | shown_as(report, "elsewhere")
