"""Assume translations of words before anything is learned: cognates and word lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import distinct
from sphinx_amts.alignment.tokens import stem_of
from sphinx_amts.alignment.word_pairs import Entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.texts import Vocabulary

SMOOTHING = 1.0
"""Occurrences without translation that are assumed for every word, so that a pair that
was seen twice is not certain."""

_IDENTICAL = 1.0
"""Occurrences that are assumed for a word as its own translation."""

_COGNATE = 0.35
"""Occurrences that are assumed for two words that begin with the same letters."""

_MAX_COGNATE_PAIRS = 10_000
"""Number of pairs of words with one stem above which they do not count as cognates."""


@dataclass(frozen=True, slots=True)
class WordPriors:
    """Pairs of words that are taken for translations until texts show otherwise.

    Attributes:
        source: numbers of the source words.
        target: numbers of the target words.
        forward: assumed number of times that the source word of each pair is translated
            by its target word.
        backward: the same for the target word, translated by the source word.
        is_listed: whether a word list has much of the vocabulary.
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
            parts: priors to be summed.
            size: number of words in the vocabulary.
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
        """Return the pairs with the probabilities that follow from the priors alone.

        Args:
            size: number of words in the vocabulary.
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
        vocabulary: word -> number of the word.
        sources: numbers of the words of the source; repeated numbers do not matter.
        targets: numbers of the words of the target, likewise.
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
