"""What to write instead of a word that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(written: object, known: Iterable[str]) -> str:
    """`did you mean X?` when something is close, else `write one of …`."""
    words = list(known)
    close = get_close_matches(str(written), words, 1)
    return f"did you mean {close[0]}?" if close else f"write one of {', '.join(words)}"
