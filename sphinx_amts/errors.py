"""Define every error that sphinx-amts raises on purpose.

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
    """Report an error to users as one line without traceback; base of all others."""


class ConfigError(AmtsError):
    """Report a wrong setting, or a wrong argument of the command line."""


class CatalogError(AmtsError):
    """Report a message catalog that is damaged, half-written or ambiguous."""


class BookInUseError(AmtsError):
    """Report that another command writes files of the book, and did not end in time."""


class TranslationMemoryError(AmtsError):
    """Report a translation memory that cannot be opened, read or written."""


class MemoryFileError(TranslationMemoryError):
    """Report a file of the translation memory that is damaged, or not built as ours.

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
    """Report a translation that lost, doubled, invented or misplaced inline code.

    Of a message that quotes a long text only the beginning is kept: it is repeated in
    reports and memories.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= 500 else f"{message[:500]}…")


class AlignmentError(AmtsError):
    """Report two texts that cannot be aligned."""


class EvaluationError(AmtsError):
    """Report a score that cannot be computed."""


class EngineError(AmtsError):
    """Report that an engine failed as a whole.

    A build leaves source text on the page, gives the reason in one line, and asks
    again the next time; a command fails. Where a failure is `transient`, the same call
    may succeed a moment later.
    """

    transient = False


class EngineNotSetUp(EngineError):
    """Report what this machine lacks: credentials, a region, a role, a program.

    It is no fault without permission to spend, as in a reader's own build.
    """


class EngineNotInstalled(EngineNotSetUp):
    """Report a package that the engine needs and that is not installed here."""


class EngineAuthError(EngineError):
    """Report that the engine refused the credentials or the permission."""


class EngineThrottled(EngineError):
    """Report that the engine asked for a pause, or was out of reach."""

    transient = True


class EngineConnectionLost(EngineThrottled):
    """Report a call without an answer: it may have been carried out, and billed."""


class EngineLimitError(EngineError):
    """Report that a limit of the engine, or the spending limit, would be exceeded."""


class EngineUnsupportedPair(EngineError):
    """Report that the engine does not translate between these two languages."""
