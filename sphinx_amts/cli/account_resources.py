"""Define the commands on resources that an Amazon account holds for a book.

`sphinx-amts parallel-data` and `sphinx-amts terminology` have these commands.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from sphinx_amts.cli.arguments import (
    Row,
    Subcommand,
    command,
    subcommands,
    together,
    value,
)
from sphinx_amts.cli.book_arguments import (
    add_book,
    amazon_options,
    book_of,
    languages_of,
)
from sphinx_amts.cli.listing import counted
from sphinx_amts.cli.output import say, warn, write_bytes
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.parallel_data import ParallelData
from sphinx_amts.engines.amazon.resources import is_ours
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as, write_export
from sphinx_amts.languages.codes import language as language_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx_amts.engines.amazon.import_rules import ImportFile
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.resources import PushOutcome
    from sphinx_amts.project.book import Book

R = TypeVar("R", ParallelData, Terminologies)

_SHOWN_LINES = 20


class ResourceCommands(ABC, Generic[R]):
    """Commands for one kind of resource, such as parallel data.

    Attributes:
        what: name of this kind of resource in messages.
        key: key in `amts_amazon` that names the resource.
        max_bytes: maximum size of a file that the service takes, in bytes.
        default_file: description of the file that is pushed if none is named.
        none: message of `delete` if the account has no such resource.
    """

    what: ClassVar[str]
    key: ClassVar[str]
    max_bytes: ClassVar[int]
    default_file: ClassVar[str]
    none: ClassVar[str]

    @abstractmethod
    def in_account(self, amazon: AmazonOptions) -> R:
        """Return the resources of this kind in the account."""

    @abstractmethod
    def default_name(self, amazon: AmazonOptions, language: str) -> str:
        """Return the resource's name if none is set, "" if there is no such default."""

    @abstractmethod
    def file_of(self, book: Book, language: str) -> Path:
        """Return the file to push if the arguments name none.

        Raises:
            ConfigError: there is no such file.
        """

    @abstractmethod
    def push(
        self,
        options: argparse.Namespace,
        amazon: AmazonOptions,
        language: str,
        file: ImportFile,
    ) -> PushOutcome:
        """Push *file* for *language*.

        Raises:
            ConfigError: a setting is missing.
        """

    @abstractmethod
    def describe(self, found: dict[str, Any], languages: str) -> str:
        """Return the text of `status` about the resource *found*, for *languages*.

        Args:
            found: description of the resource, as the service returns it.
            languages: source and target languages, as text.
        """

    @abstractmethod
    def remarks(
        self, resources: R, name: str, found: dict[str, Any] | None
    ) -> Iterator[str]:
        """Yield further lines of `status` about the resource *name*.

        Args:
            resources: resources in the account.
            name: name of the resource, "" for none.
            found: description of the resource; `None` if the account lacks it.
        """

    def arguments(self, *others: Subcommand, push: tuple[Row, ...] = ()) -> Row:
        """Return the row that adds these commands to a parser.

        Args:
            others: further commands, listed before push, pull, status and delete.
            push: further arguments of `push`.
        """
        book = together(
            add_book,
            value(
                "--name",
                "NAME",
                f"name in the account (default: {self.key} of amts_amazon)",
            ),
        )
        pushed = value(
            "file",
            "FILE",
            f"file in CSV, TSV or TMX (default: {self.default_file})",
            type=Path,
            nargs="?",
        )
        pulled = value("file", "FILE", 'file to write, or "-"')
        return command(
            f"The {self.what} that the account holds for a book. Only what this "
            "command made is ever changed or deleted.",
            subcommands(
                "COMMAND",
                *others,
                (
                    "push",
                    "create it, or update it if the file has changed",
                    command(None, book, pushed, *push, run=self._push),
                ),
                (
                    "pull",
                    "write its file as it was pushed",
                    command(None, book, pulled, run=self._pull),
                ),
                (
                    "status",
                    "show what the account holds",
                    command(None, book, run=self._status),
                ),
                (
                    "delete",
                    "delete it from the account",
                    command(None, book, run=self._delete),
                ),
            ),
        )

    def _push(self, options: argparse.Namespace) -> int:
        """Push the file of each language; return the exit code."""
        book = book_of(options)
        file = None
        if options.file is not None:
            file = _read(options.file, book, self.max_bytes)
        for language, amazon, configured in self._languages(options, book):
            if options.file is None:
                file = _read(self.file_of(book, language), book, self.max_bytes)
            assert file is not None
            _check_languages(file, book, language)
            outcome = self.push(options, amazon, language, file)
            done = "being imported" if outcome.done == "started" else outcome.done
            say(f'{self.what} "{outcome.name}": {done}')
            for line in outcome.lines:
                say(f"  {line}")
            if outcome.name != configured:
                say(
                    f'  for builds to use it, set "{self.key}": "{outcome.name}" in '
                    f"amts_amazon (or for {language} alone in "
                    f'amts_languages["{language}"]["amazon"])'
                )
        return 0

    def _pull(self, options: argparse.Namespace) -> int:
        """Write the file of a resource; return the exit code."""
        amazon, name = self._selected(options)
        data = self.in_account(amazon).pull(name)
        if options.file == "-":
            write_bytes(data)
            return 0
        with errors_as(ConfigError, f"{options.file}:"):
            write_export(Path(options.file), data)
        say(f"{options.file}: {len(data)} bytes")
        return 0

    def _status(self, options: argparse.Namespace) -> int:
        """Show the resource of each language; return the exit code."""
        for language, amazon, configured in self._languages(options, book_of(options)):
            name = options.name or configured or self.default_name(amazon, language)
            resources = self.in_account(amazon)
            found = resources.get(name) if name else None
            if found is not None:
                targets = ", ".join(found.get("TargetLanguageCodes") or ["nothing"])
                languages = f"{found.get('SourceLanguageCode')} to {targets}"
                line = f"{name}: {self.describe(found, languages)}"
                line += "" if is_ours(found) else "; not made by sphinx-amts"
                if name not in (options.name, configured):
                    line += "; not set in amts_amazon"
            else:
                line = f"{name}: not in the account" if name else f"no {self.what} set"
            say(f"{language}: {line}")
            for remark in self.remarks(resources, name, found):
                say(f"  {remark}")
        return 0

    def _delete(self, options: argparse.Namespace) -> int:
        """Delete a resource; return the exit code."""
        amazon, name = self._selected(options)
        there = self.in_account(amazon).delete(name)
        say(f'{self.what} "{name}": {"deleted" if there else self.none}')
        return 0

    def _languages(
        self, options: argparse.Namespace, book: Book
    ) -> Iterator[tuple[str, AmazonOptions, str]]:
        """Yield each language with its Amazon options and the resource set in them."""
        for language in languages_of(options, book):
            amazon = amazon_options(book, language)
            yield language, amazon, getattr(amazon, self.key)

    def _selected(self, options: argparse.Namespace) -> tuple[AmazonOptions, str]:
        """Return options and name of the resource that the arguments select.

        Raises:
            ConfigError: no resource is named, or several are.
        """
        found = {
            options.name or configured or self.default_name(amazon, language): amazon
            for language, amazon, configured in self._languages(
                options, book_of(options)
            )
        }
        found.pop("", None)
        if len(found) != 1:
            names = ", ".join(found)
            raise ConfigError(
                f"several are meant: {names}; give one language with -l, or --name"
                if found
                else f"none is meant; give --name, or set {self.key} in amts_amazon"
            )
        ((name, amazon),) = found.items()
        return amazon, name


def _check_languages(file: ImportFile, book: Book, language: str) -> None:
    source = language_of(book.source_language()).amazon
    target = language_of(language).amazon
    if file.source != source or target not in file.targets:
        raise ConfigError(
            f"{file.path}: it is for {file.source} to {', '.join(file.targets)}, and "
            f"the book needs {source} to {target}"
        )


def _read(path: Path, book: Book, max_bytes: int) -> ImportFile:
    """Read the file to send; print warnings about records that the service ignores."""
    source = book.source_language()
    file = read_example_file(path, max_bytes=max_bytes, source=source)
    _warn_lines(file, file.faults)
    if file.faults:
        used = f"{counted(file.records, 'record')} of {file.path} can be used"
        warn(f"{used}; left out: {len(file.faults)}")
    _warn_lines(file, file.notes)
    return file


def _warn_lines(file: ImportFile, lines: list[tuple[str, str]]) -> None:
    for place, reason in lines[:_SHOWN_LINES]:
        warn(f"{place}: {reason}")
    if (more := len(lines) - _SHOWN_LINES) > 0:
        warn(f"{file.path}: and {more} more")
