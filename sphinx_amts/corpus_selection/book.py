"""Read the text of the book for which pairs are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import on_one_line
from sphinx_amts.editions.reading import open_project, read_edition
from sphinx_amts.editions.staging import Side
from sphinx_amts.errors import AlignmentError, CorpusError
from sphinx_amts.evaluation.translated_book import TranslatedBook, held_out_texts
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.parallel_data.catalog_folder import (
    has_catalogs_only,
    read_catalog_folder,
)
from sphinx_amts.parallel_data.human_text import find_human_text
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.editions.model import Edition, Pair
    from sphinx_amts.evaluation.near_duplicates import HeldOut
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.human_text import BookFolder

_ENOUGH = 20
"""Fewest sentences of a book for which pairs can be chosen."""


@dataclass(frozen=True, slots=True)
class BookText:
    """Text of a book.

    Attributes:
        sentences: sentences of the book as visible text, without markup.
        held_out: texts in source and target language that no chosen pair may contain;
            `None` if no document is held out.
        notes: remarks about the book for the user, one line each.
    """

    sentences: tuple[str, ...]
    held_out: tuple[HeldOut, HeldOut] | None = None
    notes: tuple[str, ...] = ()


def read_book_text(
    folder: BookFolder, languages: LanguagePair, hold_out: Sequence[str] = ()
) -> BookText:
    """Read the source text of a book.

    Args:
        folder: the folders of the book.
        languages: languages of the book and of the pairs.
        hold_out: patterns of names of documents whose text no chosen pair may contain,
            neither in the source language nor in existing translations. A pattern may
            have wildcards, and matches a name with or without its folder.

    Raises:
        AmtsError: the book cannot be read, or has hardly any text.
        CorpusError: no document has a name in *hold_out*.
    """
    edition, pairs, notes = _read(folder, languages, wants_pairs=bool(hold_out))
    documents = _held_out(edition, pairs, hold_out)
    sentences = tuple(_sentences(edition, languages.source))
    if len(sentences) < _ENOUGH:
        raise CorpusError(
            f"{folder.srcdir}: the book has {len(sentences)} sentences; give one whose "
            "subject can be told by its text"
        )
    if not documents:
        return BookText(sentences, notes=tuple(notes))
    corpus = TranslatedBook(
        project="", languages=languages, source=edition, pairs=pairs
    )
    return BookText(sentences, held_out_texts(corpus, documents), tuple(notes))


def _read(
    folder: BookFolder, languages: LanguagePair, *, wants_pairs: bool
) -> tuple[Edition, list[Pair], list[str]]:
    if has_catalogs_only(folder.srcdir):
        found = read_catalog_folder(folder.srcdir, languages)
        return found.source, found.pairs, [*found.notes, *found.faults]
    if wants_pairs:
        try:
            found = find_human_text(folder, languages, ())
        except AlignmentError:
            pass  # pairs are also chosen for books without any translation
        else:
            return found.source, found.pairs, [*found.notes, *found.faults]
    confdir = folder.confdir if (folder.confdir / "conf.py").is_file() else None
    if confdir is None:
        edition = read_edition(
            folder.srcdir, languages.source, Side.SOURCE, jobs=folder.jobs
        )
    else:
        with open_project(
            folder.srcdir, languages.source, confdir=confdir, jobs=folder.jobs
        ) as (edition, _):
            pass
    return edition, [], list(edition.notes)


def _held_out(
    edition: Edition, pairs: Sequence[Pair], wanted: Sequence[str]
) -> list[str]:
    known = sorted({*edition.documents, *(pair.document for pair in pairs)})
    found: list[str] = []
    for pattern in wanted:
        names = [name for name in known if fnmatchcase(name, pattern)] or [
            name for name in known if fnmatchcase(name.rpartition("/")[2], pattern)
        ]
        if not names:
            raise CorpusError(
                f"--hold-out {pattern}: no such document{nearest(pattern, known)}"
            )
        found += names
    return found


def _sentences(edition: Edition, language: str) -> Iterator[str]:
    for _, blocks in sorted(edition.documents.items()):
        for block in blocks:
            if block.message_kind is None:
                continue
            for segment in split_sentences(block.inlines, language).segments:
                if text := on_one_line(visible_text(segment)):
                    yield text
