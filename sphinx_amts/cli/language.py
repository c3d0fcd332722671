"""Run `sphinx-amts language remove`: archive and delete the text of a language."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag, subcommands, value
from sphinx_amts.cli.book_arguments import add_place, amazon_options, book_of
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import ask, say
from sphinx_amts.engines.amazon.parallel_data import ParallelData
from sphinx_amts.engines.amazon.resources import proposed_name
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.engines.base import ignore_line
from sphinx_amts.errors import AmtsError, ConfigError
from sphinx_amts.files.archive import delete_archived, read_files, write_archive
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.files.locking import build_folders
from sphinx_amts.languages.codes import canonical
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from sphinx_amts.project.book import Book

_ARCHIVE = "archive"


@dataclass(slots=True)
class _Holdings:
    """All files with text of one target language.

    Attributes:
        parts: folder or file with text -> kind of the text, and its files.
        caches: folders that commands use as caches for the book in this language.
    """

    parts: dict[Path, tuple[str, list[Path]]] = field(default_factory=dict)
    caches: list[Path] = field(default_factory=list)

    def files(self) -> list[Path]:
        return [path for _, files in self.parts.values() for path in files]


def run_remove(options: argparse.Namespace) -> int:
    """Archive and delete the text of a language; return the exit code."""
    book = book_of(options)
    language = options.language
    source = book.source_language()
    if canonical(language) == canonical(source):
        raise ConfigError(f"the book is written in {source!r} itself")
    holdings = _holdings(book, language)
    files = holdings.files()
    if not files:
        others = ", ".join(name for name in book.languages() if name != language)
        hint = f"; it has {others}" if others else ""
        raise ConfigError(f"{book.srcdir}: no catalog of {language!r} here{hint}")
    archive = _archive_path(options, book, language)
    say(*_plan(holdings, archive))
    say(*_untouched(book, language))
    if options.dry_run:
        return 0
    if not options.yes and not _confirmed(language):
        say("nothing was changed")
        return 1
    with book.lock():
        # other commands may have written since the question was asked
        holdings = _holdings(book, language)
        files = holdings.files()
        content = read_files(files)
        root = Path(os.path.commonpath([book.srcdir, book.confdir, *files]))
        kept = write_archive(archive, content, root)
        delete_archived(content, holdings.parts)
    for folder in holdings.caches:
        shutil.rmtree(folder, ignore_errors=True)
    say(
        f"removed {language}: {len(content)} files are in {seen_from_here(kept)}; "
        f"`{shlex.join(['unzip', '-d', str(root), str(kept)])}` brings them back"
    )
    return 0


def _holdings(book: Book, language: str) -> _Holdings:
    """Return all files of the book with text of *language*.

    Raises:
        ConfigError: a folder or file is a symbolic link, whose target others may use.
    """
    chain = book.catalogs(language)
    settings, _ = book.settings(language)
    places = [(folder / language, "human catalogs") for folder in chain.locale_dirs]
    if chain.human_memory is not None:
        places.append((chain.human_memory, "human memory"))
    if chain.committed is not None:
        places.append((chain.committed, "machine catalogs"))
    if settings.history is not None:
        path = book.confdir / settings.history / f"{language}.json"
        places.append((path, "figures of earlier builds"))
    found = _Holdings(caches=build_folders(book.srcdir, language))
    for place, kind in places:
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        if link := next((path for path in (place, *files) if path.is_symlink()), None):
            raise ConfigError(
                f"{link}: a symbolic link; others may use what is behind it, so "
                "remove the link by hand first"
            )
        files = [path for path in files if path.is_file()]
        if files:
            found.parts[place] = (kind, files)
    return found


def _archive_path(options: argparse.Namespace, book: Book, language: str) -> Path:
    if options.archive is not None:
        given: Path = options.archive.resolve()
        return given
    committed = book.catalogs(language).committed
    assert committed is not None  # of a book, not of a build
    return committed.parent.parent / _ARCHIVE / f"{language}.zip"


def _plan(holdings: _Holdings, archive: Path) -> Iterator[str]:
    yield f"into the archive {seen_from_here(archive)}, then deleted:"
    for place, (kind, files) in holdings.parts.items():
        count = counted(len(files), "file")
        yield f"  {seen_from_here(place)}: {kind}, {count}"
    if holdings.caches:
        yield "deleted:"
    for folder in holdings.caches:
        yield f"  {folder}: what commands keep of the book"


def _untouched(book: Book, language: str) -> Iterator[str]:
    """Yield a line for each trace of *language* that the command does not remove."""
    yield "left:"
    yield "  the translation memory and receipts, which all books share"
    if language in book.config().amts_languages:
        place = seen_from_here(book.confdir / "conf.py")
        yield f'  {place}: take "{language}" out of amts_languages'
    yield from (f"  {line}" for line in _account_resources(book, language))


def _account_resources(book: Book, language: str) -> Iterator[str]:
    settings, _ = book.settings(language)
    if not settings.amazon:
        return
    amazon = amazon_options(book, language)
    translate = Service("translate", amazon.region)
    data = ParallelData(
        amazon,
        translate=translate,
        s3=Service("s3", amazon.region),
        notify=ignore_line,
    )
    terminologies = Terminologies(amazon, translate=translate)
    looked_for: list[tuple[str, str, Callable[[str], object]]] = [
        (
            "parallel-data",
            amazon.parallel_data or proposed_name(amazon.book, language),
            data.get,
        ),
        ("terminology", amazon.terminology, terminologies.get),
    ]
    for what, name, get in looked_for:
        if not name:
            continue
        try:
            there = get(name) is not None
        except AmtsError as exc:
            yield f"in the cloud, perhaps: {what} {name}; it could not be asked: {exc}"
            continue
        if there:
            others = [
                other
                for other in book.languages()
                if other != language and name in _names(book, other)
            ]
            used = f", which {', '.join(others)} uses too" if others else ""
            command = command_line(f"{what} delete", "--name", name, language=language)
            yield f"in the cloud: {what} {name}{used} ({command} deletes it)"
    if amazon.bucket:
        yield (
            f"in the cloud: folders of jobs in s3://{amazon.bucket}/"
            f"{amazon.folder('jobs')} ({command_line('gc')} deletes those that are old)"
        )


def _names(book: Book, language: str) -> tuple[str, str]:
    amazon = amazon_options(book, language)
    return amazon.parallel_data, amazon.terminology


def _confirmed(language: str) -> bool:
    if not sys.stdin.isatty():
        raise ConfigError(f"give --yes to remove {language!r} without being asked")
    answer = ask(f"Remove {language}? [y/N] ")
    return answer.strip().lower() in {"y", "yes"}


_remove = command(
    "Put the catalogs of a language, those of people first of all, and its human "
    "memory into an archive, read that back, delete them, and list what is left "
    "elsewhere. Nothing is done before it has been shown and confirmed.",
    value("language", "LANG", "language to give up"),
    add_place,
    value(
        "--archive",
        "FILE",
        "archive to write (default: archive/LANG.zip beside the machine catalogs); one "
        "that is there is never overwritten",
        type=Path,
    ),
    flag("--dry-run", "change nothing, show what would be done"),
    flag("--yes", "do not ask"),
    run=run_remove,
    overrides=[],
    jobs="1",
)

add_arguments = command(
    "The languages of a book as a whole.",
    subcommands(
        "COMMAND",
        ("remove", "archive the text of a language and delete the rest", _remove),
    ),
)
