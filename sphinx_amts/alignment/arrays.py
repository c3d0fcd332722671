"""Define array types and helpers, so that numpy is loaded only to align texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Integers = NDArray[np.int64]
    Indexes = NDArray[np.int32]
    Small = NDArray[np.int8]


def ranges(first: Integers, sizes: Integers) -> Integers:
    """Concatenate ranges of integers that start at *first* and have lengths *sizes*."""
    import numpy as np

    found: Integers = np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    found += np.arange(len(found))
    return found


def prefix_sums(values: Floats) -> Floats:
    """Return the sums of the first 0, 1, 2, … of *values*."""
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(values)])


def in_order(codes: Integers) -> tuple[Integers, Indexes, Indexes]:
    """Return the sorted distinct *codes*, and where they occur.

    The result is that of `numpy.unique`, in a third of the time: each code and its
    index are packed into one integer, and these are sorted.

    Args:
        codes: numbers from 0; a code and an index have at most 63 bits together.

    Returns:
        the distinct codes; the indexes of all codes, sorted by their codes; and for
        each of these indexes the position of its code among the distinct codes.
    """
    import numpy as np

    bits = max(len(codes) - 1, 1).bit_length()
    # the arrays are long, so they are changed in place
    both = codes << bits
    both |= np.arange(len(codes))
    both.sort()
    places = (both & ((1 << bits) - 1)).astype(np.int32)
    both >>= bits
    new = np.empty(len(both), dtype=bool)
    new[:1] = True
    np.not_equal(both[1:], both[:-1], out=new[1:])
    numbers = np.cumsum(new, dtype=np.int32)
    numbers -= 1
    return both[new], places, numbers


def distinct(codes: Integers) -> tuple[Integers, Integers]:
    """Return the sorted distinct *codes*, and the index of each code among them."""
    import numpy as np

    unique, places, numbers = in_order(codes)
    inverse = np.empty(len(codes), dtype=np.int64)
    inverse[places] = numbers
    return unique, inverse
