"""Define the optional steps of an alignment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps of an alignment; each can be left out, to measure its effect.

    Attributes:
        stems: words are reduced to their stems.
        borders: marks at the borders of sentences are evidence.
        many: beads have up to six sentences on one side.
        together: words are learned from all texts of a book together.
        decoding: the alignment with the highest sum of probabilities of beads is taken,
            not the most probable alignment.
    """

    stems: bool = True
    borders: bool = True
    many: bool = True
    together: bool = True
    decoding: bool = True
