"""Score beads by their kind, the lengths of their sides, and their words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums, ranges
from sphinx_amts.alignment.beads import MAX_SENTENCES

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Floats, Integers, Singles
    from sphinx_amts.alignment.band import Band
    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.priors import Priors
    from sphinx_amts.alignment.texts import NumberedText

_UNALIGNED = (0.3, 0.9)
"""Share of the occurrences of a word that are expected to have no counterpart, at least
and at most."""

_WORDS = 1.4
"""Weight of words; they are not independent of each other, as the model takes them."""

_NEVER = -1e9


class BeadScorer:
    """Scorer of the beads in a band.

    Args:
        texts: source and target.
        band: which of their pairs are looked at.
        priors: of lengths and kinds of beads.
        entries: which words may be translations, in the order of the source words.
        max_size: sentences on one side of a bead at most.
    """

    def __init__(
        self,
        texts: tuple[NumberedText, NumberedText],
        band: Band,
        priors: Priors,
        entries: Entries,
        max_size: int = MAX_SENTENCES,
    ) -> None:
        import numpy as np

        source, target = texts
        self._source, self._target = texts
        self._band, self._priors, self.max_size = band, priors, max_size
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
        ends = np.minimum(np.arange(max_size, max_size + len(target)), len(target))
        self._high = np.minimum(band.stop[ends], len(source))

    def block(self, start: int, stop: int) -> Singles:
        """Return the scores of beads that end in rows *start* to *stop* of the band.

        Args:
            start: first row, a number of target sentences.
            stop: one behind the last.

        Returns:
            row × source position in its row × target sentences of the bead, from 1 ×
            source sentences of the bead, from *max_size* down to 0.
        """
        import numpy as np

        max_size, first = self.max_size, self._band.first[start:stop]
        widths = self._band.stop[start:stop] - first
        shape = (stop - start, int(widths.max()), max_size, max_size + 1)
        scores = np.full(shape, _NEVER, dtype=np.float32)
        scores[:, :, 0, max_size] = self._priors.kinds[0, 1]
        rows = np.arange(start, stop)[:, None]
        positions = first[:, None] + np.arange(shape[1])
        low, high = max(start - max_size, 0), stop - 1
        if high <= low or self._high[high - 1] <= self._low[low]:
            return scores  # there is nothing on one side
        forward = self._explained_targets(low, high)
        backward = self._explained_sources(low, high)
        for m in range(1, max_size + 1):
            begin = positions - m
            source = (
                self._source_sum[np.minimum(positions, len(self._source))]
                - self._source_sum[np.clip(begin, 0, len(self._source))]
            )
            words = np.zeros(shape[:2], dtype=np.float32)
            for n in range(1, max_size + 1):
                # the words of one more target sentence, by the same source sentences
                words = words + forward(m - 1, rows - n, begin)
                by_source = np.zeros(shape[:2], dtype=np.float32)
                for number in range(m):
                    by_source += backward(n - 1, begin + number, rows - n)
                scores[:, :, n - 1, max_size - m] = (
                    self._priors.kinds[m, n]
                    + self._lengths(n, source, np.arange(start, stop))
                    + _WORDS / 2 * (words + by_source)
                )
        return scores

    def _lengths(self, n: int, source: Floats, ends: Integers) -> Floats:
        import numpy as np

        priors = self._priors
        source = np.maximum(source, 1.0)
        target = self._target_sum[ends] - self._target_sum[np.maximum(ends - n, 0)]
        target = target[:, None]
        deviation = priors.variance * source
        difference = (target - priors.ratio * source) ** 2 / (2 * deviation)
        # how likely the lengths are by themselves, as of sentences without counterpart
        unaligned = n * math.log(self._mean) + target / self._mean
        together = np.log(2 * math.pi * deviation) / 2
        # heavy tails: a free translation is no proof against all else
        gain: Floats = np.maximum(unaligned - together - difference, -8.0)
        return gain

    def _explained_targets(self, low: int, high: int) -> _Table:
        first, stop = self._low[low:high], self._high[low:high]
        return self._forward.explained((low, high), first, stop, self.max_size)

    def _explained_sources(self, low: int, high: int) -> _Table:
        import numpy as np

        begin, end = int(self._low[low]), int(self._high[high - 1])
        numbers = np.arange(begin, end)
        first = self._high[low:high].searchsorted(numbers, "right") + low
        stop = self._low[low:high].searchsorted(numbers, "right") + low
        stop = np.maximum(stop, first)
        return self._backward.explained((begin, end), first, stop, self.max_size)


class _Table:
    """Look up how well the words of sentences are predicted by the other side."""

    def __init__(self, values: Singles, row: int, first: Integers) -> None:
        self._values, self._row, self._first = values, row, first

    def __call__(self, size: int, number: Integers, start: Integers) -> Singles:
        """Return the log-likelihood ratio of the words of sentences; -1e9 outside.

        Args:
            size: number of sentences opposite, less 1.
            number: of the sentences.
            start: first sentences opposite.
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
    """Predict the words of one side from those of the other.

    Attributes:
        given: sentences that predict.
        predicted: sentences that are predicted.
        entries: which words predict which, in the order of the words of *given*.
        starts: where in these each word of *given* starts, and the last one ends.
        rare: share of each word of *predicted* among them.
        unaligned: share of the occurrences of each that are expected to have no
            counterpart: nearly all where the lexicon lacks the word.
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
        """Return the likelihoods of sentences, given runs of the other side.

        Args:
            part: which of the sentences that are explained.
            first: for each of these, the first sentence of *given* to look at.
            stop: one behind the last.
            max_size: sentences of *given* that explain together at most.
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
        hit = place >= 0
        words, sentence = words[hit], sentence[hit]
        starts = np.flatnonzero(np.diff(sentence, prepend=-1))
        columns = np.minimum(first[:, None] - begin + np.arange(width), end - begin)
        total = prefix_sums(self.given.sizes[begin:end].astype(np.float64))
        windows = np.lib.stride_tricks.sliding_window_view(expected, width, axis=1)
        along = windows[place[hit], columns[sentence, 0]]
        unaligned = self.unaligned[words]
        weight = ((1 - unaligned) / unaligned / self.rare[words]).astype(np.float32)
        for size in range(1, max_size + 1):
            length = total[columns[:, size:]] - total[columns[:, :-size]]
            gains = along[:, size:] - along[:, :-size]
            gains *= (1 / np.maximum(length, 1.0)).astype(np.float32)[sentence]
            gains *= weight[:, None]
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
        """Return the expected counts of words, given some sentences.

        Args:
            part: which sentences of *given*.
            predicted: words to look for.
            more: columns that are added, of sentences that expect nothing.

        Returns:
            word × number of sentences, from 0: how much the first of these expect it
            together; and for each word of *predicted* its row, or -1 where no entry
            predicts it.
        """
        import numpy as np

        begin, end = part
        given, entries = self.given, self.entries
        words = given.words[given.starts[begin] : given.starts[end]]
        sentence = np.repeat(np.arange(end - begin), given.sizes[begin:end])
        sizes = self.starts[words + 1] - self.starts[words]
        at = ranges(self.starts[words], sizes)
        sentences = np.repeat(sentence, sizes) + 1
        targets = entries.target[at]
        # only words that are looked for and expected get a row
        wanted = np.zeros(len(self.rare), dtype=bool)
        wanted[predicted] = True
        found = wanted[targets]
        targets, sentences, at = targets[found], sentences[found], at[found]
        wanted[:] = False
        wanted[targets] = True
        rows = np.where(wanted, np.cumsum(wanted) - 1, -1)
        count = end - begin + 1 + more
        expected = np.bincount(
            rows[targets] * count + sentences,
            entries.forward[at],
            minlength=int(wanted.sum()) * count,
        ).reshape(-1, count)
        np.cumsum(expected, axis=1, out=expected)
        return expected.astype(np.float32), rows[predicted]
