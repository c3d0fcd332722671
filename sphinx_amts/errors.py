"""Define every error that sphinx-amts raises on purpose.

Each message says what happened, where, and what to do about it, in one line::

    AmtsError
     ├─ ConfigError               a setting or a command line argument
     ├─ CatalogError              a message catalog that cannot be read or trusted
     ├─ BookInUseError            another command is writing files of the book
     ├─ TranslationMemoryError    the translation memory cannot be read or written
     │   └─ MemoryFileError      its file is damaged, or no translation memory
     ├─ PlaceableError            inline code lost, doubled or invented in a translation
     ├─ AlignmentError            two texts that do not belong together
     ├─ CorpusError               a collection of pairs that cannot be read
     ├─ LexiconError              a bilingual word list that cannot be read
     ├─ CollectionError           pages of which no pairs can be collected
     │   └─ PageError            one page that cannot be fetched or used
     │       ├─ HostError       what holds for all pages of its host
     │       └─ NoAnswerError   its server cannot be reached, or is too slow
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
    """Base of all errors, which users see as one line without traceback.

    Attributes:
        text: what is wrong, and what to do about it.
        path: the file that is wrong; `None` if unknown, or if *text* names it.
        line: number of the line in *path*, from 1; 0 if unknown.
    """

    def __init__(self, text: str, *, at: tuple[Path, int] | None = None) -> None:
        super().__init__(with_place(text, *at) if at else text)
        self.text = text
        self.path: Path | None
        self.path, self.line = at or (None, 0)


def with_place(text: str, path: Path, line: int) -> str:
    """Return *text* with file and line before it, as in error messages.

    Args:
        text: message.
        path: the file.
        line: number of the line, from 1; 0 for none.
    """
    return f"{path}:{line}: {text}" if line else f"{path}: {text}"


class ConfigError(AmtsError):
    """Raised for a wrong setting, or a wrong argument of the command line."""


class CatalogError(AmtsError):
    """Raised for a message catalog that is damaged, half-written or ambiguous."""


class BookInUseError(AmtsError):
    """Raised if another command writes files of the book and does not end in time."""


class TranslationMemoryError(AmtsError):
    """Raised if the translation memory cannot be opened, read or written."""


class MemoryFileError(TranslationMemoryError):
    """Raised if the file of the translation memory is damaged, or no such memory.

    A build renames such a file and creates a new one.

    Attributes:
        file: path of the database.
        identity: device and inode of the damaged file, since another file may be at
            *file* by now.
        fault: what is wrong with the file, without a remedy.
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
    """Raised if a translation lost, doubled, invented or misplaced inline code.

    A long error message is cut, as it is repeated in reports and memories.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= 500 else f"{message[:500]}…")


class AlignmentError(AmtsError):
    """Raised for two texts that cannot be aligned."""


class UnlikeTextsError(AlignmentError):
    """Raised where two texts are not translations of each other."""


class CorpusError(AmtsError):
    """Raised for a collection of pairs that cannot be read, or not be selected from."""


class LexiconError(AmtsError):
    """Raised for a word list that cannot be read, or is for other languages."""


class CollectionError(AmtsError):
    """Raised if no pairs can be collected, or a list of pages cannot be read."""


class PageError(CollectionError):
    """Raised for a page that cannot be fetched or used; others are still collected.

    Attributes:
        transient: whether a second attempt, a moment later, may succeed.
        forbidden: whether the site forbids the use of the page.
        harmless: whether the address has no page with text, which is no fault where a
            link led to it.
        status: HTTP status with which the server refused the page; 0 if it did not.
    """

    def __init__(
        self,
        text: str,
        *,
        transient: bool = False,
        forbidden: bool = False,
        harmless: bool = False,
        status: int = 0,
    ) -> None:
        super().__init__(text)
        self.transient = transient
        self.forbidden = forbidden
        self.harmless = harmless
        self.status = status


class HostError(PageError):
    """Raised for a page because no page of its host can be requested.

    The text of the error names the host, and is the same for all pages.
    """


class NoAnswerError(PageError):
    """Raised for a page whose server cannot be reached, or does not answer in time."""


class EvaluationError(AmtsError):
    """Raised for a score that cannot be computed."""


class EngineError(AmtsError):
    """Raised if an engine failed as a whole.

    A build leaves source text on the page, gives the reason in one line, and asks the
    engine again the next time; a command fails. Where a failure is `transient`, the
    same call may succeed a moment later.
    """

    transient = False


class EngineNotSetUp(EngineError):
    """Raised if this machine lacks credentials, a region, a role or a program.

    It is no fault where no money may be spent, as in a build by a reader.
    """


class EngineNotInstalled(EngineNotSetUp):
    """Raised if a Python package that the engine needs is not installed."""


class EngineAuthError(EngineError):
    """Raised if the engine refused the credentials, or they lack a permission."""


class EngineThrottled(EngineError):
    """Raised if the engine asked to be called later, or could not be reached."""

    transient = True


class EngineConnectionLost(EngineThrottled):
    """Raised if a call got no answer, but may have been carried out, and billed."""


class EngineLimitError(EngineError):
    """Raised if a limit of the engine, or the spending limit, would be exceeded."""


class EngineUnsupportedPair(EngineError):
    """Raised if the engine does not translate between these two languages."""
