"""Read terminology files: CSV and TSV with a column for each language, and TMX."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError, TranslationMemoryError
from sphinx_amts.files.disk import errors_as, read_file
from sphinx_amts.files.json_text import holds_odd_characters
from sphinx_amts.interchange.tables import DamagedTable, Table, table_text
from sphinx_amts.interchange.tmx_reader import read_units
from sphinx_amts.languages.codes import canonical, is_known
from sphinx_amts.terminology.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MAX_BYTES = 10_000_000
"""Greatest size of a file of terms, as for custom terminologies of Amazon Translate."""

_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}


def read_terms(path: Path, *, source: str, target: str) -> list[Term]:
    """Read the terms of a file for one language pair, in the order of the file.

    A file without a column for *target* has no terms.

    Raises:
        ConfigError: the file cannot be read, or is no terminology file.
    """
    said = f"{path}: the terms cannot be read"
    with errors_as(ConfigError, said, "look at amts_terms"):
        data = read_file(path, max_bytes=_MAX_BYTES)
    return parse_terms(data, path, source=source, target=target)


def parse_terms(data: bytes, path: Path, *, source: str, target: str) -> list[Term]:
    """Parse the content of a terminology file, in the order of the file.

    Args:
        data: content of the file.
        path: the file, whose suffix names the format.
        source: language code of the source.
        target: language code of the target.

    Raises:
        ConfigError: the content is no terminology of this format.
    """
    suffix = path.suffix.lower()
    if suffix == ".tmx":
        return _merged(_from_tmx(data, path, source, target))
    if suffix not in _DELIMITERS:
        raise ConfigError(
            f"{path}: terms are in a file that ends in .csv, .tsv or .tmx"
        )
    text = table_text(data, path)
    return _merged(_from_table(text, path, _DELIMITERS[suffix], source, target))


def _from_table(
    text: str, path: Path, delimiters: str, source: str, target: str
) -> Iterator[tuple[str, str]]:
    try:
        table = Table(text, delimiters)
    except DamagedTable as exc:
        raise _damaged(path, exc) from exc
    header = table.header
    unknown = [code for code in header if not is_known(code)]
    if len(header) < 2 or unknown:
        wrong = f"{unknown[0][:30]!r} is no language; " if unknown else ""
        raise ConfigError(
            f"{path}:{table.line}: {wrong}the first line must name the languages of "
            f"the columns, the source language first, as in {source},{target}"
        )
    codes = [canonical(code) for code in header]
    if canonical(source) not in codes:
        raise ConfigError(f"{path}:{table.line}: there is no column for {source}")
    if canonical(target) not in codes:
        return
    of_source, of_target = (
        codes.index(canonical(source)),
        codes.index(canonical(target)),
    )
    for found in table.rows():
        if isinstance(found, DamagedTable):
            raise _damaged(path, found)
        line, row = found
        if len(row) != len(header):
            raise ConfigError(
                f"{path}:{line}: {len(row)} fields instead of {len(header)}"
            )
        if any(map(holds_odd_characters, row)):
            raise _damaged(path, DamagedTable("a control character", line))
        if any("\n" in cell.strip() for cell in row):
            # no term has two lines: this quote was not meant to go on
            raise _damaged(path, DamagedTable("quotes that do not match", line))
        yield row[of_source], row[of_target]


def _damaged(path: Path, fault: DamagedTable) -> ConfigError:
    return ConfigError(
        f"{path}:{fault.line}: {fault.reason}; correct it, or save the table again "
        "as UTF-8"
    )


def _from_tmx(
    data: bytes, path: Path, source: str, target: str
) -> Iterator[tuple[str, str]]:
    try:
        for unit in read_units(io.BytesIO(data)):
            texts = {
                canonical(segment.language): segment.shown for segment in unit.segments
            }
            if canonical(source) in texts and canonical(target) in texts:
                yield texts[canonical(source)], texts[canonical(target)]
    except TranslationMemoryError as exc:
        raise ConfigError(f"{path}: {exc}") from exc


def _merged(pairs: Iterable[tuple[str, str]]) -> list[Term]:
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        if source.strip() and target.strip():
            known = targets.setdefault(source.strip(), [])
            if target.strip() not in known:
                known.append(target.strip())
    return [Term(source, tuple(known)) for source, known in targets.items()]
