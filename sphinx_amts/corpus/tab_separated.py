"""Read pairs from tab-separated lines, a format of Tatoeba and many other collections.

In a file without a header, the columns of the two languages are detected from their
texts. So a file may have its columns in any order, or more columns, such as numbers and
authors.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.corpus.compression import CutOff, opened
from sphinx_amts.corpus.language_check import other_language
from sphinx_amts.corpus.lines import BadLine, TextLines, text_of
from sphinx_amts.corpus.model import CollectionFile, CorpusPair
from sphinx_amts.errors import AlignmentError, CorpusError
from sphinx_amts.languages.codes import canonical, is_known
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.parallel_data.pair_file import is_machine_name
from sphinx_amts.parallel_data.tables import (
    CHANGED,
    FUZZY,
    NO,
    ORIGIN,
    column_of,
    columns_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.corpus.model import CorpusFindings
    from sphinx_amts.model import LanguagePair

    Row = tuple[int, list[str]]

_SAMPLE = 500
"""Number of rows from which the columns are detected."""


class _Columns(NamedTuple):
    """Indices of the columns that are read, from 0; `None` for a missing column."""

    source: int
    target: int
    changed: int | None = None
    origin: int | None = None
    fuzzy: int | None = None


@dataclass(frozen=True, slots=True)
class TabSeparated(CollectionFile):
    """Collection in a file with a pair on each line, and tabs between the columns."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield a pair for each usable line.

        Raises:
            OSError: the file cannot be opened.
            CorpusError: the file lacks a column for one of the two languages, has no
                two columns of text, or is damaged at its beginning.
        """
        with opened(self.path) as stream:
            rows = self._rows(TextLines(stream), findings)
            first = list(islice(rows, _SAMPLE))
            if not first:
                return
            columns = self._header(first[0], languages)
            if columns:
                width = len(first[0][1])
                first = first[1:]
            else:
                columns = self._found(first, languages)
                width = 0
            for number, row in chain(first, rows):
                if max(columns.source, columns.target) >= len(row) or (
                    width and len(row) > width
                ):
                    many = f"{width or max(columns.source, columns.target) + 1}"
                    findings.leave_out(
                        self.name, number, f"{len(row)} fields instead of {many}"
                    )
                else:
                    yield from self._pair(number, row, columns, findings)

    def _rows(self, lines: TextLines, findings: CorpusFindings) -> Iterator[Row]:
        """Yield the rows that are not empty.

        Raises:
            CorpusError: the stream is damaged before the end of the first line. Later
                damage is recorded in *findings*, and the row before it is left out.
        """
        held: Row | None = None
        try:
            for line in lines:
                if held:
                    yield held
                    held = None
                try:
                    text = text_of(line.strip(b" \r"))
                except BadLine as exc:
                    findings.leave_out(self.name, lines.number, str(exc))
                    continue
                if text:
                    held = lines.number, [_cell(cell) for cell in text.split("\t")]
        except CorpusError as exc:
            kind = CutOff if lines.number else CorpusError
            fault = f"{self.path}:{lines.number + 1}: {exc}"
            if kind is CorpusError:
                raise CorpusError(fault) from exc
            findings.faults.append(f"{fault}; used is what stands before it")
            return
        if held:
            yield held

    def _header(self, first: Row, languages: LanguagePair) -> _Columns | None:
        """Return the columns named by the first row, or `None` if it is no header.

        Raises:
            CorpusError: the first row is a header that lacks one of the two languages.
        """
        _, header = first
        try:
            source, target = columns_of(header, self.path, languages)
        except AlignmentError as exc:
            known = {canonical(cell) for cell in header if is_known(canonical(cell))}
            if len(known) > 1 and len(known) == len(header):
                raise CorpusError(str(exc)) from exc
            return None
        return _Columns(
            source, target, *(column_of(header, n) for n in (CHANGED, ORIGIN, FUZZY))
        )

    def _found(self, rows: Sequence[Row], languages: LanguagePair) -> _Columns:
        """Return the columns of the two languages, detected from their texts.

        If no two columns are in the two languages, the first two columns of text are
        returned, and the check of the language reports the fault.

        Raises:
            CorpusError: there are no two columns of text.
        """
        width, _ = Counter(len(row) for _, row in rows).most_common(1)[0]
        texts = [
            place
            for place in range(width)
            if _is_text([row[place] for _, row in rows if len(row) > place])
        ]
        if len(texts) < 2:
            raise CorpusError(
                f"{self.path}:{rows[0][0]}: there are no two columns of text with a "
                "tab between them"
            )
        for source in texts:
            for target in texts:
                if source == target:
                    continue
                columns = _Columns(source, target)
                if self._fits(rows, columns, languages):
                    return columns
        # the check of the language reports it, in the same way for all collections
        return _Columns(texts[0], texts[1])

    @staticmethod
    def _fits(rows: Sequence[Row], columns: _Columns, languages: LanguagePair) -> bool:
        return not any(
            other_language(code, [row[at] for _, row in rows if len(row) > at])
            for code, at in zip(languages.codes, columns[:2], strict=True)
        )

    def _pair(
        self, line: int, row: list[str], columns: _Columns, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        def cell(place: int | None) -> str:
            return "" if place is None or place >= len(row) else row[place]

        source, target = row[columns.source].strip(), row[columns.target].strip()
        if not source or not target:
            harmless = bool(source)
            findings.leave_out(self.name, line, "a text is empty", harmless=harmless)
        elif is_machine_name(cell(columns.origin)):
            findings.machine += 1
        elif cell(columns.fuzzy).lower() not in NO:
            findings.leave_out(self.name, line, "fuzzy", harmless=True)
        else:
            changed = iso_day(cell(columns.changed))
            yield CorpusPair(source, target, self.name, line, changed)


def _cell(text: str) -> str:
    """Return the text of a cell, without the quotes that some programs add."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        inner = text[1:-1]
        if inner.replace('""', "").count('"') == 0:
            return inner.replace('""', '"')
    return text


def _is_text(cells: Sequence[str]) -> bool:
    """Return whether most of *cells* consist mostly of letters."""
    words = sum(sum(c.isalpha() for c in cell) * 2 > len(cell) for cell in cells)
    return words * 2 > len(cells)
