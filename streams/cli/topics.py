"""`haechi topics create`: the topics with their partitions, retention and compaction."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import asyncio
from typing import TYPE_CHECKING, Final

import click

from streams.cli.example import ExampleCommand

if TYPE_CHECKING:
    from streams.topic_admin import Outcome, WantedTopic

EXAMPLE: Final = "haechi topics create --dry-run"


@click.group()
def topics() -> None:
    """Create the Kafka topics."""


@topics.command(cls=ExampleCommand, example=EXAMPLE)
@click.option(
    "--dry-run", is_flag=True, help="Only print what the topics should be; ask no broker."
)
def create(dry_run: bool) -> None:
    """Create the Kafka topics.

    Creates the topics on HAECHI_KAFKA__BROKERS, with HAECHI_KAFKA__PARTITIONS and
    HAECHI_KAFKA__REPLICATION_FACTOR. Topics that exist are left alone; what differs from the
    wanted is told. It may be repeated.
    """
    from config.settings import load_settings
    from streams.topic_admin import create_topics, wanted_topics

    kafka = load_settings().kafka
    if dry_run:
        for topic in wanted_topics(kafka):
            click.echo(f"{topic.name}: {_described(topic)}")
        return
    for outcome in asyncio.run(create_topics(kafka)):
        click.echo(f"{outcome.topic.name}: {_told(outcome)}")


def _told(outcome: "Outcome") -> str:
    if outcome.created:
        return f"created, {_described(outcome.topic)}"
    if outcome.differences:
        return f"exists and is left alone, with {', '.join(outcome.differences)}"
    return "exists"


def _described(topic: "WantedTopic") -> str:
    partitions = _counted(topic.partitions, "partition")
    return f"{partitions}, {_counted(topic.replication_factor, 'replica')}, {_kept(topic)}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _kept(topic: "WantedTopic") -> str:
    from config.durations import written_duration

    if topic.configs["cleanup.policy"] == "compact":
        return "compacted"
    kept_ms = int(topic.configs["retention.ms"])
    return "kept for ever" if kept_ms < 0 else f"kept {written_duration(kept_ms)}"
