"""Read the arguments of commands that also take a folder without `conf.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import flag, together, value, values
from sphinx_amts.cli.book_arguments import (
    book_of,
    jobs_of,
    languages_of,
    refuse_unknown_languages,
)
from sphinx_amts.cli.word_lists import lexicons_of, terms_of
from sphinx_amts.errors import ConfigError
from sphinx_amts.lexicons.reading import word_list
from sphinx_amts.parallel_data.human_text import BookFolder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sphinx_amts.cli.arguments import Row
    from sphinx_amts.lexicons.model import BilingualWordList
    from sphinx_amts.model import LanguagePair


add_run_conf = flag(
    "--run-its-conf",
    "run the edition's own conf.py, and let its documents insert other files; without "
    "this, it is read with the conf.py of the book",
    dest="run_conf",
)
"""Adds the argument that permits running the `conf.py` of an edition."""


def human_text(help_: str) -> Row:
    """Return the row of arguments for source language and human translations.

    Args:
        help_: help text of `--from`.
    """
    return together(
        value(
            "-s, --source-language",
            "LANG",
            "language of the book (default: that of conf.py, else en)",
        ),
        values("--from", "DIR_OR_FILE", help_, dest="origins", type=Path),
        add_run_conf,
    )


def has_conf(options: argparse.Namespace) -> bool:
    """Return whether the folder that the arguments name has a `conf.py`."""
    folder: Path = options.confdir or options.sourcedir
    return (folder / "conf.py").is_file()


def languages_of_folder(options: argparse.Namespace) -> tuple[str, list[str]]:
    """Return the source language of the book, and its target languages.

    Raises:
        ConfigError: a language is unknown, or cannot be determined.
    """
    book = book_of(options) if has_conf(options) else None
    refuse_unknown_languages(
        [*options.languages, *filter(None, [options.source_language])], book
    )
    if book is not None:
        source = options.source_language or book.source_language()
        return source, languages_of(options, book)
    if not options.sourcedir.is_dir():
        raise ConfigError(f"{options.sourcedir}: there is no such folder")
    if not options.languages:
        raise ConfigError("give the language of the translation with -l")
    return options.source_language or "en", list(dict.fromkeys(options.languages))


def lexicons_of_folder(
    options: argparse.Namespace, languages: LanguagePair
) -> list[BilingualWordList]:
    """Return the word lists that the arguments or the settings of the book name.

    Raises:
        ConfigError: a setting is wrong.
        LexiconError: a list cannot be read, or is for other languages.
    """
    book = book_of(options) if has_conf(options) else None
    return lexicons_of(book, getattr(options, "lexicon", ()), languages)


def folder_of(
    options: argparse.Namespace,
    languages: LanguagePair,
    lexicons: Sequence[BilingualWordList] = (),
) -> BookFolder:
    """Return the folders of the book, with its catalogs and bilingual words.

    Args:
        options: the arguments.
        languages: source and target language.
        lexicons: word lists besides the book's terms.

    Raises:
        ConfigError: an argument or a setting is wrong.
    """
    srcdir = options.sourcedir.resolve()
    if not has_conf(options):
        return BookFolder(
            srcdir=srcdir,
            confdir=srcdir,
            words=word_list(lexicons),
            run_conf=options.run_conf,
            jobs=jobs_of(options),
        )
    book = book_of(options)
    return BookFolder(
        srcdir=book.srcdir,
        confdir=book.confdir,
        catalogs=tuple(book.human_catalogs(languages.target)),
        human_memory=book.catalogs(languages.target).human_memory,
        words=word_list([*lexicons, terms_of(book, languages)]),
        run_conf=options.run_conf,
        jobs=book.jobs,
    )
