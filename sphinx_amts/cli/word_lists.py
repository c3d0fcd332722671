"""Read the word lists that help to align texts, and name them in summaries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import repeated
from sphinx_amts.lexicons.model import BilingualWordList
from sphinx_amts.lexicons.reading import read_lexicon
from sphinx_amts.terminology.files import read_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.model import LanguagePair
    from sphinx_amts.project.book import Book

_FORMATS = "tab-separated, CC-CEDICT, TEI, or of dictd; may be given several times"

add_lexicon = repeated(
    "--lexicon", "FILE", f"bilingual word list: {_FORMATS}", type=Path
)
"""Adds `--lexicon`, which names word lists."""

add_more_lexicons = repeated(
    "--lexicon",
    "FILE",
    f"bilingual word list besides those of amts_lexicon: {_FORMATS}",
    type=Path,
)
"""Adds `--lexicon` to a command for books, which may have own word lists."""


def read_lexicons(
    paths: Iterable[Path], languages: LanguagePair
) -> list[BilingualWordList]:
    """Return the word lists at *paths*, each file once.

    Raises:
        LexiconError: a list cannot be read, or is for other languages.
    """
    return [read_lexicon(path, languages) for path in dict.fromkeys(paths)]


def lexicons_of(
    book: Book | None, paths: Sequence[Path], languages: LanguagePair
) -> list[BilingualWordList]:
    """Return the word lists in the settings of a book, and those at *paths*.

    Raises:
        ConfigError: a setting is wrong.
        LexiconError: a list cannot be read, or is for other languages.
    """
    own: list[Path] = []
    if book is not None:
        settings, _ = book.settings(languages.target)
        own = [book.confdir / name for name in settings.lexicon]
    return read_lexicons([*own, *paths], languages)


def terms_of(book: Book, languages: LanguagePair) -> BilingualWordList:
    """Return the terms of a book as a word list, which may be empty.

    Raises:
        ConfigError: a setting is wrong, or the terms cannot be read.
    """
    settings, _ = book.settings(languages.target)
    codes = (languages.source, languages.target)
    pairs: list[tuple[str, str]] = []
    if settings.terms:
        path = book.confdir / settings.terms
        pairs = [
            (term.source, target)
            for term in read_terms(path, source=codes[0], target=codes[1])
            for target in term.targets
        ]
    return BilingualWordList(name="terms", license="", languages=codes, pairs=pairs)


def summary_of(lists: Iterable[BilingualWordList]) -> list[str]:
    """Return a line for each word list, with its name and license."""
    return [f"word list: {found.credit}" for found in lists]
