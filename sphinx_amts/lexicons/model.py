"""Define the content of a bilingual word list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualWordList:
    """A bilingual word list as it was read.

    Attributes:
        name: title of the list, or the name of its file.
        license: license of the list; "" if the list names none.
        languages: languages of the words and of the translations; "" for a language
            that the list does not name.
        pairs: pairs of a word and a translation.
    """

    name: str
    license: str
    languages: tuple[str, str]
    pairs: Sequence[tuple[str, str]]

    @property
    def credit(self) -> str:
        """Name and license of the list, to be credited in results made with it."""
        return f"{self.name} ({self.license or 'it names no license'})"
