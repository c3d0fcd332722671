"""Draw a sample of the words of linked sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.texts import NumberedText
    from sphinx_amts.alignment.weighted_beads import Links

_PIECE = 20
"""Number of sentences in a piece, for which sampling is decided together."""

_GOLDEN = 0.6180339887498949
"""Step between the numbers of pieces, from 0 to 1: the golden ratio spreads the numbers
of successive pieces evenly."""

_ROWS = 10_000
"""Number of links whose words are counted in one array operation."""

_STEPS = 8
"""Number of ranks in which the number of sampled occurrences doubles."""


@dataclass(frozen=True, slots=True)
class WordSample:
    """Sample of the words of two texts, as the pairs of all words would be too many.

    A frequent word is sampled in a part of its sentences. Words of the same frequency
    are sampled in the same part of the text, so that words that translate each other
    are sampled together. The part stands for all sentences of the word.

    Attributes:
        source: sentences of the source, with the sampled words only.
        target: sentences of the target, with the sampled words only.
        parts: for each word as a source word, and as a target word, one divided by the
            share of its occurrences that are sampled; None if all words are sampled.
    """

    source: NumberedText
    target: NumberedText
    parts: tuple[Floats, Floats] | None

    @classmethod
    def drawn(
        cls,
        source: NumberedText,
        target: NumberedText,
        links: Links,
        size: int,
        limit: int,
    ) -> WordSample:
        """Draw a sample of the words of linked sentences.

        Args:
            source: sentences of the source.
            target: sentences of the target.
            links: pairs of these sentences.
            size: number of words in the vocabulary.
            limit: greatest number of pairs of words in linked sentences.
        """
        import numpy as np

        texts = source, target
        pairs = source.sizes[links.source] * target.sizes[links.target]
        if pairs.sum() <= limit:
            return cls(source, target, None)
        # linked sentences have the same number
        pieces = np.arange(len(source)) // _PIECE
        sources = (pieces * _GOLDEN + _GOLDEN) % 1.0
        nearest = np.zeros(len(target), dtype=np.int64)
        order = links.weight.argsort(kind="stable")
        nearest[links.target[order]] = links.source[order]
        counts = [np.bincount(text.words, minlength=size) for text in texts]
        # the rank of a word in a sentence is below the limit of its occurrences if it
        # is looked at there
        ranks = []
        for text, count, number in zip(
            texts, counts, (sources, sources[nearest]), strict=True
        ):
            rank = np.log2(np.repeat(number, text.sizes) * count[text.words])
            ranks.append((rank.clip(0.0) * _STEPS).astype(np.int64))
        most = 1 + max(int(rank.max(initial=0)) for rank in ranks)
        sizes = []
        for text, rank in zip(texts, ranks, strict=True):
            place = np.repeat(np.arange(len(text)) * most, text.sizes)
            found = np.bincount(place + rank, minlength=len(text) * most)
            found = found.reshape(len(text), most)
            sizes.append(np.cumsum(found, axis=1, dtype=np.int32))
        pairs = np.zeros(most, dtype=np.int64)
        for first in range(0, len(links.source), _ROWS):
            rows = slice(first, first + _ROWS)
            of = sizes[0][links.source[rows]], sizes[1][links.target[rows]]
            pairs += np.einsum("ij,ij->j", *of, dtype=np.int64)
        last = max(int(pairs.searchsorted(limit, "right")) - 1, 0)
        chosen = [
            text.at(rank <= last) for text, rank in zip(texts, ranks, strict=True)
        ]
        low = 2.0 ** ((last + 1) / _STEPS)
        of_source, of_target = (np.maximum(count / low, 1.0) for count in counts)
        return cls(chosen[0], chosen[1], (of_source, of_target))


def looked_at(text: NumberedText, known: Bools, linked: Integers) -> NumberedText:
    """Return a text with only the words that are *known*, in *linked* sentences."""
    import numpy as np

    is_linked = np.zeros(len(text), dtype=bool)
    is_linked[linked] = True
    return text.at(known[text.words] & np.repeat(is_linked, text.sizes))
