"""How the demo looks: a live table in a terminal, plain lines elsewhere, a summary at the end."""

from collections import Counter
from statistics import median
from time import monotonic
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

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
            line = f"{subject}  {_measure(one.sanction)}  {one.sanction['reason']}  {_quote(one)}"
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)
        self._shown = len(seen)

    def stop(self) -> None:
        """Nothing to leave."""


def _headline(progress: Progress) -> Text:
    seconds = monotonic() - progress.began
    done = f"{progress.played:,} of {progress.total:,} events played"
    return Text(f" {done} · {len(progress.seen)} sanctions · {seconds:.0f} s", style="bold")


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
    if sanction["expires_at_ms"] is not None:
        length_ms = sanction["expires_at_ms"] - sanction["starts_at_ms"]
        days = f" {length_ms // 86_400_000}d"
    return f"{sanction['scope']}: {sanction['measure'].removesuffix('-restriction')}{days}"


def _quote(seen: Seen) -> str:
    """The last text of the evidence, or the number of events behind it."""
    events = seen.sanction["evidence"]["events"]
    excerpt = events[-1].get("excerpt")
    return f"“{excerpt}”" if excerpt else f"({len(events)} events as evidence)"


def summary(progress: Progress, truth: Truth, rules: set[str]) -> list[str]:
    """What happened, in a few lines: sanctions by rule, misses, false accusations, latency.

    `rules` are the kinds that have a rule; campaigns of other kinds are not counted.
    """
    sanctions = [seen.sanction for seen in progress.seen.values()]
    by_rule = Counter(sanction["rule_id"] for sanction in sanctions)
    subjects = {sanction["subject_id"] for sanction in sanctions}
    campaigns = {(one.campaign, one.kind) for one in truth.spammers if one.kind in rules}
    found = {(one.campaign, one.kind) for one in truth.spammers if one.id in subjects}
    named = {one.id for one in truth.spammers} | {one.id for one in truth.unverified}
    wrong = subjects - named
    waits = [seen.after_seconds * 1_000 for seen in progress.seen.values()]
    return [
        f"{progress.played:,} events, {len(sanctions)} sanctions:",
        *(f"  {number:3d}  {rule}" for rule, number in by_rule.most_common()),
        f"spam campaigns found: {len(campaigns & found)} of {len(campaigns)}",
        *(f"  not found: {campaign} ({kind})" for campaign, kind in sorted(campaigns - found)),
        f"ordinary people and rooms sanctioned: {len(wrong)}",
        *(f"  wrongly: {subject}" for subject in sorted(wrong)),
        *([f"deciding event to sanction read: median {median(waits):.0f} ms"] if waits else []),
    ]
