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
"""Rows are read one after another if at least one of so many is wanted."""
# The columns are cast, because Python refuses a whole answer for one bad byte in it.
COLUMNS = (
    "CAST(key AS BLOB), CASE WHEN raw = 1 AND mode = 1 AND filename IS NULL AND "
    "typeof(key) = 'text' AND typeof(value) = 'text' THEN CAST(value AS BLOB) END"
)
ROWS_BETWEEN = f"SELECT {COLUMNS} FROM Cache WHERE rowid BETWEEN ? AND ?"  # noqa: S608
# Values that begin with the key of their row, and are one line.
LINES = (
    "CAST(group_concat(CASE WHEN raw = 1 AND mode = 1 AND filename IS NULL AND "
    "typeof(key) = 'text' AND typeof(value) = 'text' AND "
    "substr(value, 1, 50) = '{\"key\":\"' || key || '\",' AND "
    "instr(value, char(10)) = 0 THEN value END, char(10)) AS BLOB)"
)
LINES_BETWEEN = f"SELECT {LINES} FROM Cache WHERE rowid BETWEEN ? AND ?"  # noqa: S608
# In place of a row whose value is too long to be read.
KEY_ALONE = "CAST(key AS BLOB), NULL"


@cache
def one_of(columns: str, column: str, count: int) -> str:
    """Return the query for the rows in which a column has one of *count* values."""
    marks = ",".join("?" * count)
    return f"SELECT {columns} FROM Cache WHERE {column} IN ({marks})"  # noqa: S608


def key_of(row: Any) -> str:
    """Return the key of a row, "" if it is none of ours."""
    return row[0].decode("ascii", "replace") if isinstance(row[0], bytes) else ""


def is_dense(numbers: Sequence[int]) -> bool:
    """Return whether few rows lie between those with *numbers*."""
    return numbers[-1] - numbers[0] < _SPREAD * len(numbers)


def batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield parts of *values*, each of a size that one statement can take."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
