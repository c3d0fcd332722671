"""Write files for review, but never over one that a person has edited."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Granularity
from sphinx_amts.errors import AmtsError, CatalogError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.languages.codes import language
from sphinx_amts.parallel_data.tmx_output import tmx
from sphinx_amts.review.po_files import po_text
from sphinx_amts.review.returned import ReviewVerdict, read_returned
from sphinx_amts.review.sheet import review_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.review.items import ReviewItem

MEMORY = "memory.tmx"


class Tool(StrEnum):
    """Tool of the reviewer, which determines the format of the files."""

    WEBLATE = "weblate"
    POEDIT = "poedit"
    CSV = "csv"

    @property
    def ending(self) -> str:
        """Return the suffix of the file for the tool, empty for a folder."""
        return {Tool.WEBLATE: "", Tool.POEDIT: ".po", Tool.CSV: ".csv"}[self]


def write_files(
    files: Iterable[tuple[Path, bytes]], items: Sequence[ReviewItem]
) -> Iterator[Path]:
    """Write the files from `review_files`; yield their paths.

    Args:
        files: path and content of each file.
        items: messages for review that the files were made from.

    Raises:
        CatalogError: a file cannot be written, or a person has edited it.
    """
    drafts = {item.msgid: item.proposal for item in items}
    for path, data in files:
        readable = path.suffix in {".po", ".csv"}
        if readable and path.is_file() and path.read_bytes() != data:
            _refuse_edited(path, drafts)
        with errors_as(CatalogError, f"{path}: cannot be written"):
            write_if_changed(path, data)
        yield path


def review_files(
    tool: Tool,
    target: Path,
    items: Sequence[ReviewItem],
    pairs: Sequence[Pair],
    *,
    languages: LanguagePair,
    project: str,
) -> Iterator[tuple[Path, bytes]]:
    """Yield path and content of each file for the reviewer's tool.

    A spreadsheet gets one CSV file, Poedit one PO file. Weblate gets a folder with a
    TMX file for its translation memory, and a PO file for each text domain, of the
    messages that have a draft.

    Args:
        tool: tool of the reviewer.
        target: the file, or the folder.
        items: messages for review, in the order in which they are written.
        pairs: pairs for the translation memory, from `memory_pairs`.
        languages: language pair of the book.
        project: name of the book.
    """
    if tool is Tool.CSV:
        yield target, review_sheet(items)
        return
    if tool is Tool.POEDIT:
        yield target, po_text(items, language=languages.target, project=project)
        return
    domains: dict[str, list[ReviewItem]] = {}
    for item in items:
        if item.draft is not None:
            for domain in {place.domain for place in item.places}:
                domains.setdefault(domain, []).append(item)
    for domain, found in sorted(domains.items()):
        path = target.joinpath(*f"{domain}.po".split("/"))
        yield path, po_text(found, language=languages.target, project=project)
    if pairs:
        codes = language(languages.source).bcp47, language(languages.target).bcp47
        yield target / MEMORY, tmx(pairs, codes, Granularity.PARAGRAPH).encode()


def _refuse_edited(path: Path, drafts: dict[str, str]) -> None:
    try:
        edited = [
            one
            for one in read_returned(path, drafts)
            if one.verdict is not ReviewVerdict.UNTOUCHED
        ]
    except AmtsError as exc:
        raise CatalogError(
            f"{exc}; it would be written over: move it away, or give another --output"
        ) from exc
    if edited:
        raise CatalogError(
            f"{edited[0].where}: a person has worked on this file; take it with "
            "--take, then move it away, or give another --output"
        )
