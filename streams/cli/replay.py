"""`haechi replay`: recorded events through the rules, without Kafka."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from streams.cli.progress import reading_then
from streams.cli.several import SeveralValuesCommand
from streams.wording import counted

if TYPE_CHECKING:
    from config.policy import Policy
    from streams.replay.output import Summary

EXAMPLE: Final = "haechi replay --events streams/demo/events.jsonl.gz --out /tmp/replayed"


@click.command(cls=SeveralValuesCommand, several=("--events",), example=EXAMPLE)
@click.option(
    "--events",
    "names",
    multiple=True,
    required=True,
    metavar="FILE...",
    help='Lines of {"topic": "chat-messages", "value": {…}}, plain or gzip; - is stdin. '
    "May be repeated.",
)
@click.option(
    "--out",
    "directory",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the results are written.",
)
@click.option("--policy", "policy_file", metavar="FILE", type=click.Path(path_type=Path),
              help="The policy.  [default: the one that haechi comes with]")  # fmt: skip
def replay(names: tuple[str, ...], directory: Path, policy_file: Path | None) -> None:
    """Run recorded events through the rules.

    The events go through the worker's rules and windows in the order of their times. Writes
    sanctions.jsonl, notifications.jsonl, review-queue.jsonl and dead-letters.jsonl into DIR. The
    same events and policy give the same bytes.
    """
    from config.settings import DEFAULT_POLICY
    from detectors.registry import load_checked_policy

    policy = load_checked_policy(policy_file or DEFAULT_POLICY)
    summary = _replayed(names, directory, policy)
    click.echo("\n".join(_told(summary, policy, directory)))


def _replayed(names: tuple[str, ...], directory: Path, policy: "Policy") -> "Summary":
    from streams.replay.run import replay as run

    with reading_then("replaying", names) as (reading, replaying):
        return asyncio.run(run(names, directory, policy, reading, replaying))


def _told(summary: "Summary", policy: "Policy", directory: Path) -> list[str]:
    """What a person wants to know, in a few lines."""
    from streams.replay.output import OUTPUTS

    written = summary.written
    rules = ", ".join(f"{count:,} {rule}" for rule, count in sorted(summary.by_rule.items()))
    dead = f" ({summary.first_dead_letter})" if summary.first_dead_letter else ""
    return [
        f"{counted(summary.events, 'event')}, policy {policy.version} with "
        f"{counted(len(policy.active_rules), 'rule')}",
        f"{counted(written['sanctions'], 'sanction')}{f': {rules}' if rules else ''}",
        counted(written["notifications"], "notification"),
        f"{counted(written['review-queue'], 'case')} to review",
        f"{counted(written['dead-letters'], 'dead letter')}{dead}",
        f"written to {directory}: {', '.join(f'{name}.jsonl' for name in OUTPUTS)}",
    ]
