"""Define pairs of words that may be translations of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.texts import NumberedText

_RARE = 0.004
"""Share in all words of a text up to which a word is rare."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Pairs of words that may be translations, in the order of the source words.

    Attributes:
        source: numbers of the source words.
        target: numbers of the target words.
        forward: probability that the source word is translated by the target word, for
            each pair.
        backward: probability that the target word is translated by the source word, for
            each pair.
    """

    source: Integers
    target: Integers
    forward: Floats
    backward: Floats

    @classmethod
    def sorted(
        cls, source: Integers, target: Integers, forward: Floats, backward: Floats
    ) -> Entries:
        """Make entries from arrays in any order."""
        order = source.argsort(kind="stable")
        return cls(source, target, forward, backward).at(order)

    @classmethod
    def concatenated(cls, parts: Sequence[Entries]) -> Entries:
        """Return all entries of *parts*, which have no pair in common."""
        import numpy as np

        return cls.sorted(
            np.concatenate([part.source for part in parts]),
            np.concatenate([part.target for part in parts]),
            np.concatenate([part.forward for part in parts]),
            np.concatenate([part.backward for part in parts]),
        )

    def at(self, index: Integers | Bools) -> Entries:
        """Return the entries at *index*, given as numbers or as a mask."""
        return Entries(
            *(self.source[index], self.target[index]),
            *(self.forward[index], self.backward[index]),
        )

    def of_rare(self, source: NumberedText, target: NumberedText) -> Entries:
        """Return the entries whose words are rare in two texts."""
        import numpy as np

        size = 1 + max(int(self.source.max(initial=0)), int(self.target.max(initial=0)))
        keep = np.ones(len(self.source), dtype=bool)
        for text, words in ((source, self.source), (target, self.target)):
            counts = np.bincount(text.words, minlength=size)
            keep &= (counts <= _RARE * len(text.words))[words]
        return self.at(keep)

    def reversed(self) -> Entries:
        """Return the entries with source and target swapped."""
        return Entries.sorted(self.target, self.source, self.backward, self.forward)
