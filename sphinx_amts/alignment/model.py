"""Define the estimates by which the beads of two texts are scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.borders import BorderScores
    from sphinx_amts.alignment.priors import Priors
    from sphinx_amts.alignment.word_pairs import Entries


@dataclass(frozen=True, slots=True)
class Model:
    """Estimates by which the beads of two texts are scored.

    Attributes:
        priors: length ratio, and probabilities of the kinds of beads.
        entries: pairs of words that may be translations.
        borders: scores of the marks at the borders of sentences.
    """

    priors: Priors
    entries: Entries
    borders: BorderScores
