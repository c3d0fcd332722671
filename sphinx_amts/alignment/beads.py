"""Define beads: groups of sentences of two texts that translate each other."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SENTENCES = 6
"""Greatest number of sentences on one side of a bead."""

KINDS = (
    *((0, 1), (1, 0), (1, 1)),
    *(kind for size in range(2, MAX_SENTENCES + 1) for kind in ((1, size), (size, 1))),
    *((2, 2), (2, 3), (3, 2), (3, 3)),
)
"""Kinds of beads: number of source sentences and number of target sentences."""

ROUGH_KINDS = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""Kinds of beads of a first, rough alignment, as in `KINDS`."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Source and target sentences that translate each other; one side may be empty.

    Attributes:
        source_start: first source sentence, counted from 0.
        source_end: one behind the last source sentence.
        target_start: first target sentence, counted from 0.
        target_end: one behind the last target sentence.
        confidence: estimated probability that the bead is right, from 0 to 1.
    """

    source_start: int
    source_end: int
    target_start: int
    target_end: int
    confidence: float = 0.0

    @property
    def kind(self) -> tuple[int, int]:
        """Return the numbers of source and target sentences of the bead."""
        return (
            self.source_end - self.source_start,
            self.target_end - self.target_start,
        )
