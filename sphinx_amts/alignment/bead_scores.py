"""Score beads by their kind, lengths, words, borders, and the vectors of an encoder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums, ranges
from sphinx_amts.alignment.beads import KINDS
from sphinx_amts.alignment.encoders import VectorScores

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats, Integers, Singles
    from sphinx_amts.alignment.band import Band
    from sphinx_amts.alignment.lattice import Kinds
    from sphinx_amts.alignment.model import Model
    from sphinx_amts.alignment.texts import NumberedText, TextSide
    from sphinx_amts.alignment.word_pairs import Entries

_UNALIGNED = (0.3, 0.9)
"""Least and greatest share of the occurrences of a word that are expected to have no
counterpart."""

_WORDS = 1.4
"""Weight of the scores of words, divided by 2 for each of the two directions."""

_NEAR = 5.0
"""Distance from the diagonal, in sentences, that costs an alignment little."""

_FAR = 2.5
"""Greatest cost of the distance from the diagonal."""

_FEW = 150
"""Number of target sentences up to which `_NEAR` is used; it grows for longer texts."""

_NEVER = -1e9


_SEVERAL = 1.0
"""Penalty for beads with several sentences on both sides."""


class BeadScorer:
    """Scorer of the beads in a band.

    Args:
        texts: source text and target text.
        band: pairs of their sentences that are considered.
        model: estimates for lengths, kinds of beads, words and borders.
        kinds: kinds of beads; the kind (1, 0) has no scores here, and is ignored.
        temperature: factor of the scores of words and borders, so an *inverse*
            temperature: the lower it is, the flatter is the distribution.
    """

    def __init__(
        self,
        texts: tuple[TextSide, TextSide],
        band: Band,
        model: Model,
        kinds: Kinds = KINDS,
        temperature: float = 1.0,
    ) -> None:
        import numpy as np

        self._sides = texts
        source, target = texts[0].words, texts[1].words
        self._source, self._target = source, target
        self.band, self._model = band, model
        self._temperature = temperature
        self.kinds = tuple(kind for kind in kinds if kind[1])
        self._vectors = None
        if min(map(len, texts)) and all(side.vectors is not None for side in texts):
            most = max(max(kind) for kind in self.kinds)
            self._vectors = VectorScores(*texts, most)
        self._max_m = max(m for m, _ in self.kinds)
        self._max_n = max(n for _, n in self.kinds)
        entries = model.entries
        numbers = (source.words, target.words, entries.source, entries.target)
        size = 1 + max(int(part.max(initial=0)) for part in numbers)
        self._forward = _Direction.made(source, target, entries, size)
        self._backward = _Direction.made(target, source, entries.reversed(), size)
        self._source_sum, self._target_sum = (
            prefix_sums(source.lengths),
            prefix_sums(target.lengths),
        )
        self._mean = max(float(target.lengths.sum()) / max(len(target), 1), 1.0)
        # for each target sentence, the source sentences of beads that start with it
        self._low = band.first[:-1]
        count = len(target)
        ends = np.minimum(np.arange(self._max_n, self._max_n + count), count)
        self._high = np.minimum(band.stop[ends], len(source))

    def block(self, start: int, stop: int) -> Singles:
        """Return the scores of beads that end in rows *start* to *stop* of the band.

        Args:
            start: first row: a number of target sentences.
            stop: one behind the last row.

        Returns:
            scores by row, source position within the row, and kind of bead.
        """
        import numpy as np

        first = self.band.first[start:stop]
        widths = self.band.stop[start:stop] - first
        shape = (stop - start, int(widths.max()), len(self.kinds))
        scores = np.full(shape, _NEVER, dtype=np.float32)
        priors = self._model.priors
        at = {kind: number for number, kind in enumerate(self.kinds)}
        scores[:, :, at[0, 1]] = priors.kinds[0, 1]
        rows = np.arange(start, stop)[:, None]
        positions = first[:, None] + np.arange(shape[1])
        low, high = max(start - self._max_n, 0), stop - 1
        if high <= low or self._high[high - 1] <= self._low[low]:
            return scores  # there is nothing on one side
        self._add_words(scores, rows, positions, (low, high))
        ends = self._ends(positions, rows)
        for (m, n), number in at.items():
            if m:
                part = scores[:, :, number]
                part += ends
                part += self._starts(m, n, positions, rows)
                part *= self._temperature
                part += priors.kinds[m, n] - _SEVERAL * (min(m, n) > 1)
                part += self._lengths(m, n, positions, rows)
        if self._temperature < 1:
            scores -= self._off_diagonal(rows, positions)[:, :, None]
        if self._vectors:
            self._vectors.add(scores, self.kinds, rows, positions)
        return scores

    def _add_words(
        self,
        scores: Singles,
        rows: Integers,
        positions: Integers,
        part: tuple[int, int],
    ) -> None:
        """Set the scores of all beads with two sides to the scores of their words."""
        import numpy as np

        forward, backward = (
            self._explained_targets(*part),
            self._explained_sources(*part),
        )
        shape = positions.shape
        at = {kind: number for number, kind in enumerate(self.kinds)}
        for m in range(1, self._max_m + 1):
            # the words of one more target sentence, by the same source sentences
            most = max((n for k, n in at if k == m), default=0)
            words = np.zeros(shape, dtype=np.float32)
            for n in range(1, most + 1):
                words += forward(m - 1, rows - n, positions - m)
                if (m, n) in at:
                    scores[:, :, at[m, n]] = _WORDS / 2 * words
        for n in range(1, self._max_n + 1):
            most = max((m for m, k in at if k == n), default=0)
            words = np.zeros(shape, dtype=np.float32)
            for m in range(1, most + 1):
                words += backward(n - 1, positions - m, rows - n)
                if (m, n) in at:
                    scores[:, :, at[m, n]] += _WORDS / 2 * words

    def _ends(self, positions: Integers, rows: Integers) -> Singles:
        """Return the scores of the marks at the ends of the two sides of beads."""
        import numpy as np

        source, target = (side.borders.ends for side in self._sides)
        known = self._model.borders.ends
        codes = source[np.clip(positions - 1, 0, len(source) - 1)] * len(known)
        codes += target[np.clip(rows - 1, 0, len(target) - 1)]
        found: Singles = known.astype(np.float32).ravel().take(codes)
        return found

    def _starts(self, m: int, n: int, positions: Integers, rows: Integers) -> Singles:
        """Return the scores of the marks at the starts of the two sides of beads."""
        import numpy as np

        source, target = (side.borders.starts for side in self._sides)
        known = self._model.borders.starts
        codes = source[np.clip(positions - m, 0, len(source) - 1)] * len(known)
        codes += target[np.clip(rows - n, 0, len(target) - 1)]
        found: Singles = known.astype(np.float32).ravel().take(codes)
        return found

    def _off_diagonal(self, rows: Integers, positions: Integers) -> Singles:
        """Return the cost of the distance of places from the diagonal of the lengths.

        The cost grows with the logarithm of the distance, as much text may be missing
        on one side. It is 0 when the temperature is 1.
        """
        import numpy as np

        near = _NEAR * math.sqrt(max(len(self._target) / _FEW, 1.0))
        share = self._target_sum[rows] / max(float(self._target_sum[-1]), 1.0)
        centre = self._source_sum.searchsorted(share * self._source_sum[-1])
        cost = np.log1p(((positions - centre) / near) ** 2).clip(0, _FAR)
        found: Singles = ((1 - self._temperature) * cost).astype(np.float32)
        return found

    def _lengths(self, m: int, n: int, positions: Integers, rows: Integers) -> Singles:
        import numpy as np

        priors, last = self._model.priors, len(self._source)
        source = self._source_sum[np.minimum(positions, last)]
        source = source - self._source_sum[np.clip(positions - m, 0, last)]
        source = np.maximum(source, 1.0)
        source = source.astype(np.float32)
        target = self._target_sum[rows] - self._target_sum[np.maximum(rows - n, 0)]
        target = target.astype(np.float32)
        deviation = priors.variance * source
        difference = (target - priors.ratio * source) ** 2 / (2 * deviation)
        # how likely the lengths are by themselves, as of sentences without counterpart
        unaligned = n * math.log(self._mean) + target / self._mean
        together = np.log(2 * math.pi * deviation) / 2
        # heavy tails: a free translation is no proof against all else
        gain: Singles = np.maximum(unaligned - together - difference, -8.0)
        return gain

    def _explained_targets(self, low: int, high: int) -> _Table:
        first, stop = self._low[low:high], self._high[low:high]
        return self._forward.explained((low, high), first, stop, self._max_m)

    def _explained_sources(self, low: int, high: int) -> _Table:
        import numpy as np

        begin, end = int(self._low[low]), int(self._high[high - 1])
        numbers = np.arange(begin, end)
        first = self._high[low:high].searchsorted(numbers, "right") + low
        stop = self._low[low:high].searchsorted(numbers, "right") + low
        stop = np.maximum(stop, first)
        return self._backward.explained((begin, end), first, stop, self._max_n)


class _Table:
    """Look up how well the other side predicts the words of sentences."""

    def __init__(self, values: Singles, row: int, first: Integers) -> None:
        self._values, self._row, self._first = values, row, first

    def __call__(self, size: int, number: Integers, start: Integers) -> Singles:
        """Return the log-likelihood ratios of the words of sentences.

        Args:
            size: number of sentences on the other side that predict them, less 1.
            number: numbers of the predicted sentences.
            start: number of the first sentence on the other side, for each of them.

        Returns:
            natural logarithms; -1e9 for sentences that are not in the table.
        """
        import numpy as np

        rows, width = self._values.shape[1:]
        row = number - self._row
        inside = (row >= 0) & (row < rows)
        row = np.clip(row, 0, rows - 1)
        column = start - self._first[row]
        inside = inside & (column >= 0) & (column < width)
        found = self._values[size].ravel()[
            np.clip(row * width + column, 0, rows * width - 1)
        ]
        return np.where(inside, found, np.float32(_NEVER))


@dataclass(frozen=True, slots=True)
class _Direction:
    """Predict the words of one side from the words of the other side.

    Attributes:
        given: text whose words predict.
        predicted: text whose words are predicted.
        entries: which words predict which, in the order of the words of *given*.
        starts: index of the first entry of each word of *given*, and behind the last
            word the number of all entries.
        rare: share of each word among all words of *predicted*.
        unaligned: share of the occurrences of each word of *predicted* that are
            expected to have no counterpart: nearly all where no entry has the word.
    """

    given: NumberedText
    predicted: NumberedText
    entries: Entries
    starts: Integers
    rare: Floats
    unaligned: Floats

    @classmethod
    def made(
        cls, given: NumberedText, predicted: NumberedText, entries: Entries, size: int
    ) -> _Direction:
        """Return the direction in which *given* predicts *predicted*."""
        import numpy as np

        rare = np.bincount(predicted.words, minlength=size) / max(
            len(predicted.words), 1
        )
        known = np.bincount(entries.target, entries.backward, minlength=size)
        counts = np.bincount(entries.source, minlength=size)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return cls(
            given, predicted, entries, starts, rare, np.clip(1 - known, *_UNALIGNED)
        )

    def explained(
        self, part: tuple[int, int], first: Integers, stop: Integers, max_size: int
    ) -> _Table:
        """Return the log-likelihood ratios of sentences, given runs of sentences.

        Args:
            part: first sentence of *predicted* to look at, and one behind the last.
            first: first sentence of *given* to look at, for each of these sentences.
            stop: one behind the last sentence of *given*, for each of these sentences.
            max_size: greatest number of sentences of *given* in a run.
        """
        import numpy as np

        low, high = part
        predicted = self.predicted
        width = int((stop - first).max(initial=0)) + max_size
        values = np.full((max_size, high - low, width), _NEVER, dtype=np.float32)
        begin, end = int(first.min()), int(stop.max())
        words = predicted.words[predicted.starts[low] : predicted.starts[high]]
        sentence = np.repeat(np.arange(high - low), predicted.sizes[low:high])
        # words that no entry predicts have the same likelihood everywhere
        nothing = np.bincount(sentence, np.log(self.unaligned[words]), high - low)
        expected, place = self._expectations((begin, end), words, width)
        columns = np.minimum(first[:, None] - begin + np.arange(width), end - begin)
        # only words that something near them predicts
        hit = np.flatnonzero(place >= 0)
        of = sentence[hit]
        near = (
            expected[place[hit], columns[of, -1]] > expected[place[hit], columns[of, 0]]
        )
        hit = hit[near]
        words, sentence = words[hit], sentence[hit]
        starts = np.flatnonzero(np.diff(sentence, prepend=-1))
        total = prefix_sums(self.given.sizes[begin:end].astype(np.float64))
        windows = np.lib.stride_tricks.sliding_window_view(expected, width, axis=1)
        along = windows[place[hit], columns[sentence, 0]]
        unaligned = self.unaligned[words]
        weight = (1 - unaligned) / unaligned / self.rare[words]
        along = along * weight.astype(np.float32)[:, None]
        for size in range(1, max_size + 1):
            length = total[columns[:, size:]] - total[columns[:, :-size]]
            gains = along[:, size:] - along[:, :-size]
            gains *= (1 / np.maximum(length, 1.0)).astype(np.float32)[sentence]
            gains += 1
            np.log(gains, out=gains)
            whole = np.repeat(nothing[:, None], width - size, axis=1)
            if len(starts):
                whole[sentence[starts]] += np.add.reduceat(gains, starts, axis=0)
            inside = columns[:, :-size] + size + begin <= stop[:, None]
            values[size - 1, :, : width - size] = np.where(inside, whole, _NEVER)
        return _Table(values, low, first)

    def _expectations(
        self, part: tuple[int, int], predicted: Integers, more: int
    ) -> tuple[Singles, Integers]:
        """Return the expected counts of words, given runs of sentences.

        Args:
            part: first sentence of *given* to look at, and one behind the last.
            predicted: numbers of the words to look for.
            more: number of columns to add, which repeat the last count of a word.

        Returns:
            an array of expected counts, by word and number n of sentences: the count
            that the first n sentences of *part* predict together; and for each word of
            *predicted* its row in the array, or -1 where no entry predicts the word.
        """
        import numpy as np

        begin, end = part
        given, entries = self.given, self.entries
        words = given.words[given.starts[begin] : given.starts[end]]
        sentence = np.repeat(np.arange(end - begin), given.sizes[begin:end])
        # only entries of words that are here, and are looked for
        given_here, wanted = (np.zeros(len(self.rare), dtype=bool) for _ in range(2))
        given_here[words] = wanted[predicted] = True
        here = given_here[entries.source] & wanted[entries.target]
        targets, forward = entries.target[here], entries.forward[here]
        starts = np.concatenate([[0], np.cumsum(here)])[self.starts]
        # only words that are looked for and expected get a row
        wanted[:] = False
        wanted[targets] = True
        rows = np.where(wanted, np.cumsum(wanted) - 1, -1)
        count = end - begin + 1 + more
        first = starts[words]
        sizes = starts[words + 1] - first
        at = ranges(first, sizes)
        places = (rows[targets] * count + 1)[at]
        places += np.repeat(sentence, sizes)
        expected = np.bincount(
            places, forward[at], minlength=int(wanted.sum()) * count
        ).reshape(-1, count)
        np.cumsum(expected, axis=1, out=expected)
        return expected.astype(np.float32), rows[predicted]
