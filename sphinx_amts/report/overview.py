"""Write an overview of all languages of a book: a table of languages and documents.

The overview is made from the reports of the languages, so that each can be built at
another time. These files are not trusted; they may come from a cache of CI.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_amts.document_records.coverage import MACHINE, translated, translators
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import (
    TEXT,
    list_of,
    mapping_of,
    object_of,
    read_shape,
)
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.html.rendering import environment, language_name, rendered
from sphinx_amts.model import State
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.html.rendering import LanguageName

_COUNT = {"type": "integer", "minimum": 0}
_COUNTS = mapping_of(_COUNT)
_SHAPE = object_of(
    project=TEXT,
    source_language=TEXT,
    documents=list_of(
        object_of(
            docname={"type": "string", "minLength": 1},
            title=TEXT,
            words=_COUNTS,
            findings={"type": "array"},
            checks={"type": "array"},
        )
    ),
)
"""Fields of a report that the overview needs; ``report.schema.json`` has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """Figures of one document, or of all, in one language.

    Attributes:
        whole: number of words in the source.
        done: number of words that are translated.
        people: number of words that people have translated.
        findings: number of findings.
        address: page with the messages of the document, "" for none.
        title: description of the link.
    """

    whole: int
    done: int
    people: int
    findings: int
    address: str = ""
    title: str = ""

    @property
    def left(self) -> int:
        """Return the number of words that are not translated."""
        return self.whole - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    """Figures of the report on one language.

    Attributes:
        name: name of the language.
        folder: folder of the report, relative to the overview.
        note: note for readers, "" for none.
        counts: state -> number of source words.
        total: figures of all documents.
        documents: name of a document -> figures.
    """

    name: LanguageName
    folder: str
    note: str
    counts: Mapping[str, int]
    total: _Cell
    documents: Mapping[str, _Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlace:
    """Location of the report on one language.

    Attributes:
        language: code of the language.
        folder: folder with its ``report.json`` and pages.
        relative: the same folder, relative to the folder of the overview.
        note: note on the report for readers, "" for none.
    """

    language: str
    folder: Path
    relative: str
    note: str = ""


def write_overview(
    page: Path,
    places: Sequence[ReportPlace],
    *,
    project: str,
    names: tuple[str, str],
    warn: Callable[[str], None],
) -> bool:
    """Write the overview page of the reports on several languages.

    Args:
        page: file to write.
        places: locations of the reports, in the order of the page.
        project: name of the book.
        names: names of the data file and of the page in each report's folder.
        warn: called with one line for each report that is damaged.

    Returns:
        Whether the page was written; for fewer than two reports it is not.

    Raises:
        OSError: the file cannot be written.
    """
    data_name, page_name = names
    found: list[_Language] = []
    missing: list[LanguageName] = []
    sources: list[str] = []
    for place in places:
        path = place.folder / data_name
        try:
            data = read_shape(path, _SHAPE, lenient=True, own=True)
        except FileNotFoundError:
            missing.append(language_name(place.language))
        except (OSError, DamagedJson) as exc:
            missing.append(language_name(place.language))
            reason = exc.strerror if isinstance(exc, OSError) else exc
            warn(f"{path}: {reason}; build {place.language} again")
        else:
            sources.append(data["source_language"])
            found.append(_language(place, data))
    if len(found) < 2:
        return False
    rows = _rows(found)
    data = {
        "rows": [
            {
                "docname": row["docname"],
                "words": row["words"],
                "cells": [
                    cell and [cell.whole, cell.done, cell.people, cell.findings]
                    for cell in row["cells"]
                ],
            }
            for row in rows
        ]
    }
    page.parent.mkdir(parents=True, exist_ok=True)
    text = rendered(
        environment(part_of=_part, translators=translators),
        "overview.html.jinja",
        project=project,
        source=language_name(sources[0]) if len(set(sources)) == 1 else None,
        languages=found,
        missing=missing,
        page=page_name,
        rows=rows,
        words=max(one.total.whole for one in found),
        data=data,
        fingerprint=blake2b(repr(data).encode(), digest_size=8).hexdigest(),
    )
    write_if_changed(page, text)
    return True


def _part(part: int, whole: int) -> str:
    """Return *part* of *whole* as a text from "0.00" to "1.00"; "1" if *whole* is 0."""
    return f"{part / whole:.2f}" if whole else "1"


def _language(place: ReportPlace, data: dict[str, Any]) -> _Language:
    counts = dict.fromkeys(map(str, State), 0)
    documents: dict[str, _Cell] = {}
    findings = 0
    for document in data["documents"]:
        words = {state: document["words"].get(state, 0) for state in counts}
        for state, count in words.items():
            counts[state] += count
        number = len(document["findings"]) + len(document["checks"])
        findings += number
        docname = document["docname"]
        documents[docname] = _cell(
            words,
            number,
            address=_address(place, docname),
            title=f"{place.language}: {document['title']}",
        )
    return _Language(
        name=language_name(place.language),
        folder=place.relative,
        note=place.note,
        counts=counts,
        total=_cell(counts, findings),
        documents=documents,
    )


def _cell(
    words: Mapping[str, int], findings: int, *, address: str = "", title: str = ""
) -> _Cell:
    whole, done = sum(words.values()), translated(words)
    people = done - translated(words, MACHINE)
    if title and whole:
        title += (
            f", {percent(done, whole)} translated, {percent(people, whole)} by people"
        )
    return _Cell(
        whole=whole,
        done=done,
        people=people,
        findings=findings,
        address=address,
        title=title,
    )


def _address(place: ReportPlace, docname: str) -> str:
    """Return the URL of a document's page relative to the overview, "" without one."""
    if {"", ".", ".."} & set(docname.split("/")) or "\0" in docname:
        return ""
    if not (place.folder / "documents" / f"{docname}.html").is_file():
        return ""
    return quote(f"{place.relative}/documents/{docname}.html")


def _rows(languages: Sequence[_Language]) -> list[dict[str, Any]]:
    """Return the rows of the table, one for each document that any language has."""
    names = sorted({name for one in languages for name in one.documents})
    rows = []
    for name in names:
        cells = [one.documents.get(name) for one in languages]
        words = max(cell.whole for cell in cells if cell is not None)
        rows.append({"docname": name, "words": words, "cells": cells})
    return rows
