"""Look segments up in the translation memory, for one engine and book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.rehearsal import is_emulated, is_rehearsed
from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.memory.stored_unit import IMPORTED, unit_key
from sphinx_amts.translation.engine_choice import uses_emulator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.memory.stored_unit import StoredUnit
    from sphinx_amts.memory.translation_memory import Memory
    from sphinx_amts.model import LanguagePair

Renew = Callable[["StoredUnit"], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Look-up of the stored answers that are valid for one run.

    If there is an engine, all its stored answers are valid, whichever book requested
    them, since the engine would return the same again. Without an engine, the answers
    that the book has requested are valid. Imported answers are always valid.

    Attributes:
        memory: the translation memory.
        languages: source and target language.
        engine: identity of the engine; `None` without one.
        book: name of the book; empty for the answers of all books.
        rehearses: whether the engine uses an emulator.
        renew: returns whether a stored machine answer is to be replaced; `None` for
            none.
        renewed_keys: keys of units to be replaced as well.
    """

    memory: Memory
    languages: LanguagePair
    engine: str | None
    book: str = ""
    rehearses: bool = False
    renew: Renew | None = None
    renewed_keys: Collection[str] = ()

    def find(self, forms: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the valid stored units of *forms*, by key form (normalised source)."""
        wanted = list(dict.fromkeys(forms))
        found: dict[str, StoredUnit] = {}
        if self.engine is None and self.book:
            self._find_own(wanted, found)
        else:
            for identity in self._identities():
                left = [form for form in wanted if form not in found]
                found |= self._of(identity, left)
        return found

    def _find_own(self, forms: list[str], found: dict[str, StoredUnit]) -> None:
        """Add the unit that the book requested last for each form, or an imported unit.

        Requests of other books make no difference to the pages of this book.
        """
        asked: dict[str, str] = {}
        for identity in sorted(self._identities()):
            units = self._of(identity, forms)
            times = self.memory.asked_for(
                self.book, [unit.key for unit in units.values()]
            )
            for form, unit in units.items():
                time = "" if identity == IMPORTED else times.get(unit.key)
                if time is not None and (form not in found or time > asked[form]):
                    found[form], asked[form] = unit, time

    def _of(self, identity: str, forms: Iterable[str]) -> dict[str, StoredUnit]:
        keys = {unit_key(form, self.languages, identity): form for form in forms}
        return {
            keys[key]: unit
            for key, unit in self.memory.get_many(keys).items()
            if not (identity != IMPORTED and self.renew and self.renew(unit))
            and key not in self.renewed_keys
            and (self.rehearses or not is_rehearsed(unit))
        }

    def note(self, units: Iterable[StoredUnit]) -> None:
        """Record in the memory that the book uses *units*, as if it had requested them.

        A memory that cannot be written is no error, since nothing was paid.
        """
        if self.engine is None or not self.book:
            return
        keys = [unit.key for unit in units if unit.engine == self.engine]
        try:
            new = set(keys) - self.memory.asked_for(self.book, keys).keys()
            if new and self.memory.writable:
                self.memory.note_asked(self.book, sorted(new))
        except TranslationMemoryError:
            return

    def _identities(self) -> list[str]:
        """Return the identities of engines whose answers are valid, best first."""
        known = self.memory.engines(self.languages)
        if self.engine is None:
            shown = (name for name in known if not is_emulated(name))
            return [name for name in shown if not name.startswith("pseudo")]
        own = self.engine
        return [own, *(name for name in known if name == IMPORTED and name != own)]


def lookup_for(
    engine: Engine | None,
    memory: Memory,
    languages: LanguagePair,
    *,
    book: str = "",
    renew: Renew | None = None,
    renewed_keys: Collection[str] = (),
) -> Lookup:
    """Create the look-up of the stored answers that are valid for *engine*.

    Args:
        engine: the engine; `None` for the memory alone.
        memory: the translation memory.
        languages: source and target language.
        book: name of the book to translate; empty for the answers of all books.
        renew: returns whether a stored machine answer is to be replaced; `None` for
            none.
        renewed_keys: keys of units to be replaced as well.
    """
    return Lookup(
        memory=memory,
        languages=languages,
        engine=engine.identity if engine is not None else None,
        book=book,
        rehearses=uses_emulator(engine),
        renew=renew,
        renewed_keys=renewed_keys,
    )
