"""`haechi record`: events from Kafka into a file."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Final

import click

from streams.cli.moments import parse_moment
from streams.cli.progress import progress_bar
from streams.cli.several import SeveralValuesCommand
from streams.errors import InputError
from streams.watching import Watch
from streams.wording import counted

if TYPE_CHECKING:
    from streams.recording.privacy import Privacy
    from streams.recording.record import Recorded
    from streams.recording.stretch import Wanted

EXAMPLE: Final = (
    "haechi record --topics chat-messages open-chat-rooms --since 24h --out day.jsonl.gz"
)

SECRET_BYTES: Final = (16, 64)
"""Fewest and most bytes of a secret."""


@click.command(cls=SeveralValuesCommand, several=("--topics",), example=EXAMPLE)
@click.option("--topics", "names", multiple=True, metavar="TOPIC...",
              help="Input topics.  [default: all that Kafka has]")  # fmt: skip
@click.option(
    "--since",
    metavar="TIME",
    help="Records from here on: 2026-07-01, 2026-07-01T12:00+09:00 (without a zone: UTC), or so "
    "long ago: 24h, 7d.  [default: the beginning]",
)
@click.option("--until", metavar="TIME", help="Records before this.  [default: now]")
@click.option(
    "--states/--no-states",
    default=True,
    show_default=True,
    help="Take topics that are kept for ever, such as open-chat-rooms, from their beginning: who "
    "owned a room before --since bears on what counts after it.",
)
@click.option("--out", "name", required=True, metavar="FILE",
              help="Compressed if it ends in .gz; - is stdout.")  # fmt: skip
@click.option(
    "--redact",
    is_flag=True,
    help="Mask contacts in texts: links, messenger ids and e-mail addresses become others of "
    "their kind, the same for the same; phone and account numbers are blotted out. Lost are whose "
    "they are, numbers as a sign of advertising, and fields that haechi does not know. Some "
    "scores change with it. Names and contacts that haechi does not recognise stay.",
)
@click.option(
    "--pseudonyms",
    is_flag=True,
    help="Replace every id by a pseudonym, the same for the same id: what is found stays, who it "
    "is goes, and labels by the true ids no longer fit.",
)
@click.option(
    "--secret",
    "secret_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="16 to 64 bytes that stand-ins and pseudonyms are made with: under one secret they are "
    "the same in every recording.  [default: new ones each time]",
)
def record(  # noqa: PLR0913, PLR0917 - one argument per option
    names: tuple[str, ...],
    since: str | None,
    until: str | None,
    states: bool,
    name: str,
    redact: bool,
    pseudonyms: bool,
    secret_file: Path | None,
) -> None:
    """Keep events from Kafka in a file.

    Reads HAECHI_KAFKA__BROKERS outside the worker's consumer group, up to where the topics end
    when it starts, and writes what haechi replay and haechi backtest read. --since and --until go
    by the records' timestamps. Records that do not decode are left out and counted. The file
    appears when all is done.
    """
    from config.settings import load_settings
    from streams.recording.record import record as run
    from streams.recording.writing import STANDARD_OUTPUT, recording_file

    wanted = _wanted(names, since, until, states=states)
    privacy = _privacy(secret_file, redact=redact, pseudonyms=pseudonyms)
    kafka = load_settings().kafka
    with ExitStack() as stack:

        def watching(records: int) -> Watch:
            return stack.enter_context(progress_bar("recording", records))

        file = stack.enter_context(recording_file(name))
        recorded = asyncio.run(run(kafka, wanted, file, privacy, watching))
    for line in _told(recorded, name):
        click.echo(line, err=name == STANDARD_OUTPUT)


def _wanted(
    names: tuple[str, ...], since: str | None, until: str | None, *, states: bool
) -> "Wanted":
    from config.topics import INPUTS
    from streams.recording.stretch import Wanted

    for name in names:
        if name not in INPUTS:
            raise InputError(f"{name!r} is no input topic; write one of {', '.join(INPUTS)}")
    now_ms = int(time() * 1_000)
    since_ms = parse_moment("--since", since, now_ms)
    until_ms = parse_moment("--until", until, now_ms)
    if since_ms is not None and since_ms >= (now_ms if until_ms is None else until_ms):
        raise InputError("--since is not before --until; give an earlier --since")
    return Wanted(tuple(dict.fromkeys(names)) or None, since_ms, until_ms, states)


def _privacy(secret_file: Path | None, *, redact: bool, pseudonyms: bool) -> "Privacy | None":
    if not redact and not pseudonyms:
        if secret_file is not None:
            raise click.UsageError("--secret needs --redact or --pseudonyms")
        return None
    from detectors.text import load_model
    from detectors.text.masking import Masking
    from streams.recording.privacy import Privacy

    secret = secrets.token_bytes(32) if secret_file is None else _secret(secret_file)
    masking = Masking(load_model(), secret) if redact else None
    return Privacy(masking, secret if pseudonyms else None)


def _secret(file: Path) -> bytes:
    least, most = SECRET_BYTES
    try:
        with file.open("rb") as opened:
            secret = opened.read(most + 1)
    except OSError as error:
        raise InputError(
            f"{file}: {error.strerror}; give a file of {least} to {most} bytes"
        ) from None
    if not least <= len(secret) <= most:
        raise InputError(f"{file}: holds too few or too many bytes; give {least} to {most}")
    return secret


def _told(recorded: "Recorded", name: str) -> Iterator[str]:
    events = sum(recorded.events.values())
    by_topic = ", ".join(f"{count:,} {topic}" for topic, count in recorded.events.items() if count)
    yield f"{counted(events, 'event')}{f': {by_topic}' if by_topic else ''}"
    if recorded.left_out:
        left_out = counted(sum(recorded.left_out.values()), "record")
        yield f"{left_out} left out, which do not decode ({recorded.first_left_out})"
    yield f"written to {name}"
