"""Learn words from each half of a book, to judge the other half by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.alignment.learning import learn, learn_halves
from sphinx_amts.alignment.weighted_beads import Links, WeightedBeads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.arrays import Integers
    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.learning import Learned
    from sphinx_amts.alignment.texts import NumberedText
    from sphinx_amts.alignment.word_priors import WordPriors

_LONG = 5000
"""Number of links above which words are learned from both halves at once. With fewer,
they are learned from each half alone, as a wrong bead of one half would influence what
is learned from the other."""


def other_half_links(
    beads: Sequence[Sequence[Bead]],
    half: Sequence[Integers],
    offsets: Sequence[tuple[int, int]],
) -> list[Links]:
    """Return the links of all beads outside of half 0, and of all outside of half 1.

    Args:
        beads: beads of each text, with sentences on both sides.
        half: half of each of these beads, 0 or 1.
        offsets: numbers of the first sentences of each text among those of all texts.
    """
    return [
        Links.concatenated(
            [
                WeightedBeads.certain(
                    [bead for bead, h in zip(of, part, strict=True) if h != own]
                ).links.moved(*offsets[text])
                for text, (of, part) in enumerate(zip(beads, half, strict=True))
            ]
        )
        for own in (0, 1)
    ]


def learn_other_halves(
    size: int,
    texts: tuple[NumberedText, NumberedText],
    links: Sequence[Links],
    known: Links,
    assumed: WordPriors,
) -> Iterator[Learned]:
    """Learn words from each of two sets of links; yield both results.

    Args:
        size: number of words in the vocabulary.
        texts: sentences of the source and of the target.
        links: the two sets, as of `other_half_links`.
        known: links that are added to both sets.
        assumed: translations of words that are assumed before anything is learned.
    """
    import numpy as np

    parts = [Links.concatenated([part, known]) for part in links]
    counts = [len(part.weight) for part in parts]
    if sum(len(part.weight) for part in links) <= _LONG:
        for part in parts:
            yield learn(size, *texts, part, assumed)
        return
    number = np.repeat(np.arange(2, dtype=np.int8), counts)
    yield from learn_halves(size, texts, Links.concatenated(parts), number, assumed)
