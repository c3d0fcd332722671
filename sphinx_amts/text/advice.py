"""Write the commands that messages recommend, so that they can be run as printed."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "sphinx-amts"


@dataclass(frozen=True, slots=True)
class BookArguments:
    """Arguments that select a book on a command line.

    Attributes:
        srcdir: folder of the sources.
        confdir: folder of `conf.py`.
        overrides: settings as for `-D`, each "name=value".
    """

    srcdir: Path
    confdir: Path
    overrides: tuple[str, ...] = ()

    def operand(self) -> tuple[str, ...]:
        """Return the operand SOURCEDIR; empty if it is the working folder."""
        return () if self.srcdir == Path.cwd() else (_from_here(self.srcdir),)

    def options(self) -> tuple[str, ...]:
        """Return the options needed to load the book as it was loaded."""
        conf = () if self.confdir == self.srcdir else ("-c", _from_here(self.confdir))
        return (*conf, *(part for text in self.overrides for part in ("-D", text)))


_of_command: ContextVar[BookArguments | None] = ContextVar("_of_command", default=None)
_of_build: ContextVar[BookArguments | None] = ContextVar("_of_build", default=None)


@contextmanager
def advising() -> Iterator[None]:
    """Limit `advise_command` to a block; after the block, messages name no book."""
    token = _of_command.set(None)
    try:
        yield
    finally:
        _of_command.reset(token)


def advise_command(book: BookArguments) -> None:
    """Set the *book* that is named in commands that a command's messages recommend."""
    _of_command.set(book)


def advise_build(book: BookArguments) -> None:
    """Set the *book* that is named in commands that a build's messages recommend."""
    _of_build.set(book)


def command_line(command: str, *arguments: str, language: str = "") -> str:
    """Return a command line for the current book, in backquotes.

    Args:
        command: the words of the command, such as "terms diff".
        arguments: further operands and options.
        language: value of `-l`; empty for all languages of the book.
    """
    book = _of_command.get() or _of_build.get()
    words = [PROGRAM, *command.split()]
    words += book.operand() if book is not None else ()
    words += arguments
    words += ("-l", language) if language else ()
    words += book.options() if book is not None else ()
    return f"`{shlex.join(words)}`"


def language_option(language: str) -> str:
    """Return the option that selects *language* for the running program."""
    return f"-D language={language}" if _of_command.get() is None else f"-l {language}"


def where_given(setting: str) -> str:
    """Describe where a setting outside `conf.py` was given, for messages."""
    command = _of_command.get()
    if command is None or any(o.startswith(f"{setting}=") for o in command.overrides):
        return "-D on the command line"
    return "-l on the command line" if setting == "language" else "the command line"


def _from_here(path: Path) -> str:
    here = Path.cwd()
    text = str(path.relative_to(here) if path.is_relative_to(here) else path)
    return f"./{text}" if text.startswith("-") else text
