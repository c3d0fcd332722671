"""Define what is known of two texts when their beads are scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.borders import BorderScores
    from sphinx_amts.alignment.entries import Entries
    from sphinx_amts.alignment.priors import Priors


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of two texts.

    Attributes:
        priors: of lengths and kinds of beads.
        entries: which words may be translations, in the order of the source words.
        borders: which marks at the borders of sentences go together.
    """

    priors: Priors
    entries: Entries
    borders: BorderScores
