"""Define what is read of a bilingual word list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexical:
    """A bilingual word list as it was read.

    Attributes:
        name: title of the list, or the name of its file.
        license: license of the list, or "" where it names none.
        languages: of its words and of their translations, or "" where it names none.
        pairs: words and their translations.
    """

    name: str
    license: str
    languages: tuple[str, str]
    pairs: Sequence[tuple[str, str]]

    @property
    def credit(self) -> str:
        """Return name and license, for whoever gets what was made with the list."""
        return f"{self.name} ({self.license or 'it names no license'})"
