"""Define what is known of two languages before texts of them are aligned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.word_list import WordList


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What is known of two languages besides the texts that are aligned.

    Attributes:
        words: a bilingual word list.
        known: texts with their translations by people.
    """

    words: WordList | None = None
    known: tuple[tuple[str, str], ...] = ()


NOTHING = Resources()
"""Nothing is known but the texts."""
