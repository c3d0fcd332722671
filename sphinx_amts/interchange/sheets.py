"""Write and read CSV files that people fill in with a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import errors_as, read_file
from sphinx_amts.interchange.cells import cell, cell_text, typed_text
from sphinx_amts.interchange.tables import TABLE_BYTES, DamagedTable, Table, table_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.errors import AmtsError


def sheet(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the content of a CSV file in which no cell is taken for a formula.

    The file begins with a byte order mark, by which spreadsheets recognise UTF-8.

    Args:
        columns: names of the columns, for the header.
        rows: cells of each row, by column; missing cells are empty.
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: cell(text) for name, text in row.items()} for row in rows)
    return stream.getvalue().encode("utf-8-sig", "replace")


def read_sheet(
    path: Path,
    columns: Collection[str],
    error: type[AmtsError],
    *,
    typed: Collection[str] = (),
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``file:line`` and the cells, by column, of each row below the header.

    Args:
        path: a CSV file, or a table with tabs or semicolons.
        columns: names of the columns that the file must have.
        error: type of the error that is raised.
        typed: columns that people fill in; the other columns are as `sheet` wrote them.

    Raises:
        AmtsError: of the type *error*: the file cannot be read, is damaged or lacks a
            column.
    """
    with errors_as(error, f"{path}: cannot be read"):
        text = table_text(read_file(path, max_bytes=TABLE_BYTES), path, error)
    try:
        # spreadsheets of some countries write semicolons, "Unicode text" has tabs
        table = Table(text, ",;\t")
    except DamagedTable as exc:
        raise _damaged(path, exc, error) from exc
    if missing := set(columns) - set(table.header):
        raise error(
            f"{path}:{table.line}: there is no column {', '.join(sorted(missing))}; "
            "the first line must name the columns, as in the table that was written"
        )
    for found in table.rows():
        if isinstance(found, DamagedTable):
            raise _damaged(path, found, error)
        line, row = found
        if len(row) > len(table.header):
            reason = f"{len(row)} fields instead of {len(table.header)}"
            raise _damaged(path, DamagedTable(reason, line), error)
        # a spreadsheet leaves out empty cells at the end of a row
        cells = dict.fromkeys(table.header, "") | dict(
            zip(table.header, row, strict=False)
        )
        yield f"{path}:{line}", _texts(cells, typed)


def _damaged(path: Path, fault: DamagedTable, error: type[AmtsError]) -> AmtsError:
    return error(
        f"{path}:{fault.line}: {fault.reason}; correct it, or save the table again "
        "as CSV (UTF-8)"
    )


def _texts(cells: Mapping[str, str], typed: Collection[str]) -> dict[str, str]:
    written = {text for name, text in cells.items() if name not in typed}
    return {
        # a text copied from another cell of the row is as `sheet` wrote it
        name: typed_text(text)
        if name in typed and text not in written
        else cell_text(text)
        for name, text in cells.items()
    }
