"""Read files of pairs in TMX, XLIFF 1.2, CSV and TSV, written by any tool.

Language codes match in any spelling. Files whose source and target are swapped are read
as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import AlignmentError, TranslationMemoryError
from sphinx_amts.files.disk import as_utf8, errors_as, open_file, read_file
from sphinx_amts.interchange.tables import TABLE_BYTES, table_text
from sphinx_amts.parallel_data.pair_file import PairFile, refuse_missing
from sphinx_amts.parallel_data.tables import read_table
from sphinx_amts.parallel_data.tmx_pairs import add_tmx_pairs
from sphinx_amts.parallel_data.xliff_pairs import add_xliff_pairs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO

    from sphinx_amts.model import LanguagePair

    AddPairs = Callable[[IO[bytes], str, LanguagePair, PairFile], set[str]]
    """Function that adds pairs from a stream to a `PairFile`, and returns the codes of
    the languages in the stream."""

_XML: dict[str, AddPairs] = {
    ".tmx": add_tmx_pairs,
    ".xlf": add_xliff_pairs,
    ".xliff": add_xliff_pairs,
    ".sdlxliff": add_xliff_pairs,
    ".mqxliff": add_xliff_pairs,
    ".mxliff": add_xliff_pairs,
}
_TABLES = {".csv": ",;\t", ".tsv": "\t"}
SUFFIXES = (*_XML, *_TABLES)

_OTHER_ENCODING = re.compile(
    rb"\A(?:\xfe\xff|\xff\xfe)|\A[^>]*encoding=['\"](?!utf-8)", re.IGNORECASE
)


def read_pairs(path: Path, languages: LanguagePair) -> PairFile:
    """Read pairs from a TMX, XLIFF, CSV or TSV file.

    Unusable entries are left out, and recorded with the reason. If an XML file is
    damaged, the entries before the damage are kept.

    Raises:
        AlignmentError: the file cannot be read, has another format, or lacks one of
            the two languages.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AlignmentError(
            f"{path}: pairs are in a file that ends in {', '.join(SUFFIXES)}"
        )
    with errors_as(AlignmentError, f"{path}: cannot be read"):
        if path.is_file() and not path.stat().st_size:
            raise AlignmentError(f"{path}: the file is empty; export it again")
        if suffix in _TABLES:
            data = read_file(path, max_bytes=TABLE_BYTES)
            text = table_text(data, path, AlignmentError)
            return read_table(text, path, _TABLES[suffix], languages)
        return _read_xml(path, _XML[suffix], languages)


def _read_xml(path: Path, add_pairs: AddPairs, languages: LanguagePair) -> PairFile:
    file = PairFile()
    try:
        with open_file(path) as stream:
            languages_found = add_pairs(stream, path.name, languages, file)
    except TranslationMemoryError as exc:
        _refuse_other_encoding(path)
        if not file.pairs:
            raise AlignmentError(f"{path}: {exc}") from exc
        file.faults.append(
            f"{path}: {exc}; used is what stands before it, {len(file.pairs)} pairs"
        )
        return file
    if not languages_found:
        raise AlignmentError(f"{path}: there is no text in it; export it again")
    refuse_missing(path, languages, languages_found)
    return file


def _refuse_other_encoding(path: Path) -> None:
    data = read_file(path)
    if not _OTHER_ENCODING.match(data):
        as_utf8(data, path, AlignmentError)
