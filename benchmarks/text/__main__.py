"""`python -m benchmarks.text --data DIR`: measures against the bars; exit code 1 below one.

Prints one JSON object a figure; `--card FILE` also puts the table into the model card. Needs the
labelled sets and the `train` extra; about half an hour, or a
minute with `--quick`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.text import (
    card,
    contact_behind,
    contacts,
    held_back,
    left_out,
    likeness,
    speed,
    written_messages,
)
from benchmarks.text.figures import Figure


def measure(data: Path, *, quick: bool) -> Iterator[Figure]:
    """All figures, as they are measured; `quick` leaves out the trainings."""
    yield from speed.figures(data)
    yield from held_back.figures(data)
    yield from contact_behind.figures(data)
    yield from written_messages.figures()
    yield from contacts.figures()
    yield from likeness.figures(data)
    if not quick:
        yield from left_out.figures(data)


def main() -> None:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the labelled sets")
    parser.add_argument("--quick", action="store_true", help="leave out the trainings")
    parser.add_argument("--card", type=Path, help="model card whose table is made anew")
    chosen = parser.parse_args()
    figures = []
    for figure in measure(chosen.data, quick=chosen.quick):
        print(json.dumps(figure.described(), ensure_ascii=False), flush=True)
        figures.append(figure)
    if chosen.card:
        card.write(chosen.card, figures)
    sys.exit(not all(figure.reached for figure in figures))


if __name__ == "__main__":
    main()
