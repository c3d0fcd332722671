"""Number the words of two texts, so that array operations can look them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums, ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.arrays import Bools, Floats, Integers, Singles
    from sphinx_amts.alignment.borders import Borders
    from sphinx_amts.alignment.tokens import TokenizedSentence

    Vocabulary = dict[str, int]
    """Word -> number, from 0; the words of both languages are numbered together."""


@dataclass(frozen=True, slots=True)
class NumberedText:
    """The sentences of one text, with words as numbers.

    Attributes:
        words: numbers of the words of all sentences, one after the other.
        starts: where in *words* each sentence starts, and where the last one ends.
        lengths: number of characters of each sentence, without blanks.
    """

    words: Integers
    starts: Integers
    lengths: Floats

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.lengths)

    @property
    def sizes(self) -> Integers:
        """Number of words of each sentence."""
        return self.starts[1:] - self.starts[:-1]

    @classmethod
    def concatenated(cls, parts: Sequence[NumberedText]) -> NumberedText:
        """Return the sentences of all *parts*."""
        import numpy as np

        sizes = np.concatenate([part.sizes for part in parts])
        return cls(
            np.concatenate([part.words for part in parts]),
            np.concatenate([[0], np.cumsum(sizes)]),
            np.concatenate([part.lengths for part in parts]),
        )

    def part(self, start: int, stop: int) -> NumberedText:
        """Return the sentences from *start* up to *stop*."""
        begin, end = self.starts[start], self.starts[stop]
        return NumberedText(
            self.words[begin:end],
            self.starts[start : stop + 1] - begin,
            self.lengths[start:stop],
        )

    def joined(self, runs: Integers) -> NumberedText:
        """Return a text in which each run of sentences is joined into one sentence.

        Args:
            runs: number of the first sentence, and one behind the last, of each run.
        """
        import numpy as np

        ends = self.starts[runs]
        sizes = ends[:, 1] - ends[:, 0]
        total = prefix_sums(self.lengths)
        return NumberedText(
            self.words[ranges(ends[:, 0], sizes)],
            np.concatenate([[0], np.cumsum(sizes)]),
            total[runs[:, 1]] - total[runs[:, 0]],
        )

    def at(self, chosen: Bools) -> NumberedText:
        """Return the sentences with only the words that the mask *chosen* selects."""
        import numpy as np

        starts = np.concatenate([[0], np.cumsum(chosen)])[self.starts]
        return NumberedText(self.words[chosen], starts, self.lengths)


def numbered(
    sentences: Iterable[TokenizedSentence], vocabulary: Vocabulary
) -> NumberedText:
    """Convert the words of sentences to numbers; add new words to *vocabulary*."""
    import numpy as np

    words: list[int] = []
    starts = [0]
    lengths: list[int] = []
    for sentence in sentences:
        words += [vocabulary.setdefault(w, len(vocabulary)) for w in sentence.tokens]
        starts.append(len(words))
        lengths.append(sentence.length)
    return NumberedText(
        np.array(words, dtype=np.int64),
        np.array(starts, dtype=np.int64),
        np.array(lengths, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class TextSide:
    """Source or target text, with the data by which beads are scored.

    Attributes:
        words: words of the sentences.
        borders: marks at the borders of the sentences.
        vectors: one vector of each sentence, by an encoder; None without an encoder.
    """

    words: NumberedText
    borders: Borders
    vectors: Singles | None = None

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.words)

    def part(self, start: int, stop: int) -> TextSide:
        """Return the sentences from *start* up to *stop*."""
        vectors = self.vectors
        return TextSide(
            self.words.part(start, stop),
            self.borders.part(start, stop),
            None if vectors is None else vectors[start:stop],
        )

    def joined(self, runs: Integers) -> TextSide:
        """Return a text in which each run of sentences is joined into one sentence.

        The joined text has no vectors.

        Args:
            runs: number of the first sentence, and one behind the last, of each run.
        """
        return TextSide(self.words.joined(runs), self.borders.joined(runs))
