"""Every error that sphinx-amts raises on purpose.

Each message says what happened, where, and what to do about it, in one line::

    AmtsError
     ├─ ConfigError               a setting or a command line argument
     ├─ CatalogError              a message catalog that cannot be read or trusted
     ├─ BookInUseError            another command is writing files of the book
     ├─ TranslationMemoryError    the translation memory cannot be read or written
     │   └─ MemoryFileError      its file is damaged, or is not built as ours
     ├─ PlaceableError            inline code lost, doubled or invented in a translation
     ├─ AlignmentError            two texts that do not belong together
     ├─ EvaluationError           a score that cannot be computed
     └─ EngineError               an engine failed; `transient` says if a retry may help
         ├─ EngineNotSetUp       this machine has no way to reach it
         │   └─ EngineNotInstalled   a package that it needs is missing
         ├─ EngineAuthError
         ├─ EngineThrottled
         │   └─ EngineConnectionLost   perhaps after the call was carried out
         ├─ EngineLimitError
         └─ EngineUnsupportedPair
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class AmtsError(Exception):
    """Base of all errors shown to users as one line without traceback."""


class ConfigError(AmtsError):
    """A setting, or an argument of the command line, is wrong."""


class CatalogError(AmtsError):
    """A message catalog is damaged, half-written or ambiguous."""


class BookInUseError(AmtsError):
    """Another command is writing files of the book, and did not end in time."""


class TranslationMemoryError(AmtsError):
    """The translation memory cannot be opened, read or written."""


class MemoryFileError(TranslationMemoryError):
    """The file of the translation memory is damaged, or is not built as ours.

    No program can use it; a build puts it aside and makes a new one.

    Attributes:
        file: path of the database.
        identity: of the file that was looked at, which may be another one by now.
        fault: what is wrong with it, without a remedy.
    """

    def __init__(
        self,
        fault: str,
        *,
        file: Path | None = None,
        identity: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(
            f"{fault}; restore it from a copy or move it away, a new one is made"
        )
        self.fault = fault
        self.file = file
        self.identity = identity

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.fault,), self.__dict__)


class PlaceableError(AmtsError):
    """A translation lost, doubled, invented or misplaced inline code.

    Of a message that quotes a long text only the beginning is kept: it is repeated in
    reports and memories.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= 500 else f"{message[:500]}…")


class AlignmentError(AmtsError):
    """Two texts cannot be aligned."""


class EvaluationError(AmtsError):
    """A score cannot be computed."""


class EngineError(AmtsError):
    """An engine failed as a whole.

    A build leaves source text on the page, says why in one line, and asks again the
    next time; a command fails. Where a failure is `transient`, the same call may
    succeed a moment later.
    """

    transient = False


class EngineNotSetUp(EngineError):
    """This machine lacks what it takes: credentials, a region, a role, a program.

    No fault where nobody wants to spend anything, as in a reader's own build.
    """


class EngineNotInstalled(EngineNotSetUp):
    """A package that the engine needs is not installed here."""


class EngineAuthError(EngineError):
    """The engine refused the credentials or the permission."""


class EngineThrottled(EngineError):
    """The engine asked for a pause, or was out of reach."""

    transient = True


class EngineConnectionLost(EngineThrottled):
    """A call was sent, and no answer came: it may have been carried out, and billed."""


class EngineLimitError(EngineError):
    """A limit of the engine, or the spending limit, would be exceeded."""


class EngineUnsupportedPair(EngineError):
    """The engine does not translate between these two languages."""
