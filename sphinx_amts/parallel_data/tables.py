"""Read pairs from CSV and TSV tables with a header and one pair in each row."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError

from sphinx_amts.editions.model import Pair
from sphinx_amts.errors import AlignmentError
from sphinx_amts.files.json_text import holds_odd_characters
from sphinx_amts.interchange.tables import DamagedTable, Table
from sphinx_amts.interchange.toolkit_cells import (
    doubles_backslashes,
    is_of_toolkit,
    toolkit_text,
)
from sphinx_amts.languages.codes import canonical, is_known, is_region_of, language
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.markup.model import Text
from sphinx_amts.parallel_data.pair_file import (
    PairFile,
    is_machine_name,
    refuse_missing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

_SOURCE = frozenset({"original", "source", "source text", "source_text", "src"})
_TARGET = frozenset(
    {"target", "target text", "target_text", "tgt", "translated", "translation"}
)
CHANGED = frozenset({"changed", "changedate", "date", "modified"})
ORIGIN = frozenset({"origin", "x-origin"})
FUZZY = frozenset({"fuzzy"})
NO = frozenset({"", "0", "false", "no"})
"""Values that a row without the mark has in a column of marks."""


def read_table(
    text: str, path: Path, delimiters: str, languages: LanguagePair
) -> PairFile:
    """Read pairs from a CSV or TSV table.

    Args:
        text: the content of *path*.
        path: the file, for messages and as the document of the pairs.
        delimiters: characters that may separate fields.
        languages: languages to read. Their columns are named by code or name of the
            language, or "source" and "target".

    Raises:
        AlignmentError: the header does not name both columns, or there are no rows.
    """
    try:
        table = Table(text, delimiters)
    except DamagedTable as exc:
        raise AlignmentError(f"{path}:{exc.line}: {exc.reason}") from exc
    header = table.header
    source, target = columns_of(header, path, languages)
    if table.is_empty:
        raise AlignmentError(f"{path}: there are no pairs below the header")
    changed, origin, fuzzy = (
        column_of(header, names) for names in (CHANGED, ORIGIN, FUZZY)
    )
    of_toolkit, doubled = is_of_toolkit(text), doubles_backslashes(text)
    file = PairFile()
    for found in table.rows():
        if isinstance(found, DamagedTable):
            file.leave_out(found.reason, found.line)
            continue
        number, row = found
        if of_toolkit:
            row = [toolkit_text(cell, doubled=doubled) for cell in row]
        row = _filled(row, max(source, target), len(header))
        if len(row) != len(header):
            file.leave_out(f"{len(row)} fields instead of {len(header)}", number)
        elif holds_odd_characters(row[source]) or holds_odd_characters(row[target]):
            file.leave_out("a control character", number)
        elif file.lacks_text(row[source], row[target], number):
            continue
        elif origin is not None and is_machine_name(row[origin]):
            file.machine += 1
        elif fuzzy is not None and row[fuzzy].strip().lower() not in NO:
            file.skip("fuzzy", number)
        else:
            file.add(
                Pair(
                    source=(Text(row[source]),),
                    target=(Text(row[target]),),
                    document=path.name,
                    line=number,
                    changed="" if changed is None else iso_day(row[changed]),
                )
            )
    return file


def _filled(row: list[str], last: int, width: int) -> list[str]:
    """Return *row* with the empty cells that spreadsheets leave out at its end.

    A row that ends before column *last*, the last column that is read, is returned as
    it is.
    """
    return row + [""] * (width - len(row)) if len(row) > last else row


def columns_of(
    header: Sequence[str], path: Path, languages: LanguagePair
) -> tuple[int, int]:
    """Return the indexes of the source and target columns.

    Raises:
        AlignmentError: the header does not name both columns.
    """
    codes = [_code_of(name, languages) for name in header]
    found: list[int | None] = []
    for wanted in (languages.source, languages.target):
        own = [
            i for i, code in enumerate(codes) if canonical(code) == canonical(wanted)
        ]
        regions = [i for i, code in enumerate(codes) if is_region_of(code, wanted)]
        usable = own or (regions if len(regions) == 1 else [])
        found.append(next(iter(usable), None))
    source = column_of(header, _SOURCE) if found[0] is None else found[0]
    target = column_of(header, _TARGET) if found[1] is None else found[1]
    if source is not None and target is not None and source != target:
        return source, target
    if known := [code for code in codes if is_known(canonical(code))]:
        refuse_missing(f"{path}:1", languages, known)
    raise AlignmentError(
        f"{path}:1: the first line must name the languages of the columns, as in "
        f"{languages.source},{languages.target}"
    )


def column_of(header: Sequence[str], names: frozenset[str]) -> int | None:
    """Return the index of the first column that has one of *names*, or `None`."""
    return next((i for i, name in enumerate(header) if name.lower() in names), None)


def _code_of(name: str, languages: LanguagePair) -> str:
    """Return the code of the language that a column is named after.

    A column may have the name of a language in English or in one of *languages*, with
    the region or script behind it: "English (United States)", "English (US)", "Chinese
    (Simplified)". Other names are returned as they are.
    """
    if is_known(canonical(name)):
        return name
    whole = name.casefold()
    first, _, behind = whole.removesuffix(")").partition(" (")
    for code in ("en", languages.source, languages.target):
        known, regions = _names_in(code)
        for text in (whole, f"{behind} {first}"):
            if text in known:
                return known[text]
        if first in known and behind in regions:
            return f"{known[first]}_{regions[behind]}"
    return name


@cache
def _names_in(code: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Map the names of languages and of regions, in the language *code*, to codes."""
    try:
        locale = Locale.parse(language(code).bcp47, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}, {}
    own = _by_name({code: str(code) for code in locale.territories})
    return _by_name(locale.languages), own | _by_name(locale.territories)


def _by_name(names: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name).casefold(): str(code) for code, name in names.items()}
