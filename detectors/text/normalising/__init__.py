"""Undoes evasion: three views of a whole batch of texts, and masked words put back into them."""

from detectors.text.normalising.views import (
    LONGEST_TEXT,
    Normalised,
    View,
    as_text,
    collapsed_spaces,
    normalise,
    view_of,
)

__all__ = [
    "LONGEST_TEXT",
    "Normalised",
    "View",
    "as_text",
    "collapsed_spaces",
    "normalise",
    "view_of",
]
