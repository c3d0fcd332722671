"""Add and read the arguments of commands that work on a book."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import flag, repeated, together, value
from sphinx_amts.cli.output import warn
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.languages.codes import is_known, suggest
from sphinx_amts.settings.values import nearest
from sphinx_amts.text.advice import BookArguments, advise_command

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.project.book import Book


_UNLIMITED_WAIT = "1e9"
"""Seconds to wait for jobs with `--wait`, in effect without limit."""


add_place = together(
    value(
        "sourcedir",
        "SOURCEDIR",
        "folder of the book (default: this one)",
        type=Path,
        nargs="?",
    ),
    value("-c", "DIR", "folder of conf.py", dest="confdir", type=Path),
)
"""Adds the arguments for the folders of the book and of its `conf.py`."""


def add_book(
    parser: argparse.ArgumentParser,
    *,
    languages: str = "target language; may be given several times (default: those of "
    "amts_languages, else those that have catalogs)",
    jobs: str = 'processes that read documents, or "auto"',
) -> None:
    """Add the arguments for the book, its target languages, settings and processes.

    Args:
        parser: parser of a command.
        languages: help text of `--language`.
        jobs: help text of `--jobs`.
    """
    together(
        add_place,
        repeated("-l, --language", "LANG", languages, dest="languages"),
        repeated(
            "-D", "SETTING=VALUE", "override a setting of conf.py", dest="overrides"
        ),
        value("-j, --jobs", "N", jobs, default="1"),
    )(parser)


add_tags = repeated("-t", "TAG", 'define a tag for "only" directives', dest="tags")
"""Adds the argument `-t`, which defines tags as in `sphinx-build`."""

add_shown = together(
    value(
        "-b",
        "BUILDER",
        "builder of Sphinx that makes the pages: what it leaves out is neither sent "
        "nor counted (default: %(default)s)",
        dest="builder",
        default="html",
    ),
    add_tags,
)
"""Adds the arguments for builder and tags, which select the text of the book."""

add_spend = value(
    "--spend",
    "DOLLARS",
    "US dollars that this run may spend on engines that cost money, for all languages "
    "together",
)
"""Adds the argument that permits spending."""

add_spending = together(
    flag("--dry-run", "send nothing, show what would be sent"), add_spend
)
"""Adds the arguments of commands that may call an engine."""

add_wait = flag("--wait", "stay until the jobs of the engine have ended")
"""Adds the argument that makes a command wait until batch jobs have ended."""


def book_of(options: argparse.Namespace) -> Book:
    """Return the book that the arguments name.

    Raises:
        ConfigError: the folder has no book, or an argument is wrong.
    """
    # Sphinx takes a second to import, which not all commands with these arguments need
    from sphinx_amts.project.book import Book

    srcdir = options.sourcedir.resolve()
    confdir = (options.confdir or options.sourcedir).resolve()
    advise_command(BookArguments(srcdir, confdir, tuple(options.overrides)))
    if not (confdir / "conf.py").is_file():
        raise ConfigError(_no_book(confdir))
    overrides = overrides_of(options)
    if getattr(options, "wait", False):
        overrides["amts_wait"] = _UNLIMITED_WAIT
    return Book(
        srcdir=srcdir,
        confdir=confdir,
        overrides=overrides,
        jobs=jobs_of(options),
        warn=_warn_of_memory,
        builder=getattr(options, "builder", ""),
        tags=tuple(getattr(options, "tags", ())),
        command=getattr(options, "command", "sphinx-amts"),
    )


def overrides_of(options: argparse.Namespace) -> dict[str, str]:
    """Return the values that -D gives to settings, by name of the setting.

    Raises:
        ConfigError: an argument has no value.
    """
    overrides = {}
    for text in options.overrides:
        name, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"-D {text}: write it as -D setting=value")
        overrides[name] = value
    return overrides


def _no_book(folder: Path) -> str:
    """Return the error message for *folder*, which has no `conf.py`."""
    if not folder.is_dir():
        return f"{folder}: no conf.py, and no such folder; name that of a book"
    if (folder / "_config.yml").is_file() and (folder / "_toc.yml").is_file():
        here = str(seen_from_here(folder))
        make = shlex.join(["jupyter-book", "config", "sphinx", here])
        return f"{folder}: no conf.py yet; `{make}` makes that of a Jupyter Book"
    near = [found.parent for found in sorted(folder.glob("*/conf.py"))]
    hint = f", such as {seen_from_here(near[0])}" if len(near) == 1 else ""
    return f"{folder}: no conf.py here; name the folder of a book{hint}"


def _warn_of_memory(line: str) -> None:
    warn(f"sphinx-amts: {line}")


def languages_of(options: argparse.Namespace, book: Book) -> list[str]:
    """Return the target languages that a command is to process.

    Raises:
        ConfigError: no language is given, set or found, or an unknown one is given.
    """
    refuse_unknown_languages(options.languages, book)
    languages = list(dict.fromkeys(options.languages)) or book.languages()
    if not languages:
        raise ConfigError(
            f"{book.srcdir}: no language; give -l LANG, or set amts_languages"
        )
    return languages


def one_of(languages: Sequence[str], why: str) -> str:
    """Return the only language in *languages*.

    Raises:
        ConfigError: there are none or several; its message is *why*.
    """
    if len(languages) != 1:
        raise ConfigError(why)
    return languages[0]


def amazon_options(book: Book, language: str) -> AmazonOptions:
    """Return the options of `amts_amazon` for *language*.

    Raises:
        ConfigError: the setting is wrong.
    """
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.base import EngineOptions

    settings, project = book.settings(language)
    return AmazonOptions.of(
        EngineOptions(
            amazon=settings.amazon, amazon_prices=settings.amazon_prices, book=project
        )
    )


def refuse_unknown_languages(
    languages: Iterable[str], book: Book | None = None
) -> None:
    """Raise an error for an unknown language code on the command line.

    Args:
        languages: the codes.
        book: book that may have catalogs with a code of its own; `None` for no book.

    Raises:
        ConfigError: a code is unknown; the message suggests a similar one.
    """
    for code in languages:
        if not is_known(code) and not (book and book.catalogs(code).has_catalogs()):
            own = book.languages() if book else []
            hint = nearest(code, own)
            if not hint and (near := suggest(code)):
                hint = f"; did you mean {near!r}?"
            raise ConfigError(f"{code!r}: no such language{hint}")


def jobs_of(options: argparse.Namespace) -> int:
    """Return the number of processes that read documents, from `--jobs`.

    Raises:
        ConfigError: the argument is neither a number nor "auto".
    """
    text: str = options.jobs
    if text == "auto":
        return os.cpu_count() or 1
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise ConfigError(f'-j {text}: give a number, or "auto"')
