"""Places in an array, without the overhead of `numpy.flatnonzero`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def places_of(mask: NDArray[Any]) -> NDArray[np.intp]:
    """Where a one-dimensional mask is true, or an array is not zero: intp, in order."""
    places: NDArray[np.intp] = mask.nonzero()[0]
    return places


def stretches(starts: NDArray[np.intp], stops: NDArray[np.intp]) -> NDArray[np.intp]:
    """All places from each start up to its stop, one stretch after the other: intp."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
