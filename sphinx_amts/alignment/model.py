"""Define what is known of two texts when their beads are scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Integers, Singles
    from sphinx_amts.alignment.borders import BorderScores
    from sphinx_amts.alignment.lattice import Kinds
    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.priors import Priors


class SimilarityScores(Protocol):
    """Interface of what scores beads by the vectors of their sentences."""

    def add(
        self, scores: Singles, kinds: Kinds, rows: Integers, positions: Integers
    ) -> None:
        """Add to the scores of beads those of their vectors.

        Args:
            scores: row × column × kind of bead.
            kinds: of beads.
            rows: target sentences behind the beads, as a column.
            positions: source sentences behind them, row × column.
        """


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of two texts.

    Attributes:
        priors: of lengths and kinds of beads.
        entries: which words may be translations, in the order of the source words.
        borders: which marks at the borders of sentences go together.
        similarity: scores by an encoder.
    """

    priors: Priors
    entries: Entries
    borders: BorderScores
    similarity: SimilarityScores | None = None
