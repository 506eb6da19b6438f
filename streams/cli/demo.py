"""`haechi demo`: the whole system on this machine, for half a minute."""

import asyncio
import sys
import time

import click

from streams.cli.example import ExampleCommand

SECONDS = 25.0


@click.command(cls=ExampleCommand, example="haechi demo --seconds 10")
@click.option(
    "--seconds",
    default=SECONDS,
    show_default=True,
    type=click.FloatRange(1, 3_600),
    help="How long to play the recording.",
)
def demo(seconds: float) -> None:
    """Watch spam being found in real chat.

    Starts an embedded broker and an embedded Redis-compatible server, creates the topics, starts
    a worker, plays a recorded stream of real texts mixed with spam campaigns through Kafka, and
    shows the sanctions as they come. Needs no server, JVM or container; leaves nothing running.
    """
    from rich.console import Console  # noqa: PLC0415 - heavy modules only when needed

    from config.settings import DEFAULT_POLICY  # noqa: PLC0415
    from detectors.registry import load_checked_policy  # noqa: PLC0415
    from streams.demo.play import play  # noqa: PLC0415
    from streams.demo.recording import load_events, load_truth, shift  # noqa: PLC0415
    from streams.demo.show import LiveTable, PlainLines, summary  # noqa: PLC0415
    from streams.demo.stage import Stage  # noqa: PLC0415

    console = Console()
    policy = load_checked_policy(DEFAULT_POLICY)
    recording = list(load_events())
    first_ms, last_ms = (recording[at][1]["occurred_at_ms"] for at in (0, -1))
    console.print("starting broker, Redis and worker …", highlight=False)
    with Stage() as stage:
        worker = stage.start_worker()
        console.print(
            f"Kafka protocol on {stage.broker.address}, Redis on {stage.redis.url}; "
            f"playing {(last_ms - first_ms) // 60_000} minutes of chat in {seconds:g} seconds\n",
            highlight=False,
        )
        events = shift(recording, int(time.time() * 1_000) - (last_ms - first_ms), 1)
        show = LiveTable(console) if sys.stdout.isatty() else PlainLines(console)
        try:
            progress = asyncio.run(play(stage, worker, events, seconds, show))
        finally:
            show.stop()
    console.print()
    for line in summary(progress, load_truth(), policy):
        console.print(line, markup=False, highlight=False)
