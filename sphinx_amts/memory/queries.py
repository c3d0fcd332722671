"""Define the queries of a translation memory, for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

_T = TypeVar("_T")
Numbers = Sequence[int]

_BATCH = 500
_SPREAD = 2
"""All rows of a range are read if more than one in so many is wanted."""
# The columns are cast, because Python refuses a whole answer for one bad byte in it.
COLUMNS = (
    "CAST(key AS BLOB), CASE WHEN raw = 1 AND mode = 1 AND filename IS NULL AND "
    "typeof(key) = 'text' AND typeof(value) = 'text' THEN CAST(value AS BLOB) END"
)
ROWS_BETWEEN = f"SELECT {COLUMNS} FROM Cache WHERE rowid BETWEEN ? AND ?"  # noqa: S608
# Values that begin with the key of their row, a line each, and their number.
_LINES = "count(*), CAST(group_concat(value, char(10)) AS BLOB)"
_OURS = (
    "raw = 1 AND mode = 1 AND filename IS NULL AND typeof(key) = 'text' AND "
    "typeof(value) = 'text' AND instr(value, '{\"key\":\"' || key || '\",') = 1"
)
LINES_BETWEEN = f"SELECT {_LINES} FROM Cache WHERE rowid BETWEEN ? AND ? AND {_OURS}"  # noqa: S608
# In place of a row whose value is too long to be read.
KEY_ALONE = "CAST(key AS BLOB), NULL"


@cache
def one_of(columns: str, column: str, count: int) -> str:
    """Return the query for the rows in which a column has one of *count* values.

    SQLite looks the values up in their order; it would first sort those of an ``IN``.

    Args:
        columns: the columns to return.
        column: the column that is compared with the values.
        count: number of values.
    """
    marks = ",".join(["(?)"] * count)
    return (
        f"WITH Wanted(one) AS (VALUES {marks}) "  # noqa: S608
        f"SELECT {columns} FROM Wanted CROSS JOIN Cache ON {column} = one"
    )


@cache
def lines_of(count: int) -> str:
    """Return the query that joins the values of *count* rows, given by number."""
    return f"{one_of(_LINES, 'Cache.rowid', count)} WHERE {_OURS}"


def key_of(row: Any) -> str:
    """Return the key of a row; "" if this program did not write the row."""
    return row[0].decode("ascii", "replace") if isinstance(row[0], bytes) else ""


def is_dense(numbers: Sequence[int]) -> bool:
    """Return whether *numbers*, which are sorted, leave out few numbers."""
    return numbers[-1] - numbers[0] < _SPREAD * len(numbers)


def batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield parts of *values*, each of a size that one statement can take."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
