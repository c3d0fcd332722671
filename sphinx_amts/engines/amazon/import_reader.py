"""Read files of parallel data or terminologies, and normalise them for the service."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.import_rules import (
    FORBIDDEN_STARTS,
    FORMATS,
    ImportFile,
    amazon_code,
    nothing_usable,
    unknown_code,
)
from sphinx_amts.engines.amazon.import_tmx import read_tmx
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as, read_file
from sphinx_amts.interchange.tables import DamagedTable, Table, table_text
from sphinx_amts.languages.joining import LINE_ENDS, on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_example_file(path: Path, *, max_bytes: int, source: str = "") -> ImportFile:
    """Read, check and normalise a file of parallel data or of a terminology.

    Args:
        path: a file whose suffix names its format.
        max_bytes: UTF-8 bytes above which the service skips a text.
        source: code of the source language of a TMX file; "" to take the source
            language that the file names.

    Raises:
        ConfigError: the file cannot be read, or has no record that can be imported.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise ConfigError(f"{path}: give a file that ends in {', '.join(FORMATS)}")
    with errors_as(ConfigError, f"{path}: cannot be read"):
        data = read_file(path)
    file = ImportFile(path=path, format=format_, data=data, max_bytes=max_bytes)
    if format_ == "TMX":
        read_tmx(file, source)
    else:
        _read_table(file, "\t" if format_ == "TSV" else ",")
    if not file.records:
        raise nothing_usable(file)
    return file


def _read_table(file: ImportFile, delimiter: str) -> None:
    text = table_text(file.data, file.path)
    try:
        # spreadsheets of countries with a decimal comma write semicolons
        table = Table(text, delimiter if delimiter == "\t" else ",;\t")
    except DamagedTable as exc:
        raise ConfigError(f"{file.place(exc.line)}: {exc.reason}") from exc
    codes = _codes(file, table)
    file.source, file.targets = codes[0], codes[1:]
    sent = [delimiter.join(codes)]
    header = table.raw(table.line)
    changed = (
        table.line != 1
        or not file.data.startswith(text[:20].encode())  # another encoding, or a mark
        or codes != table.header
        or table.is_trimmed(table.line, codes)
        or any(map(str.isspace, header.replace("\t", "")))
        # a lone CR ends a line in editors, but not for the service
        or "\r" in text.replace("\r\n", "")
        or table.delimiter != delimiter
    )
    for found in table.rows():
        if isinstance(found, DamagedTable):
            # readers differ on the extent of such a quoted field: it is not sent
            file.leave_out(found.line, found.reason)
            changed = True
            continue
        line, row = found
        written = table.raw(line)
        if any(map(LINE_ENDS.search, row)):
            # the service reads each line alone, and has no fields of several lines
            if len(row) == len(codes):
                row = [
                    on_one_line(cell, code)
                    for cell, code in zip(row, codes, strict=True)
                ]
            else:
                row = [on_one_line(cell, "") for cell in row]
            written = _line(row, delimiter)
            file.notes.append((file.place(line), "sent as a record of one line"))
            changed = True
        elif table.delimiter != delimiter or table.is_trimmed(line, row):
            changed = True
            written = _line(row, delimiter)
        sent.append(written)
        if len(row) != len(codes):
            file.leave_out(line, f"{len(row)} fields instead of {len(codes)}")
        elif any(cell.startswith(FORBIDDEN_STARTS) for cell in row):
            reason = "a field starts with one of + - = @; use TMX for such text"
            file.leave_out(line, reason)
        else:
            file.count(line, row[0], dict(zip(codes[1:], row[1:], strict=True)))
    if changed:
        file.data = "".join(f"{line}\n" for line in sent).encode()


def _codes(file: ImportFile, table: Table) -> list[str]:
    """Return Amazon's language codes of the columns.

    Raises:
        ConfigError: a language is unknown or occurs twice, or there are less than two.
    """
    place = file.place(table.line)
    codes: list[str] = []
    for name in table.header:
        if (code := amazon_code(name)) is None:
            raise ConfigError(f"{place}: {unknown_code(name)}")
        codes.append(code)
    if len(codes) < 2 or len(set(codes)) < len(codes):
        raise ConfigError(
            f"{place}: the first line must name the languages of the columns, "
            "each once, the source language first, as in en,zh"
        )
    return codes


def _line(row: Sequence[str], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="").writerow(row)
    return stream.getvalue()
