"""Define the tasks for each part: sampling, scoring, and taking pairs by score.

A task is a callable object, which a worker calls without arguments.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus_selection.closeness import MOST, UNIT, Closeness
from sphinx_amts.corpus_selection.parts import Part, source_of_line, texts_of_line
from sphinx_amts.corpus_selection.words import words_of
from sphinx_amts.errors import CorpusError
from sphinx_amts.files.disk import errors_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BATCH = 5_000
"""Number of texts that are split into words at once."""

STEP = UNIT >> 7
"""Width of the steps of scores in which pairs are counted."""

STEPS = 2 * MOST // STEP + 1
"""Number of steps from the lowest to the highest score."""


def step_of(score: int) -> int:
    """Return the number of the step that contains *score*, from 0."""
    return (score + MOST) // STEP


def lowest_of(step: int) -> int:
    """Return the lowest score in a step."""
    return step * STEP - MOST


@dataclass(frozen=True, slots=True)
class Sampling:
    """Task that samples source texts by their checksums.

    So the same texts are in the sample whatever the order of the pairs is.

    Attributes:
        part: the part.
        below: texts whose checksum is below this value are in the sample.
    """

    part: Part
    below: int

    def __call__(self) -> list[str]:
        """Return the source texts in the sample."""
        return [
            text
            for line in self.part.lines()
            if zlib.crc32((text := source_of_line(line)).encode()) < self.below
        ]


@dataclass(frozen=True, slots=True)
class Scoring:
    """Task that scores the pairs of a part, and stores the scores beside the part.

    Attributes:
        part: the part.
        model: model that scores texts.
    """

    part: Part
    model: Closeness

    def __call__(self) -> NDArray[np.int64]:
        """Write the scores, and return the number of pairs in each step.

        Raises:
            CorpusError: the working folder cannot be read or written.
        """
        scores = np.concatenate(list(self._scores()))
        with errors_as(CorpusError, f"{self.part.scores}: cannot be written"):
            np.save(self.part.scores, scores)
        return np.bincount((scores + MOST) // STEP, minlength=STEPS)

    def _scores(self) -> Iterator[NDArray[np.int32]]:
        texts = map(source_of_line, self.part.lines())
        while batch := list(islice(texts, _BATCH)):
            yield self.model.scores(words_of(batch))


@dataclass(frozen=True, slots=True)
class Taking:
    """Task that returns the pairs of a part whose scores are in a range.

    Attributes:
        part: a part that has been scored.
        low: lowest score of the range.
        high: end of the range: all scores are below it.
    """

    part: Part
    low: int
    high: int

    def __call__(self) -> list[tuple[int, str]]:
        """Return the score and the line of each pair in the range.

        Of several pairs with the same texts only one is returned.

        Raises:
            CorpusError: the working folder cannot be read.
        """
        kinds = (OSError, ValueError, EOFError)
        with errors_as(CorpusError, f"{self.part.scores}: cannot be read", kinds=kinds):
            scores = np.load(self.part.scores)
        wanted = (scores >= self.low) & (scores < self.high)
        if not wanted.any():
            return []
        found: dict[str, tuple[int, str]] = {}
        lines = self.part.lines()
        for score, take, line in zip(scores, wanted, lines, strict=True):
            if take:
                key = texts_of_line(line)
                known = found.get(key)
                if known is None or line < known[1]:
                    found[key] = int(score), line
        return list(found.values())
