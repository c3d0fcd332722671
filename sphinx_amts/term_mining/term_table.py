"""Read the terms that people agreed on: a Markdown table or list, or terminology files.

A list has one term on each line, with a mark between the two languages: ``term:
translation``, ``term = translation``, ``术语，term``. The source is the column whose
terms occur in the source texts of the book. Several translations are separated by a
slash or by 、, and an acronym in parentheses is a term of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file
from sphinx_amts.terminology.files import parse_terms
from sphinx_amts.terminology.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

SUFFIXES = (".csv", ".tsv", ".tmx", ".md", ".markdown", ".rst", ".txt")
_TERMINOLOGY = SUFFIXES[:3]
_MAX_BYTES = 10_000_000
_LONGEST = 100
"""Greatest number of characters of a term; a longer text is a sentence."""

_LEAST_SHARE = 0.5
"""Least share of the lines of a list that must have two terms."""

_MARKER = re.compile(r"(?:[-*+•]|\d+[.)])\s+")
_RULE = re.compile(r"\|?[\s:|=+-]+\|?")
_CELL = re.compile(r"(?<!\\)\|")
_BETWEEN = (
    *("\t", "→", "=>", "->", " = ", "=", "：", ": ", " — ", " – ", " - "),
    *("，", ", ", ";", "；"),
)
"""Marks between the two languages of a line, in order of preference."""

_EMPHASIS = re.compile(r"(?<!\w)[*_`]+|[*_`]+(?!\w)")
_PARENTHESES = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_ACRONYM = re.compile(r"(?:[A-Z]{2,}s?|(?:\w\.){2,})")
_WIDE_SLASH = re.compile(r"\s*[/／、]\s*")
_SLASH = re.compile(r"\s+/\s+|\s*[／、]\s*")


@dataclass(frozen=True, slots=True)
class TermRow:
    """A row of a term table; either column may be the source."""

    left: str
    right: str


def read_term_table(
    path: Path, languages: LanguagePair, sources: Sequence[str], targets: Sequence[str]
) -> list[Term]:
    """Read the terms of a table, in its order.

    Args:
        path: file of the table.
        languages: source and target language.
        sources: source texts of the book, by which the column of the source is found.
        targets: translations of these texts.

    Raises:
        ConfigError: the file cannot be read, has another format, or has no terms.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ConfigError(
            f"{path}: terms are in a file that ends in " + ", ".join(SUFFIXES)
        )
    with errors_as(ConfigError, f"{path}: the terms cannot be read"):
        data = read_file(path, max_bytes=_MAX_BYTES)
    if suffix in _TERMINOLOGY:
        return parse_terms(data, path, source=languages.source, target=languages.target)
    rows = parse_term_list(as_utf8(data, path, ConfigError))
    if not rows:
        raise ConfigError(
            f"{path}: there are no terms in it; write one on each line, as in "
            '"term: translation", or a table with a column for each language'
        )
    if _is_turned(rows, sources, targets):
        rows = [TermRow(row.right, row.left) for row in rows]
    return _merged(rows)


def parse_term_list(text: str) -> list[TermRow]:
    """Return the rows of a Markdown table or list; an empty list for other text."""
    rows: list[TermRow] = []
    lines = 0
    is_code = False
    found = text.splitlines()
    for number, whole in enumerate(found):
        line = whole.strip()
        if line.startswith(("```", "~~~")):
            is_code = not is_code
            continue
        if not line or is_code or line.startswith(("#", "<!--", ">")):
            continue
        if _RULE.fullmatch(line):
            continue
        if "|" in line:
            if _is_header(found, number):
                continue
            cells = [cell.strip() for cell in _CELL.split(line.strip("|"))]
        else:
            cells = _split(_MARKER.sub("", line, count=1))
        lines += 1
        cells = [_EMPHASIS.sub("", cell.replace("\\|", "|")).strip() for cell in cells]
        if len(cells) > 1 and all(0 < len(cell) <= _LONGEST for cell in cells[:2]):
            rows.append(TermRow(cells[0], cells[1]))
    return rows if len(rows) >= _LEAST_SHARE * lines else []


def _is_header(lines: Sequence[str], number: int) -> bool:
    """Return whether a line is the header of a table: a ruled line follows it."""
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return "-" in below and _RULE.fullmatch(below) is not None


def _split(line: str) -> list[str]:
    mark = next((mark for mark in _BETWEEN if mark in line.rstrip(".。")), None)
    return [line] if mark is None else [part.strip() for part in line.split(mark, 1)]


def _is_turned(
    rows: Iterable[TermRow], sources: Sequence[str], targets: Sequence[str]
) -> bool:
    """Return whether the right column is the source, by the texts with its terms."""
    source, target = (" ".join(texts).casefold() for texts in (sources, targets))
    score = 0
    for row in rows:
        left, right = (_plain(text).casefold() for text in (row.left, row.right))
        score += (left in source) + (right in target)
        score -= (right in source) + (left in target)
    return score < 0


def _plain(text: str) -> str:
    return _PARENTHESES.sub(" ", text).strip() or text


def _merged(rows: Iterable[TermRow]) -> list[Term]:
    targets: dict[str, list[str]] = {}
    for row in rows:
        for source in _sources(row.left):
            known = targets.setdefault(source, [])
            known += [text for text in _variants(row.right) if text not in known]
    return [Term(source, tuple(known)) for source, known in targets.items() if known]


def _sources(text: str) -> Iterator[str]:
    """Yield the terms of the source side, an acronym in parentheses last."""
    yield from _variants(text)
    for inner in _PARENTHESES.findall(text):
        if _ACRONYM.fullmatch(inner.strip()):
            yield inner.strip()


def _variants(text: str) -> list[str]:
    plain = _plain(text)
    # TCP/IP is one word
    slash = _SLASH if plain.isascii() else _WIDE_SLASH
    return [part for part in slash.split(plain) if part]
