"""`haechi classify`: texts in, per text out what the text model reads off it."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

from collections.abc import Sequence
from typing import Any, Final

import click

from streams.cli.example import ExampleCommand
from streams.cli.output import STANDARD_OUTPUT, output, tell_if_typed
from streams.line_input import STANDARD_INPUT

BATCH_TEXTS: Final = 1_000

EXAMPLE: Final = """\
printf '%s\\n' '{"id": 1, "text": "이번 주 토요일에 등산 갈 사람?"}' \\
  '{"id": 2, "text": "첫 충전 10% 보너스! 안전 놀이터 k-bet77.com 카톡 betking7"}' |
  haechi classify"""


@click.command(cls=ExampleCommand, example=EXAMPLE)
@click.option(
    "--in",
    "source",
    default=STANDARD_INPUT,
    metavar="FILE",
    help='Lines of JSON with the field "text", plain or gzip.  [default: stdin]',
)
@click.option(
    "--out",
    "target",
    default=STANDARD_OUTPUT,
    metavar="FILE",
    help="Where the lines go.  [default: stdout]",
)
@click.option("--text", "texts", multiple=True, metavar="TEXT",
              help="A text to classify in place of a file; may be repeated.")  # fmt: skip
def classify(source: str, target: str, texts: tuple[str, ...]) -> None:
    """Score texts for advertising.

    Each line is written again with four fields more: the text as haechi reads it (normalised),
    the probability of advertising and of each kind of it (scores), the phones, links, accounts
    and messenger ids in it (contacts), and what raised the scores (signals). Lines are answered
    as they come, so it works in a pipe.
    """
    if texts and source != STANDARD_INPUT:
        raise click.UsageError("give --text or --in, not both")
    with output(target, source) as file:
        if texts:
            file.write(_classified([({"text": text}, text) for text in texts]))
        else:
            _classify_file(source, file)


def _classify_file(source: str, file: Any) -> None:
    from streams.line_input import opened
    from streams.text_lines import read_texts

    tell_if_typed(source)
    with opened(source) as raw:
        for batch in read_texts(raw, source, BATCH_TEXTS):
            file.write(_classified([(line.fields, line.text) for line in batch]))
            file.flush()


def _classified(lines: Sequence[tuple[dict[str, Any], str]]) -> bytes:
    """The lines with the model's fields, as JSONL."""
    import msgspec

    from detectors.text import load_model

    features = load_model().analyse([text for _, text in lines])
    records = [{**fields, **_read(features, row)} for row, (fields, _) in enumerate(lines)]
    return b"".join([msgspec.json.encode(record) + b"\n" for record in records])


def _read(features: Any, row: int) -> dict[str, Any]:
    from detectors.text import SCORES

    scores = [round(float(score), 4) for score in features.scores[row]]
    return {
        "normalised": features.normalised(row),
        "scores": dict(zip(SCORES, scores, strict=True)),
        "contacts": [contact._asdict() for contact in features.contacts(row)],
        "signals": features.signals(row),
    }
