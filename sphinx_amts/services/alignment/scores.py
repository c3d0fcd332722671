"""What speaks for a bead: its kind, the lengths of its sides, and their words."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.services.alignment.expectations import Expectations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_amts.services.alignment.arrays import Floats, Integers
    from sphinx_amts.services.alignment.corridor import Corridor
    from sphinx_amts.services.alignment.search import Bead
    from sphinx_amts.services.alignment.tokens import Sentence

    Lexicon = Mapping[str, Mapping[str, float]]

_NOWHERE = 0.5
"""Share of words that are expected to have no counterpart."""

_WORDS = 0.7
"""Weight of words; they are not independent of each other, as the model takes them."""

_SPARSE = 8
_MOST = 4
_NEVER = -1e9


@dataclass(slots=True)
class Habits:
    """What is known of the two texts as wholes.

    Attributes:
        ratio: target characters for each source character.
        variance: of the difference, for each source character.
        kinds: natural logarithm of the share of each kind of bead.
    """

    ratio: float
    variance: float = 6.8
    kinds: dict[tuple[int, int], float] = field(default_factory=dict)

    @classmethod
    def at_first(cls, source: Sequence[Sentence], target: Sequence[Sentence]) -> Habits:
        """Return what is assumed before anything is aligned."""
        habits = cls(_total(target) / max(_total(source), 1))
        habits.learn_kinds({})
        return habits

    def learn_kinds(self, seen: Mapping[tuple[int, int], int]) -> None:
        """Take over how often each kind of bead was seen."""
        counts = {}
        for m in range(_MOST + 1):
            for n in range(_MOST + 1):
                if m + n > 0:
                    counts[m, n] = seen.get((m, n), 0) + _expected(m, n)
        whole = sum(counts.values())
        self.kinds = {kind: math.log(count / whole) for kind, count in counts.items()}

    def learn(
        self,
        beads: Sequence[Bead],
        source: Sequence[Sentence],
        target: Sequence[Sentence],
    ) -> None:
        """Take over what an alignment shows."""
        self.learn_kinds(Counter(bead.kind for bead in beads))
        pairs = [
            (
                sum(s.length for s in source[bead.source_start : bead.source_end]),
                sum(t.length for t in target[bead.target_start : bead.target_end]),
            )
            for bead in beads
            if bead.kind == (1, 1)
        ]
        if len(pairs) < 10:
            return
        self.ratio = sum(t for _, t in pairs) / max(sum(s for s, _ in pairs), 1)
        squares = sorted((t - s * self.ratio) ** 2 / max(s, 1) for s, t in pairs)
        # wrong pairs have the greatest differences
        kept = squares[: max(1, len(squares) * 9 // 10)]
        self.variance = min(max(1.4 * sum(kept) / len(kept), 1.0), 40.0)


def _expected(m: int, n: int) -> float:
    """Return how many beads of a kind to expect among about a hundred."""
    if (m, n) == (1, 1):
        return 80.0
    if m == 0 or n == 0:
        return 1.0 if m + n == 1 else 0.0001
    if m + n == 3:
        return 6.0
    return 6.0 * 0.08 ** (m + n - 3)


def _total(sentences: Sequence[Sentence]) -> int:
    return sum(sentence.length for sentence in sentences)


class Scorer:
    """Scores beads in a corridor.

    Args:
        forth: source word -> target word -> probability.
        back: target word -> source word -> probability.
        most: sentences on one side of a bead at most.
    """

    def __init__(
        self,
        source: Sequence[Sentence],
        target: Sequence[Sentence],
        corridor: Corridor,
        habits: Habits,
        *,
        forth: Lexicon,
        back: Lexicon,
        most: int = _MOST,
    ) -> None:
        import numpy as np

        self._habits = habits
        self._source = np.array([s.length for s in source], dtype=float)
        self._target = np.array([t.length for t in target], dtype=float)
        self._source_sum = np.concatenate([[0.0], np.cumsum(self._source)])
        self._target_sum = np.concatenate([[0.0], np.cumsum(self._target)])
        mean = max(float(self._target.mean()), 1.0) if len(target) else 1.0
        # how likely a length is by itself, as of a sentence without counterpart
        self._by_itself = math.log(mean)
        self._mean = mean
        rows = _rows(corridor, len(source), len(target))
        self._low = [low for low, _ in rows]
        columns = _columns(rows, len(source))
        width = max((high - low for low, high in rows), default=0)
        self._forth = np.full((most, len(target), width), _NEVER)
        self._back = np.full((most, len(target), width + 1), 0.0)
        for number, sizes in _explained(source, target, rows, forth, most):
            for size, values in enumerate(sizes):
                self._forth[size, number, : len(values)] = values
        back_by_row = np.full((most, len(target), width), _NEVER)
        lows = np.array(self._low)
        for number, sizes in _explained(target, source, columns, back, most):
            start = columns[number][0]
            for size, values in enumerate(sizes):
                rows_here = np.arange(start, start + len(values))
                back_by_row[size, rows_here, number - lows[rows_here]] = values
        # sums along the source sentences, so that those of a bead are a difference
        np.cumsum(back_by_row, axis=2, out=self._back[:, :, 1:])

    def __call__(self, m: int, n: int, start: int, stop: int, before: int) -> Floats:
        """Score beads of a kind, as `search` asks for it."""
        import numpy as np

        kind = self._habits.kinds[m, n]
        if m == 0 or n == 0:
            return np.full(stop - start, kind)
        low = self._low[before]
        back = self._back[n - 1, before]
        words = back[start + m - low : stop + m - low] - back[start - low : stop - low]
        for target in range(before, before + n):
            words = words + self._explains(m, target, start, stop)
        lengths = self._lengths(m, n, start, stop, before)
        score: Floats = kind + lengths + _WORDS / 2 * words
        return score

    def _explains(self, m: int, target: int, start: int, stop: int) -> Floats:
        import numpy as np

        low = self._low[target]
        values: Floats = self._forth[m - 1, target]
        if start >= low and stop - low <= len(values):
            return values[start - low : stop - low]
        at = np.arange(start - low, stop - low)
        inside = (at >= 0) & (at < len(values))
        return np.where(inside, values[np.clip(at, 0, len(values) - 1)], _NEVER)

    def _lengths(self, m: int, n: int, start: int, stop: int, before: int) -> Floats:
        import numpy as np

        habits = self._habits
        sums = self._source_sum
        source = np.maximum(sums[start + m : stop + m] - sums[start:stop], 1.0)
        target = self._target_sum[before + n] - self._target_sum[before]
        deviation = habits.variance * source
        difference = (target - habits.ratio * source) ** 2 / (2 * deviation)
        alone = n * self._by_itself + target / self._mean
        together = np.log(2 * math.pi * deviation) / 2
        # heavy tails: a free translation is no proof against all else
        gain: Floats = np.maximum(alone - together - difference, -8.0)
        return gain


def _rows(corridor: Corridor, sources: int, targets: int) -> list[tuple[int, int]]:
    """Return for each target sentence the range of source sentences to look at."""
    first = corridor.first.tolist()
    found = []
    for target in range(targets):
        last = first[min(target + _MOST, targets)] + corridor.width
        found.append((first[target], min(sources, last)))
    return found


def _columns(rows: list[tuple[int, int]], sources: int) -> list[tuple[int, int]]:
    """Turn `_rows` round."""
    low = [len(rows)] * sources
    high = [0] * sources
    for target, (first, last) in enumerate(rows):
        for source in range(first, last):
            low[source] = min(low[source], target)
            high[source] = target + 1
    return [(min(a, b), b) for a, b in zip(low, high, strict=True)]


def _explained(
    given: Sequence[Sentence],
    told: Sequence[Sentence],
    ranges: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    most: int,
) -> Iterator[tuple[int, list[Floats]]]:
    """Yield how well the words of sentences are explained by those opposite.

    Args:
        given: sentences that explain.
        told: sentences that are explained.
        ranges: for each of *told*, the range of *given* to look at.
        lexicon: word of *given* -> word of *told* -> probability.
        most: sentences of *given* that explain together at most.

    Yields:
        number of a sentence, and for 1 to *most* sentences opposite the logarithm of
        how much likelier its words are, by the first of these in its range.
    """
    import numpy as np

    counts = Counter(word for sentence in told for word in sentence.tokens)
    whole = max(sum(counts.values()), 1)
    index = Expectations(given, told, lexicon)
    sizes = np.array([max(len(s.tokens), 1) for s in given], dtype=float)
    total = np.concatenate([[0.0], np.cumsum(sizes)])
    for number, (low, high) in enumerate(ranges):
        words = told[number].tokens
        count = high - low
        if count <= 0:
            continue
        rare = np.array([counts[word] / whole for word in words])
        rows, columns, values = index.look_up(number, low, high)
        nothing = len(words) * math.log(_NOWHERE)
        lengths = [
            total[low + size : high + 1] - total[low : high + 1 - size]
            for size in range(1, min(most, count) + 1)
        ]
        if len(values) * _SPARSE < count * len(words):
            # few words are known: their effects are added up one by one
            found = [
                nothing + _added(size, length, rows, values / rare[columns])
                for size, length in enumerate(lengths, 1)
            ]
        else:
            along = np.zeros((count + 1, len(words)))
            along[rows + 1, columns] = values
            np.cumsum(along, axis=0, out=along)
            found = [
                np.log(
                    _NOWHERE
                    + (1 - _NOWHERE)
                    * (along[size:] - along[:-size])
                    / (length[:, None] * rare)
                ).sum(axis=1)
                for size, length in enumerate(lengths, 1)
            ]
        yield number, found


def _added(size: int, length: Floats, rows: Integers, gains: Floats) -> Floats:
    """Return what words add for each run of *size* sentences that they occur in.

    A word that occurs twice in a run counts twice, which is not quite right, and rare.
    """
    import numpy as np

    sums: Floats = np.zeros(len(length))
    for offset in range(size):
        starts = rows - offset
        inside = (starts >= 0) & (starts < len(length))
        starts = starts[inside]
        share = (1 - _NOWHERE) / _NOWHERE * gains[inside] / length[starts]
        sums += np.bincount(starts, np.log1p(share), minlength=len(length))
    return sums
