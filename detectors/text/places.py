"""Places of what is true in an array, without the overhead of `numpy.flatnonzero`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def places_of(mask: NDArray[Any]) -> NDArray[np.intp]:
    """Where a one-dimensional mask is true, or an array is not zero: intp, in order."""
    places: NDArray[np.intp] = mask.nonzero()[0]
    return places
