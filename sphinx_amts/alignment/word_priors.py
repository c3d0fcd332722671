"""Assume translations of words before anything is learned: cognates and word lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import distinct
from sphinx_amts.alignment.entries import Entries
from sphinx_amts.alignment.tokens import stem_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.texts import Vocabulary

SMOOTHING = 1.0
"""Occurrences without translation that are assumed of every word, so that what was seen
twice is no certainty."""

_IDENTICAL = 1.0
"""Occurrences as its own translation that are assumed of every word."""

_COGNATE = 0.35
"""Occurrences that are assumed for a word that begins alike."""

_MAX_COGNATE_PAIRS = 10_000
"""Pairs of words with one stem; words of a more frequent stem are no cognates."""


@dataclass(frozen=True, slots=True)
class WordPriors:
    """Pairs of words that are taken for translations until texts show otherwise.

    Attributes:
        source: numbers of the source words.
        target: numbers of the target words.
        forward: occurrences that are assumed of the source word as the target word.
        backward: the same of the target word as the source word.
        is_listed: whether much of the vocabulary is in a word list.
    """

    source: Integers
    target: Integers
    forward: Floats
    backward: Floats
    is_listed: bool = False

    @classmethod
    def summed(cls, parts: Sequence[WordPriors], size: int) -> WordPriors:
        """Return the sum of several priors, each pair of words once.

        Args:
            parts: to be summed.
            size: of the vocabulary.
        """
        import numpy as np

        codes = np.concatenate([part.source * size + part.target for part in parts])
        unique, inverse = distinct(codes)
        forward, backward = (
            np.bincount(
                inverse,
                np.concatenate([getattr(part, name) for part in parts]),
                minlength=len(unique),
            ).astype(np.float64)
            for name in ("forward", "backward")
        )
        listed = any(part.is_listed for part in parts)
        return cls(unique // size, unique % size, forward, backward, listed)

    def entries(self, size: int) -> Entries:
        """Return the probabilities that follow from the priors alone.

        Args:
            size: of the vocabulary.
        """
        import numpy as np

        sums = np.bincount(self.source, self.forward, minlength=size)
        others = np.bincount(self.target, self.backward, minlength=size)
        return Entries.sorted(
            self.source,
            self.target,
            self.forward / (sums[self.source] + SMOOTHING),
            self.backward / (others[self.target] + SMOOTHING),
        )


def cognates_of(
    vocabulary: Vocabulary, sources: Integers, targets: Integers
) -> WordPriors:
    """Return the cognates: words that are equal on both sides, or begin alike.

    Args:
        vocabulary: word -> its number.
        sources: words of the source side, each as often as one likes.
        targets: words of the target side.
    """
    import numpy as np

    sides = [np.zeros(len(vocabulary), dtype=bool) for _ in range(2)]
    sides[0][sources] = sides[1][targets] = True
    left, right = (side.tolist() for side in sides)
    stems: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for word, number in vocabulary.items():
        stem = stem_of(word)
        if stem:
            if left[number]:
                stems[stem][0].append(number)
            if right[number]:
                stems[stem][1].append(number)
    alike = [
        (one, other)
        for ones, others in stems.values()
        if len(ones) * len(others) <= _MAX_COGNATE_PAIRS
        for one in ones
        for other in others
        if one != other
    ]
    same = np.flatnonzero(sides[0] & sides[1])
    both = np.array(alike, dtype=np.int64).reshape(-1, 2)
    values = np.repeat([_IDENTICAL, _COGNATE], [len(same), len(both)])
    return WordPriors(
        np.concatenate([same, both[:, 0]]),
        np.concatenate([same, both[:, 1]]),
        values,
        values,
    )
