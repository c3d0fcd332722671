"""A book with `conf.py` or without, for commands that need what people wrote of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.cli.books import book_of, jobs_of, languages_of
from sphinx_amts.errors import ConfigError
from sphinx_amts.sphinx_ext.human_text import BookFolder
from sphinx_amts.text.languages import is_known, suggest

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def has_conf(options: argparse.Namespace) -> bool:
    """Whether the folder that is named is that of a Sphinx project."""
    folder: Path = options.confdir or options.sourcedir
    return (folder / "conf.py").is_file()


def languages_of_folder(options: argparse.Namespace) -> tuple[str, list[str]]:
    """Return the language of the book, and those it is translated into.

    Raises:
        ConfigError: one is unknown, or cannot be found out.
    """
    given = [*options.languages, *filter(None, [options.source_language])]
    for code in given:
        if not is_known(code):
            near = suggest(code)
            hint = f"; did you mean {near!r}?" if near else ""
            raise ConfigError(f"{code!r}: no such language{hint}")
    if has_conf(options):
        book = book_of(options)
        source = options.source_language or book.source_language()
        return source, languages_of(options, book)
    if not options.sourcedir.is_dir():
        raise ConfigError(f"{options.sourcedir}: there is no such folder")
    if not options.languages:
        raise ConfigError("give the language of the translation with -l")
    return options.source_language or "en", list(dict.fromkeys(options.languages))


def folder_of(options: argparse.Namespace, language: str) -> BookFolder:
    """Return where the book is, with its own catalogs of *language*.

    Raises:
        ConfigError: an argument or a setting is wrong.
    """
    srcdir = options.sourcedir.resolve()
    if not has_conf(options):
        return BookFolder(srcdir=srcdir, confdir=srcdir, jobs=jobs_of(options))
    book = book_of(options)
    return BookFolder(
        srcdir=book.srcdir,
        confdir=book.confdir,
        catalogs=tuple(book.human_catalogs(language)),
        jobs=book.jobs,
    )
