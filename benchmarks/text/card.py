"""Puts measured figures into the model card, between its markers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.text.figures import Figure

START: Final = "<!-- figures: python -m benchmarks.text writes what is between these marks -->"
END: Final = "<!-- end of figures -->"
_HEAD: Final = ("| measured | cases | value | bar | |", "|---|---|---|---|---|")


class CardError(ValueError):
    """The card has no place for the figures."""


def _shown(value: float, unit: str, *, bar: bool) -> str:
    if unit == "share":
        if bar:
            return f"{value * 100:g}%"
        return f"{value * 100:.4f}%" if 0 < value < 0.0005 else f"{value * 100:.2f}%"
    if unit == "AUC":
        return f"{value:g}" if bar else f"{value:.3f}"
    return f"{value:g} µs" if bar else f"{value:.1f} µs"


def row(figure: Figure) -> str:
    """One figure as a row of the card's table."""
    bar, verdict = "", ""
    if figure.bar is not None:
        sign = "≤" if figure.at_most else "≥"
        bar = f"{sign} {_shown(figure.bar, figure.unit, bar=True)}"
        verdict = "reached" if figure.reached else "**missed**"
    value = _shown(figure.value, figure.unit, bar=False)
    return f"| {figure.name} | {figure.cases:,} | {value} | {bar} | {verdict} |"


def with_figures(card: str, figures: Sequence[Figure]) -> str:
    """The card with its table made anew.

    Raises:
        CardError: a marker is missing.
    """
    before, start, rest = card.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise CardError(f"the card needs the lines {START!r} and {END!r}")
    table = "\n".join([*_HEAD, *map(row, figures)])
    return f"{before}{START}\n\n{table}\n\n{END}{after}"


def write(path: Path, figures: Sequence[Figure]) -> None:
    """Replace the table in the card at `path`."""
    path.write_text(with_figures(path.read_text("utf-8"), figures), "utf-8")
