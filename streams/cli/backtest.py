"""`haechi backtest`: two policies over the same recorded events."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from streams.cli.progress import reading_then
from streams.cli.several import SeveralValuesCommand

if TYPE_CHECKING:
    from streams.backtest.labels import Labels
    from streams.backtest.pairing import Pair
    from streams.backtest.report import Report
    from streams.backtest.side import NamedPolicy

EXAMPLE: Final = """\
sed 's/invitees: 50/invitees: 80/' config/policy.yaml > /tmp/new.yaml
haechi backtest --events streams/demo/events.jsonl.gz --policy config/policy.yaml \\
  --policy /tmp/new.yaml --out /tmp/backtest"""

MOST_POLICIES: Final = 2


@click.command(cls=SeveralValuesCommand, several=("--events",), example=EXAMPLE)
@click.option(
    "--events",
    "names",
    multiple=True,
    required=True,
    metavar="FILE...",
    help="Recordings, as haechi record makes them, plain or gzip; - is stdin. May be repeated.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Once: what this policy finds. Twice: the old one, then the new one.",
)
@click.option(
    "--out",
    "directory",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where report.html, report.txt and report.json are written.",
)
@click.option(
    "--labels",
    "labels_file",
    metavar="FILE",
    help="Who is a spammer: JSONL or CSV with subject_id and spam (true, false, 1 or 0).",
)
@click.option(
    "--renamed",
    multiple=True,
    metavar="OLD=NEW",
    help="A rule that the new policy calls otherwise. May be repeated; not needed if nothing "
    "else of the rule is different.",
)
@click.option(
    "--examples",
    default=5,
    show_default=True,
    type=click.IntRange(0, 1_000),
    help="Most examples per rule of newly caught, no longer caught and still caught subjects.",
)
def backtest(
    names: tuple[str, ...],
    policies: tuple[Path, ...],
    directory: Path,
    labels_file: str | None,
    renamed: tuple[str, ...],
    examples: int,
) -> None:
    """Compare two policies on recorded events.

    Both policies see the same events in the order of their times, each with windows and strikes
    of its own, counted anew from nothing. The report shows per rule what is found, who is newly
    caught and who no longer, with evidence; with labels also precision and recall. The same
    events and policies give the same bytes.
    """
    from detectors.registry import load_checked_policy
    from streams.backtest.output import FILES, prepare, write
    from streams.backtest.pairing import paired
    from streams.backtest.report_text import summary
    from streams.backtest.side import NamedPolicy

    if len(policies) > MOST_POLICIES:
        raise click.UsageError(f"--policy is given {len(policies)} times; give it once or twice")
    new_names = _new_names(renamed, len(policies))
    named = [NamedPolicy(path, load_checked_policy(path)) for path in policies]
    pairs = paired([one.policy for one in named], new_names)
    labels = _labels(labels_file, names)
    prepare(directory)
    report = _compared(names, named, labels, pairs, examples)
    write(report, directory)
    click.echo(summary(report))
    click.echo(f"written to {directory}: {', '.join(FILES)}")


def _new_names(renamed: Sequence[str], policies: int) -> dict[str, str]:
    pairs = [one.partition("=") for one in renamed]
    for old, equals, new in pairs:
        if not (old and equals and new):
            raise click.UsageError(f"--renamed {old}{equals}{new} is no OLD=NEW")
    if pairs and policies < MOST_POLICIES:
        raise click.UsageError("--renamed needs two policies")
    new_names = {old: new for old, _, new in pairs}
    if len(new_names) < len(pairs) or len(set(new_names.values())) < len(pairs):
        raise click.UsageError("--renamed names a rule twice")
    return new_names


def _labels(labels_file: str | None, names: Sequence[str]) -> "Labels":
    from streams.backtest.labels import read_labels
    from streams.line_input import STANDARD_INPUT

    if labels_file is None:
        return {}
    if labels_file == STANDARD_INPUT and STANDARD_INPUT in names:
        raise click.UsageError("--labels and --events can not both be standard input")
    return read_labels(labels_file)


def _compared(
    names: Sequence[str],
    policies: "Sequence[NamedPolicy]",
    labels: "Labels",
    pairs: "Sequence[Pair]",
    examples: int,
) -> "Report":
    from detectors.text import load_model
    from streams.backtest.compare import Comparison
    from streams.backtest.run import run, sides_of

    with (
        sides_of(policies, load_model()) as sides,
        reading_then("backtesting", names) as (reading, working),
    ):
        done = asyncio.run(run(names, sides, labels, reading, working))
        return Comparison(done, pairs, examples).report()
