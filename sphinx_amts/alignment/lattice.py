"""Walk through the lattice of all alignments in a band, forwards and backwards.

A place of the lattice stands for a number of source sentences and a number of target
sentences that are aligned so far; a bead leads from one place to another. Scores of
beads are an array with three axes: number of target sentences up to the end of the bead
(row), number of source sentences up to there (column of the band), and kind of bead. A
source sentence without target leads along a row; all of these have the same score.

Sources: W. A. Gale and K. W. Church, "A Program for Aligning Sentences in Bilingual
Corpora", 1993, with more kinds of beads; L. Rabiner, "A Tutorial on Hidden Markov
Models", 1989 (forward-backward). A band makes the time linear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.alignment.beads import Bead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers, Singles, Small
    from sphinx_amts.alignment.band import Band

    Kinds = Sequence[tuple[int, int]]
    """Kinds of beads: number of source sentences and number of target sentences."""

NEVER = -1e18
_CELLS = 8_000
"""Number of places that are processed together."""


class Lattice:
    """Lattice of the alignments in a band.

    Args:
        band: pairs of sentences that alignments may use.
        kinds: kinds of beads, without that of a source sentence without target.
    """

    def __init__(self, band: Band, kinds: Kinds) -> None:
        self.band, self.kinds = band, tuple(kinds)
        self.count = len(band.first)
        self.widths = band.stop - band.first
        self.width = int(self.widths.max())
        self._known: dict[tuple[int, int], Integers] = {}

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield ranges of rows that are processed together: first row, and end."""
        size = max(_CELLS // self.width, 1)
        for start in range(0, self.count, size):
            yield start, min(start + size, self.count)

    def before(self, start: int, stop: int) -> Integers:
        """Return the places where beads start that end in rows *start* to *stop*.

        Returns:
            numbers of places by row, column and kind of bead; for a bead that starts
            outside of the band, the number behind the last place.
        """
        return self._places(start, stop, -1)

    def behind(self, start: int, stop: int) -> Integers:
        """Return the places where beads end that start in rows *start* to *stop*.

        The places are numbered as those of `before`.
        """
        return self._places(start, stop, 1)

    def _places(self, start: int, stop: int, step: int) -> Integers:
        import numpy as np

        known = self._known.get((start, step))
        if known is not None:
            return known
        first = self.band.first.astype(np.int32)
        widths = self.widths.astype(np.int32)
        rows = np.arange(start, stop, dtype=np.int32)
        nothing = self.count * self.width
        shape = (len(rows), self.width, len(self.kinds))
        found: Any = np.empty(shape, dtype=np.int32)
        columns = np.arange(self.width, dtype=np.int32)
        for number, (m, n) in enumerate(self.kinds):
            others = rows + step * n
            inside = (others >= 0) & (others < self.count)
            others = others.clip(0, self.count - 1)
            at = columns + (first[rows] + step * m - first[others])[:, None]
            limits = np.where(inside, widths[others], 0)[:, None]
            valid = (at >= 0) & (at < limits)
            at += (others * self.width)[:, None]
            found[:, :, number] = np.where(valid, at, nothing)
        places: Integers = found
        return places

    def best(
        self, score: Callable[[int, int], Singles | Floats], skipped: float
    ) -> list[Bead]:
        """Find the sequence of beads with the highest sum of scores.

        Args:
            score: function that returns the scores of the beads that end in a range of
                rows, given its first row and one behind the last.
            skipped: score of a source sentence without target.
        """
        import numpy as np

        width, widths = self.width, self.widths.tolist()
        values = np.full(self.count * width + 1, NEVER)
        along = np.arange(width) * skipped
        columns = np.arange(width)
        chosen: list[Small] = []
        for start, stop in self.blocks():
            places, scores = self.before(start, stop), score(start, stop)
            for row in range(start, stop):
                size = widths[row]
                found = values.take(places[row - start, :size])
                found += scores[row - start, :size]
                choice = found.argmax(axis=1)
                best = found[columns[:size], choice]
                if row == 0:
                    best[0] = 0.0
                # source sentences without target: a sum along the row, taken at once
                reached = np.maximum.accumulate(best - along[:size]) + along[:size]
                alone = reached > best + 1e-9
                choice[alone] = -1
                values[row * width : row * width + size] = np.where(
                    alone, reached, best
                )
                chosen.append(choice.astype(np.int8))
        return self._traced(chosen)

    def _traced(self, chosen: list[Small]) -> list[Bead]:
        beads: list[Bead] = []
        source, target = self.band.sources, self.band.targets
        first = self.band.first.tolist()
        while source > 0 or target > 0:
            number = int(chosen[target][source - first[target]])
            m, n = (1, 0) if number < 0 else self.kinds[number]
            beads.append(Bead(source - m, source, target - n, target))
            source, target = source - m, target - n
        return beads[::-1]

    def probabilities(self, scores: Floats, skipped: float) -> Floats:
        """Return the posterior probability of each bead, over all alignments.

        Args:
            scores: natural logarithms of the scores of beads, for all rows; the result
                overwrites them.
            skipped: logarithm of the score of a source sentence without target.
        """
        import numpy as np

        # keep the places, as both passes and the result need them
        for start, stop in self.blocks():
            for step in (-1, 1):
                if (start, step) not in self._known:
                    self._known[start, step] = self._places(start, stop, step)
        before = self._summed_before(scores, skipped)
        after = self._summed_behind(scores, skipped)
        last = (self.count - 1) * self.width + int(self.widths[-1]) - 1
        found = scores
        for start, stop in self.blocks():
            part = found[start:stop]
            part += before.take(self.before(start, stop))
            part += after[start * self.width : stop * self.width].reshape(
                stop - start, self.width, 1
            )
            part -= before[last]
            np.minimum(part, 0.0, out=part)
            np.exp(part, out=part)
        outside = np.arange(self.width) >= self.widths[:, None]
        found[outside] = 0.0
        return found

    def _summed_before(self, scores: Floats, skipped: float) -> Floats:
        import numpy as np

        width, widths = self.width, self.widths.tolist()
        values = np.full(self.count * width + 1, NEVER)
        along = np.arange(width) * skipped
        for start, stop in self.blocks():
            places = self.before(start, stop)
            for row in range(start, stop):
                size = widths[row]
                found = values.take(places[row - start, :size])
                found += scores[row, :size]
                reached = _added(found)
                if row == 0:
                    reached[0] = 0.0
                reached -= along[:size]
                reached = np.logaddexp.accumulate(reached)
                reached += along[:size]
                values[row * width : row * width + size] = reached
        return values

    def _summed_behind(self, scores: Floats, skipped: float) -> Floats:
        import numpy as np

        width, widths = self.width, self.widths.tolist()
        kinds = len(self.kinds)
        values = np.full(self.count * width + 1, NEVER)
        along = np.arange(width) * skipped
        flat = scores.reshape(-1)
        for start, stop in reversed(list(self.blocks())):
            places = self.behind(start, stop)
            inside = places < self.count * width
            at = np.where(inside, places, 0) * kinds + np.arange(kinds)
            own = np.where(inside, flat.take(at), NEVER)
            for row in range(stop - 1, start - 1, -1):
                size = widths[row]
                found = values.take(places[row - start, :size])
                found += own[row - start, :size]
                reached = _added(found)
                if row == self.count - 1:
                    reached[size - 1] = 0.0
                reached += along[:size]
                reached = np.logaddexp.accumulate(reached[::-1])[::-1]
                values[row * width : row * width + size] = reached - along[:size]
        return values


def _added(values: Floats) -> Floats:
    """Return the logarithm of the sum of each row of *values*, which are logarithms."""
    import numpy as np

    highest = values.max(axis=1)
    values -= highest[:, None]
    np.exp(values, out=values)
    found: Floats = values.sum(axis=1)
    np.log(found, out=found)
    found += highest
    return found
