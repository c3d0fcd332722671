"""Convert D2L's folder into a Sphinx project and, if there is one, its translation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as, read_file
from sphinx_amts.importers.d2l.chapter import Chapter
from sphinx_amts.importers.d2l.contents import in_reading_order
from sphinx_amts.importers.d2l.edition import D2LEdition
from sphinx_amts.importers.d2l.model import ConversionNote, Kind
from sphinx_amts.importers.d2l.project import configuration
from sphinx_amts.importers.d2l.references import share_labels
from sphinx_amts.importers.d2l.source import read_folder, read_text
from sphinx_amts.importers.d2l.writing import write_blocks

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Converted:
    """Result of converting a book: files to write, and notes for the report.

    Attributes:
        files: path below the project -> content of the file.
        chapters: language -> number of its documents.
        findings: language -> notes on changed content, in order of documents.
        needs_bibtex: whether building needs sphinxcontrib-bibtex.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    chapters: dict[str, int] = field(default_factory=dict)
    findings: dict[str, list[ConversionNote]] = field(default_factory=dict)
    needs_bibtex: bool = False


def convert(path: Path, *, source: str, target: str) -> Converted:
    """Convert the D2L book in the folder *path* into the files of a Sphinx project.

    Args:
        path: folder laid out as D2L's: `chapter_…/NAME.md`, and for a translation
            `NAME_origin.md` beside it with the source text.
        source: source language, as a Sphinx language code.
        target: language of the translation.

    Raises:
        ConfigError: there are no chapters, or one of them cannot be read.
    """
    folder = read_folder(path)
    book = D2LEdition(folder, source, folder.originals)
    editions = [book]
    if folder.translations:
        editions.append(D2LEdition(folder, target, folder.translations))
        book.findings += share_labels(book.blocks, editions[1].blocks)
        _note_one_sided(*editions)
    book.findings += [
        ConversionNote(Kind.NOT_TAKEN, text=file.relative_to(path).as_posix())
        for file in folder.left_out
    ]
    for edition, other in zip(editions, [*editions[1:], None], strict=True):
        edition.complete(other or (book if edition is not book else None), book)
    converted = Converted(needs_bibtex=bool(folder.bibliographies))
    bibliographies = [f.relative_to(path).as_posix() for f in folder.bibliographies]
    for edition in editions:
        base = "" if edition is book else f"editions/{edition.language}/"
        texts = {
            name: write_blocks(edition.blocks[name], Chapter(edition, name))
            for name in in_reading_order(edition.blocks)
        }
        files = {
            f"{name}.md": text.encode("utf-8", "replace")
            for name, text in texts.items()
        }
        files |= {name: _asset(file) for name, file in edition.assets.items()}
        for name, file in zip(bibliographies, folder.bibliographies, strict=True):
            files[name] = read_text(file).encode()
        files["conf.py"] = configuration(
            project=folder.title,
            language=edition.language,
            targets=[target],
            bibliographies=bibliographies,
            images_missing=any(f.kind is Kind.NO_IMAGE for f in edition.findings),
            is_source=edition is book,
        ).encode("utf-8", "backslashreplace")
        converted.files |= {f"{base}{name}": data for name, data in files.items()}
        converted.chapters[edition.language] = len(edition.files)
        converted.findings[edition.language] = edition.findings
    return converted


def _asset(path: Path) -> bytes:
    with errors_as(ConfigError, f"{path}: cannot be read"):
        return read_file(path)


def _note_one_sided(book: D2LEdition, translation: D2LEdition) -> None:
    for edition, other in ((book, translation), (translation, book)):
        edition.findings += [
            ConversionNote(Kind.ONE_SIDE, name, text=name)
            for name in sorted(edition.files.keys() - other.files.keys())
        ]
