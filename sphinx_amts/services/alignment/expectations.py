"""Which words sentences make one expect on the other side, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.tokens import stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_amts.services.alignment.arrays import Floats, Integers
    from sphinx_amts.services.alignment.tokens import Sentence

    Lexicon = Mapping[str, Mapping[str, float]]

_SAME = 0.5
"""Probability that a number, a name or a mark is translated by itself."""

_KIN = 0.25
"""The same for a word that begins like it."""


class Expectations:
    """For each word of one side, where on the other it is expected, and how much.

    Kept as one sorted array of pairs of word and sentence, so that a text of a hundred
    thousand sentences is looked up in little time.

    Args:
        given: sentences that make one expect words.
        told: sentences whose words are looked up.
        lexicon: word of *given* -> word of *told* -> probability.
    """

    def __init__(
        self, given: Sequence[Sentence], told: Sequence[Sentence], lexicon: Lexicon
    ) -> None:
        import numpy as np

        self._count = max(len(given), 1)
        known: dict[str, int] = {}
        self._words = [_numbered(s.tokens, known) for s in told]
        self._stems = [_numbered(map(_stem_key, s.tokens), known) for s in told]
        # a word without kin has the stem "", which nothing is looked up for
        self._no_stem = known.get(_stem_key(""), -1)
        keys, values = self._learned(given, lexicon, known)
        same, kin = (
            self._literal(given, known, key) for key in (lambda word: word, _stem_key)
        )
        keys = np.concatenate([keys, same, kin])
        values = np.concatenate(
            [values, np.full(len(same), _SAME), np.full(len(kin), _KIN)]
        )
        order = np.argsort(keys, kind="stable")
        keys, values = keys[order], values[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        self._keys = keys[starts]
        self._values = np.maximum.reduceat(values, starts) if len(starts) else values

    def look_up(
        self, number: int, low: int, high: int
    ) -> tuple[Integers, Integers, Floats]:
        """Return where the words of a sentence are expected.

        Args:
            number: of one of the sentences that are looked up.
            low: first sentence of the other side.
            high: one behind the last.

        Returns:
            sentences, counted from *low*; words, by their places in the sentence; and
            how much each is expected. No pair of sentence and word comes twice.
        """
        import numpy as np

        words, stems = self._words[number], self._stems[number]
        stems = np.where(stems == self._no_stem, -1, stems)
        rows, columns, values = self._pairs(words, low, high)
        kin_rows, kin_columns, kin_values = self._pairs(stems, low, high)
        if not len(kin_rows):
            return rows, columns, values
        rows = np.concatenate([rows, kin_rows])
        columns = np.concatenate([columns, kin_columns])
        values = np.concatenate([values, kin_values])
        # the word itself comes first, and counts more than its kin
        _, kept = np.unique(rows * len(words) + columns, return_index=True)
        return rows[kept], columns[kept], values[kept]

    def _pairs(
        self, words: Integers, low: int, high: int
    ) -> tuple[Integers, Integers, Floats]:
        import numpy as np

        first = self._keys.searchsorted(words * self._count + low)
        last = self._keys.searchsorted(words * self._count + high)
        sizes = np.where(words < 0, 0, last - first)
        columns = np.repeat(np.arange(len(words)), sizes)
        at = _ranges(first, sizes)
        return self._keys[at] % self._count - low, columns, self._values[at]

    def _learned(
        self, given: Sequence[Sentence], lexicon: Lexicon, known: Mapping[str, int]
    ) -> tuple[Integers, Floats]:
        """Return pairs that the lexicon knows, and sums of its probabilities."""
        import numpy as np

        own: dict[str, int] = {}
        tokens = [_numbered(s.tokens, own) for s in given]
        sizes, targets, probabilities = [], [], []
        for word in own:
            entry = lexicon.get(word, {}).items()
            found = [(known[other], p) for other, p in entry if other in known]
            sizes.append(len(found))
            targets += [target for target, _ in found]
            probabilities += [probability for _, probability in found]
        if not targets:
            return np.array([], dtype=np.int64), np.array([])
        size = np.array(sizes, dtype=np.int64)
        first = np.cumsum(size) - size
        words = np.concatenate(tokens)
        places = np.repeat(np.arange(len(given)), [len(t) for t in tokens])
        at = _ranges(first[words], size[words])
        keys = np.array(targets)[at] * self._count + np.repeat(places, size[words])
        unique, inverse = np.unique(keys, return_inverse=True)
        sums = np.bincount(inverse, np.array(probabilities)[at])
        return unique.astype(np.int64), sums.astype(np.float64)

    def _literal(
        self,
        given: Sequence[Sentence],
        known: Mapping[str, int],
        key: Callable[[str], str],
    ) -> Integers:
        """Return pairs of words, or stems, that stand on both sides."""
        import numpy as np

        found = [
            known[name] * self._count + number
            for number, sentence in enumerate(given)
            for name in {key(word) for word in sentence.tokens}
            if name in known
        ]
        return np.array(found, dtype=np.int64)


def _stem_key(word: str) -> str:
    return f"\0{stem_of(word)}"


def _numbered(words: Iterable[str], known: dict[str, int]) -> Integers:
    """Return the numbers of words, new ones for those that have none."""
    import numpy as np

    return np.array([known.setdefault(w, len(known)) for w in words], dtype=np.int64)


def _ranges(first: Integers, sizes: Integers) -> Integers:
    """Return all numbers of ranges that start at *first* and have *sizes*."""
    import numpy as np

    before = np.cumsum(sizes) - sizes
    whole = int(sizes.sum())
    return np.repeat(first - before, sizes) + np.arange(whole)
