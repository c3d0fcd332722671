"""Define the resources for two languages that help to align their texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.word_list import WordList


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Resources for two languages, besides the texts that are aligned.

    Attributes:
        words: bilingual word list, or None.
        known: pairs of a text and its translation by a person.
    """

    words: WordList | None = None
    known: tuple[tuple[str, str], ...] = ()


NOTHING = Resources()
"""No resources besides the texts."""
