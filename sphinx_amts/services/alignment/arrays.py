"""Names for arrays, so that numpy is loaded only where texts are aligned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Integers = NDArray[np.int64]
    Small = NDArray[np.int8]


def ranges(first: Integers, sizes: Integers) -> Integers:
    """Return all numbers of ranges that start at *first* and have *sizes*."""
    import numpy as np

    before = np.cumsum(sizes) - sizes
    return np.repeat(first - before, sizes) + np.arange(int(sizes.sum()))


def sums(values: Floats) -> Floats:
    """Return the sums of the first 0, 1, … of *values*."""
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(values)])
