"""Provide a usable translation memory for a build, whatever the state of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sphinx_amts.errors import MemoryFileError, TranslationMemoryError
from sphinx_amts.files.set_aside import set_aside
from sphinx_amts.memory.translation_memory import (
    InMemoryTranslationMemory,
    TranslationMemory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sphinx_amts.memory.stored_unit import StoredUnit
    from sphinx_amts.memory.translation_memory import Memory, MemoryStats
    from sphinx_amts.model import LanguagePair

T = TypeVar("T")

_TRIES = 3


class BuildMemory:
    """Translation memory of a build, which replaces a file that cannot be used.

    A file that is damaged, or that this program did not write, is renamed, and a new
    one is made. A
    file that must not be touched (a link, a newer version, another user's) is kept: the
    memory is then empty, and nothing can be stored.

    Attributes:
        unusable: whether the file is neither read nor written.
    """

    def __init__(self, directory: Path, warn: Callable[[str], None]) -> None:
        """Open the memory in *directory*.

        Args:
            directory: folder, created when a unit is first stored.
            warn: called with one line about the fault of the file and the remedy.
        """
        self._directory = directory
        self._warn = warn
        self._memory: Memory | None = None
        self._tries = 0
        self.unusable = False
        self._use(lambda _: None)

    @property
    def writable(self) -> bool:
        """Return whether units can be stored; create folder and file if missing."""
        return self._use(lambda memory: memory.writable)

    @property
    def problem(self) -> str:
        """Return why units cannot be stored, in one line; empty if they can."""
        return self._use(lambda memory: memory.problem)

    def get_many(self, keys: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the stored units, by key; *keys* without a unit are left out."""
        wanted = list(keys)
        return self._use(lambda memory: memory.get_many(wanted))

    def can_store(self, languages: LanguagePair, engine: str) -> bool:
        """Return whether units can be stored permanently; else see `problem`."""
        return self._use(lambda memory: memory.can_store(languages, engine))

    def put(self, unit: StoredUnit, book: str = "") -> None:
        """Store *unit*, replacing one with its key; record that *book* requested it.

        Raises:
            TranslationMemoryError: *unit* cannot be written.
        """
        self._use(lambda memory: memory.put(unit, book), writes=True)

    def put_many(self, units: Iterable[StoredUnit], book: str = "") -> None:
        """Store *units* in one transaction; record that *book* requested them.

        Raises:
            TranslationMemoryError: the units cannot be written; none of them is.
        """
        added = list(units)
        self._use(lambda memory: memory.put_many(added, book), writes=True)

    def asked_for(self, book: str, keys: Iterable[str]) -> dict[str, str]:
        """Return when *book* requested units, by key; other *keys* are left out."""
        wanted = list(keys)
        return self._use(lambda memory: memory.asked_for(book, wanted))

    def note_asked(self, book: str, keys: Iterable[str]) -> None:
        """Record that *book* requested the units with *keys*.

        Raises:
            TranslationMemoryError: the requests cannot be recorded.
        """
        noted = list(keys)
        self._use(lambda memory: memory.note_asked(book, noted), writes=True)

    def units(
        self, languages: LanguagePair | None = None, engine: str | None = None
    ) -> Iterator[StoredUnit]:
        """Yield all units, or those of a language pair or an engine, sorted by key."""
        return iter(self._use(lambda memory: list(memory.units(languages, engine))))

    def engines(self, languages: LanguagePair) -> tuple[str, ...]:
        """Return the identities of engines with units of the pair, last used first."""
        return self._use(lambda memory: memory.engines(languages))

    def stats(self) -> MemoryStats:
        """Count the units by engine and pair; reads the whole memory."""
        return self._use(lambda memory: memory.stats())

    def close(self) -> None:
        """Close the files; they are opened again when the memory is used again."""
        if self._memory is not None:
            self._memory.close()

    def _use(self, action: Callable[[Memory], T], *, writes: bool = False) -> T:
        """Call *action* with a usable memory, and return its result."""
        while True:
            try:
                if self._memory is None:
                    self._memory = TranslationMemory.open(self._directory)
                return action(self._memory)
            except MemoryFileError as exc:
                self._replace(exc)
            except TranslationMemoryError as exc:
                if writes:
                    raise
                self._give_up(str(exc))

    def _replace(self, fault: MemoryFileError) -> None:
        self.close()
        self._memory = None
        self._tries += 1
        if self._tries > _TRIES or fault.file is None:
            self._give_up(str(fault))
            return
        try:
            new = set_aside(fault.file, fault.identity)
        except OSError as exc:
            reason = exc.strerror or "no reason is known"
            self._give_up(f"{fault}. It cannot be renamed ({reason})")
            return
        if new is not None:
            self._warn(
                f"{fault.fault}. It is now {new}, and a new one is made; if what it "
                "held was paid for, restore a copy that you trust"
            )

    def _give_up(self, problem: str) -> None:
        self.close()
        self._memory = _NoMemory(problem)
        self.unusable = True
        self._warn(f"{problem}. The translation memory is not used")


class _NoMemory(InMemoryTranslationMemory):
    writable = False

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem

    def can_store(self, languages: LanguagePair, engine: str) -> bool:  # noqa: ARG002
        return False

    def put_many(self, units: Iterable[StoredUnit], book: str = "") -> None:  # noqa: ARG002
        raise TranslationMemoryError(self.problem)
