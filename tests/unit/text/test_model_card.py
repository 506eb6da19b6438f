import pytest

from benchmarks.text.card import END, START, CardError, row, with_figures
from benchmarks.text.figures import Figure


def test_a_figure_becomes_a_row_with_its_verdict() -> None:
    assert row(Figure("ham", 0.0045, "share", 0.003, True, 1780)) == (
        "| ham | 1,780 | 0.45% | ≤ 0.3% | **missed** |"
    )
    assert row(Figure("left out", 0.9537, "AUC", 0.95, False, 41)) == (
        "| left out | 41 | 0.954 | ≥ 0.95 | reached |"
    )
    assert row(Figure("written", 0.5, "share", None, True, 2)) == "| written | 2 | 50.00% |  |  |"


def test_only_what_is_between_the_marks_changes() -> None:
    card = f"before\n{START}\nold\n{END}\nafter\n"
    made = with_figures(card, [Figure("speed", 14.2, "µs/text", 15, True, 1000)])
    assert made.startswith(f"before\n{START}\n\n| measured")
    assert made.endswith(f"| speed | 1,000 | 14.2 µs | ≤ 15 µs | reached |\n\n{END}\nafter\n")


def test_a_card_without_marks_is_refused() -> None:
    with pytest.raises(CardError, match="figures"):
        with_figures("no table", [])
