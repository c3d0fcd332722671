"""Read tables (CSV, TSV) from people and other programs, even if they are damaged.

Python's `csv.reader` reads on if a quote is never closed, so that one cell contains the
rest of the file, and stops at a long cell with an error that does not name the file.
Here every damaged row is reported with its line, and the rows below are still read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import as_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.errors import AmtsError

MOST_LINES = 200
"""Most lines of one row; a quote that is open for longer counts as damage."""

TABLE_BYTES = 32_000_000
"""Most bytes of one table."""

TABLE_LINES = 2_000_000
"""Most lines of one table."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*\Z')
"""Pattern of a first line that tells Excel the delimiter, such as ``sep=;``."""

_QUOTED = re.compile(r'"[^"]*"')
_QUOTES = "quotes that do not match"


def table_text(data: bytes, path: Path, error: type[AmtsError] = ConfigError) -> str:
    """Decode *data*, the content of *path*.

    Tables are in UTF-8, or in UTF-16 as spreadsheets save "Unicode text".

    Raises:
        AmtsError: of the type *error*: *data* are in neither encoding, or damaged.
    """
    if not data.startswith(_UTF16):
        return as_utf8(data, path, error)
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as exc:
        before = data[: exc.start - exc.start % 2].decode("utf-16", "replace")
        line = before.count("\n") + 1
        raise error(f"{path}:{line}: damaged UTF-16; save the file as UTF-8") from exc


class DamagedTable(ValueError):
    """Raised for a damaged table, or a damaged row of it.

    Attributes:
        reason: description of the damage.
        line: number of the damaged line, from 1.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line}: {reason}")
        self.reason = reason
        self.line = line


class Table:
    """Table whose first row names the columns.

    Args:
        text: the whole table.
        delimiters: characters that may separate cells; the most frequent of them in the
            first row, outside quotes, is used.

    Attributes:
        header: names of the columns, without blanks around them. Columns without a name
            at the end are left out, and their empty cells are not in the rows.
        line: number of the line of the header, from 1.

    Raises:
        DamagedTable: the header cannot be parsed, or the table has too many lines.
    """

    def __init__(self, text: str, delimiters: str) -> None:
        if (lines := text.count("\n") + text.count("\r")) > TABLE_LINES:
            raise DamagedTable(f"a table of {lines:,} lines; split it", TABLE_LINES)
        self._lines = list(io.StringIO(text, newline=""))
        start = next((i for i, line in enumerate(self._lines) if line.strip()), 0)
        first = self._lines[start] if self._lines else ""
        if named := _SEPARATOR.match(first):
            delimiters = named[1]
            start += 1
            first = self._lines[start] if start < len(self._lines) else ""
        self._delimiter = max(delimiters, key=_QUOTED.sub("", first).count)
        self._start = start + 1
        self.line = start + 1
        names = cells_of(first, self._delimiter, self.line)
        self.header = _trimmed([name.strip() for name in names], 0)

    @property
    def delimiter(self) -> str:
        """Return the character that separates cells."""
        return self._delimiter

    @property
    def is_empty(self) -> bool:
        """Return whether the table has no row below the header."""
        return not any(line.strip() for line in self._lines[self._start :])

    def raw(self, line: int) -> str:
        """Return the text of the line number *line*, from 1, without its line end."""
        return self._lines[line - 1].rstrip("\r\n")

    def is_trimmed(self, line: int, cells: Sequence[str]) -> bool:
        """Return whether the line number *line* has more cells than *cells*."""
        return len(cells_of(self.raw(line), self._delimiter, line)) > len(cells)

    def rows(self) -> Iterator[tuple[int, list[str]] | DamagedTable]:
        """Yield each row with the number of its first line, or the damage in it.

        Empty rows are skipped. After a damaged row, reading continues with the line
        after the first line of the row.
        """
        lines = _Lines(self._lines, self._start)
        rows = csv.reader(lines, delimiter=self._delimiter, strict=True)
        while lines.position < len(self._lines):
            begin = lines.begin = lines.position
            reason = ""
            row: list[str] = []
            try:
                row = next(rows)
            except csv.Error:
                reason = _QUOTES
            row = _trimmed(row, len(self.header))
            if len(row) != len(self.header) and lines.position - begin > 1:
                reason = _QUOTES
            if reason:
                reason = _long(self._lines[begin]) or reason
                lines = _Lines(self._lines, begin + 1)
                rows = csv.reader(lines, delimiter=self._delimiter, strict=True)
                yield DamagedTable(reason, begin + 1)
            elif any(cell.strip() for cell in row):
                yield begin + 1, row


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Return *cells* without empty cells at the end, but at least *width* of them."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def cells_of(text: str, delimiter: str, line: int) -> list[str]:
    """Split a row on one line into cells; quotes may be unbalanced.

    Args:
        text: the row.
        delimiter: character between cells.
        line: number of the line, for the error.

    Raises:
        DamagedTable: a cell is too long, or the row cannot be parsed.
    """
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error as exc:
        raise DamagedTable(_long(text) or str(exc), line) from exc


def _long(line: str) -> str:
    limit = csv.field_size_limit()
    if len(line) <= limit or line.count('"') % 2:
        return ""
    return f"a cell of more than {limit:,} characters"


class _Lines:
    """Iterator over lines for `csv.reader`, which yields at most `MOST_LINES` per row.

    Attributes:
        position: index of the next line.
        begin: index of the first line of the current row; set by the caller.
    """

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self._lines = lines
        self.position = self.begin = start

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= len(self._lines):
            raise StopIteration
        if self.position - self.begin >= MOST_LINES:
            raise csv.Error(_QUOTES)
        self.position += 1
        return self._lines[self.position - 1]
