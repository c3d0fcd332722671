"""What the translation memory has for segments, and for which book it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.rehearsal import is_emulated, is_rehearsed
from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.memory.stored_unit import unit_key
from sphinx_amts.memory.tmx import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.memory.stored_unit import StoredUnit
    from sphinx_amts.memory.translation_memory import Memory
    from sphinx_amts.model import LanguagePair

Renew = Callable[["StoredUnit"], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Finds stored answers that count.

    With an engine, its own answers count whatever book asked for them, since they would
    be the same again. Without one, those count that were asked for in the name of the
    book. What was imported always counts.

    Attributes:
        engine: identity of the engine; `None` without one.
        book: name of the book; empty where all that the memory has counts.
        rehearses: whether an emulator answers.
        renew: tells which machine answers no longer count; `None` if all do.
        anew: keys of units that do not count either.
    """

    memory: Memory
    languages: LanguagePair
    engine: str | None
    book: str = ""
    rehearses: bool = False
    renew: Renew | None = None
    anew: Collection[str] = ()

    def find(self, forms: Iterable[str]) -> dict[str, StoredUnit]:
        """Return the units for those *forms* that have one, by form."""
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
        """Add what was last asked for in the name of the book, then imported units.

        Other books' engines and times do not matter, so that what they do changes no
        page of this one.
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
            and key not in self.anew
            and (self.rehearses or not is_rehearsed(unit))
        }

    def note(self, units: Iterable[StoredUnit]) -> None:
        """Note that the book uses *units* of its engine, as if it had asked for them.

        A memory that cannot be written is no fault here: nothing was paid.
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
        """Return whose answers count, best first."""
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
    anew: Collection[str] = (),
) -> Lookup:
    """Return what finds the stored answers that count for *engine*.

    Args:
        engine: `None` for the memory alone.
        memory: where answers are stored.
        languages: of the answers.
        book: in whose name answers are kept; without an engine, whose answers count.
            Empty: in nobody's, and those of all.
        renew: tells which machine answers no longer count; `None` if all do.
        anew: keys of units that are asked for anew, whatever there is of them.
    """
    return Lookup(
        memory=memory,
        languages=languages,
        engine=engine.identity if engine is not None else None,
        book=book,
        rehearses=engine is not None and is_emulated(engine.label),
        renew=renew,
        anew=anew,
    )
