"""Format long lists: shortened on the terminal, complete in a CSV file."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.output import say, say_text
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import seen_from_here, write_if_changed
from sphinx_amts.interchange.cells import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def shortened(text: str, width: int) -> str:
    """Shorten *text* to one line of at most *width* characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def counted(number: int, what: str) -> str:
    """Return *number* with the noun *what*, in the plural unless the number is 1."""
    return f"{number} {what}{'s' if number != 1 else ''}"


def columns(
    rows: Sequence[Sequence[str]], *, left: int = 1, least: Sequence[int] = ()
) -> list[str]:
    """Return one line for each row, with cells padded to aligned columns.

    Args:
        rows: rows, all with the same number of cells.
        left: number of columns that are flush left, from the first; the others are
            flush right.
        least: minimum widths of the first columns, in characters.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths = [max(pair) for pair in zip_longest(widths, least, fillvalue=0)]
    return [
        "  ".join(
            f"{cell:{'<' if place < left else '>'}{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an `OSError` in the block into a `ConfigError` that names a file."""
    try:
        yield
    except OSError as exc:
        reason = f"cannot be written ({exc.strerror or exc})"
        raise ConfigError(f"{exc.filename or path}: {reason}") from exc


def write_listing(
    target: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    indent: str = "",
) -> None:
    """Write *rows* as CSV to the file *target*, or to standard output for "-".

    The file is read with spreadsheets, so cells that look like formulas are escaped.

    Raises:
        ConfigError: the file cannot be written.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(
        [cell(value) if isinstance(value, str) else value for value in row]
        for row in rows
    )
    if target == "-":
        say_text(stream.getvalue())
        return
    path = Path(target)
    with writing(path):
        write_if_changed(path, stream.getvalue().encode("utf-8", "replace"))
    say(f"{indent}wrote {seen_from_here(path)}")
