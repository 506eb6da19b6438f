"""How the demo looks: a live table in a terminal, plain lines elsewhere, a summary at the end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median
from time import monotonic
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from config.durations import DAY_MS
from config.policy import Policy
from streams.demo.play import Progress, Seen
from streams.demo.recording import Truth

ROWS = 12
SUBJECTS = {"account": "👤", "room": "💬"}


class LiveTable:
    """The latest sanctions in a table that is drawn again as they come."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, refresh_per_second=5, transient=False)
        self._live.start()

    def __call__(self, progress: Progress) -> None:
        """Draw the present state."""
        self._live.update(Group(_headline(progress), _table(progress)))
        if progress.ended:
            self._live.stop()

    def stop(self) -> None:
        """Leave the terminal as it was found."""
        self._live.stop()


class PlainLines:
    """One line per sanction, in order of coming; nothing is drawn over."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown = 0

    def __call__(self, progress: Progress) -> None:
        """Print what is new."""
        seen = list(progress.seen.values())
        for one in seen[self._shown :]:
            subject = f"{one.sanction['subject_type']} {one.sanction['subject_id']}"
            parts = [subject, _measure(one.sanction), one.sanction["reason"], _quote(one)]
            line = "  ".join(part for part in parts if part)
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)
        self._shown = len(seen)

    def stop(self) -> None:
        """Nothing to leave."""


def _headline(progress: Progress) -> Text:
    seconds = monotonic() - progress.began
    done = f"{progress.played:,} of {progress.total:,} events played"
    imposed, lifts = _imposed_and_lifts(progress)
    acts = f"{len(imposed)} sanctions, {len(lifts)} lifted"
    return Text(f" {done} · {acts} · {seconds:.0f} s", style="bold")


def _imposed_and_lifts(progress: Progress) -> tuple[list[Seen], list[Seen]]:
    seen = list(progress.seen.values())
    imposed = [one for one in seen if one.sanction["action"] == "impose"]
    return imposed, [one for one in seen if one.sanction["action"] == "lift"]


def _table(progress: Progress) -> Table:
    table = Table(expand=True, show_edge=False, pad_edge=False)
    table.add_column("who", no_wrap=True, ratio=3)
    table.add_column("measure", no_wrap=True, ratio=3)
    table.add_column("why, and what was seen", ratio=8)
    for seen in list(progress.seen.values())[-ROWS:]:
        sanction = seen.sanction
        who = f"{SUBJECTS.get(sanction['subject_type'], '')} {sanction['subject_id']}"
        why = Text(sanction["reason"])
        if quote := _quote(seen):
            why.append(f"\n{quote}", style="dim")
            why.no_wrap, why.overflow = True, "ellipsis"
        table.add_row(Text(who), Text(_measure(sanction)), why)
    return table


def _measure(sanction: dict[str, Any]) -> str:
    days = ""
    if sanction["action"] == "lift":
        return f"{sanction['scope']}: lifted"
    if sanction["expires_at_ms"] is not None:
        length_ms = sanction["expires_at_ms"] - sanction["starts_at_ms"]
        days = f" {length_ms // DAY_MS}d"
    return f"{sanction['scope']}: {sanction['measure'].removesuffix('-restriction')}{days}"


def _quote(seen: Seen) -> str:
    """The last text of the evidence, or the number of events behind it; of a lift, nothing."""
    events = seen.sanction["evidence"]["events"]
    if not events:
        return ""
    excerpt = events[-1].get("excerpt")
    number = "1 event" if len(events) == 1 else f"{len(events)} events"
    return f"“{excerpt}”" if excerpt else f"({number} as evidence)"


def summary(progress: Progress, truth: Truth, policy: Policy) -> list[str]:
    """What happened, in a few lines: sanctions by clause and rule, misses, false accusations.

    A campaign is found if any enforced rule sanctions one who takes part in it. Campaigns whose
    kind is no rule of the policy are not counted.
    """
    imposed, lifts = _imposed_and_lifts(progress)
    subjects = {one.sanction["subject_id"] for one in imposed if _is_enforced(one)}
    rules = {rule.id for rule in policy.active_rules}
    campaigns = {(one.campaign, one.kind) for one in truth.spammers if one.kind in rules}
    found = {(one.campaign, one.kind) for one in truth.spammers if one.id in subjects}
    named = {one.id for one in truth.spammers} | {one.id for one in truth.unverified}
    wrong = subjects - named
    waits = [one.after_seconds * 1_000 for one in imposed if one.after_seconds is not None]
    return [
        f"{progress.played:,} events, {len(imposed)} sanctions, {len(lifts)} lifted again:",
        *_by_clause(imposed, policy),
        f"spam campaigns found: {len(campaigns & found)} of {len(campaigns)}",
        *(f"  not found: {campaign} ({kind})" for campaign, kind in sorted(campaigns - found)),
        f"ordinary people and rooms sanctioned: {len(wrong)}",
        *(f"  wrongly: {subject}" for subject in sorted(wrong)),
        *([f"deciding event to sanction read: median {median(waits):.0f} ms"] if waits else []),
    ]


def _by_clause(imposed: Iterable[Seen], policy: Policy) -> Iterator[str]:
    """Per clause of the policy, its rules with the number of their sanctions.

    In brackets: how many of their findings were about acts that a stricter rule sanctioned.
    """
    acts = [one.sanction for one in imposed]
    by_rule = Counter(act["rule_id"] for act in acts)
    also = Counter(one for act in acts for one in act["evidence"]["details"].get("also_broken", ()))
    clauses: dict[str, list[str]] = {}
    for rule in policy.active_rules:
        numbers = [str(by_rule[rule.id])] if by_rule[rule.id] else []
        numbers += [f"({also[rule.id]})"] if also[rule.id] else []
        said = clauses.setdefault(rule.clause, [])
        said += [" ".join([*numbers, rule.id])] if numbers else []
    for clause in sorted(clauses, key=lambda name: (name[0], int(name[1:]))):
        yield f"  {clause:>3}  {', '.join(clauses[clause]) or 'nothing'}"
    if also:
        yield "  in brackets: found as well, but a stricter rule sanctioned the same act"


def _is_enforced(seen: Seen) -> bool:
    return bool(seen.sanction["mode"] == "enforced")
