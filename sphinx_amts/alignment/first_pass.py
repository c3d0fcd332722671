"""A first alignment of two texts of any length, near which the best one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import sums
from sphinx_amts.alignment.band import around, around_diagonal
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.beads import Bead
from sphinx_amts.alignment.search import search
from sphinx_amts.alignment.training import MOST, diagonal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.priors import Priors
    from sphinx_amts.alignment.texts import NumberedText

_SHORT = 1500
"""Sentences up to which the corridor may be wide, and all words looked at."""

_SHORT_WIDER = 3
_WIDER = 3
"""Corridors that are tried, each twice as wide as the last."""

_STRETCH = 4000
"""Target sentences that are aligned at once, so that what is missing in one part of a
long text does not put out the rest."""

_KEPT = 3000
"""Of these so many are kept, as where the stretch ends in the source is a guess."""


def first_way(
    source: NumberedText, target: NumberedText, habits: Priors, entries: Entries
) -> list[Bead]:
    """Return an alignment of beads with few sentences.

    Args:
        source: sentences of the source.
        target: sentences of the target.
        habits: what is known of the texts as wholes.
        entries: which words may be translations.
    """
    short = max(len(source), len(target)) <= _SHORT
    if not short:
        entries = entries.of_rare(source, target)
    found: list[Bead] = []
    at = (0, 0)
    for end in _ends(source, target, found):
        texts = (source.part(at[0], end[0]), target.part(at[1], end[1]))
        beads = _way(texts, habits, entries, _SHORT_WIDER if short else 1)
        if end != (len(source), len(target)):
            beads = [b for b in beads if b.target_end <= _KEPT] or beads[:1]
        found += [
            Bead(
                *(bead.source_start + at[0], bead.source_end + at[0]),
                *(bead.target_start + at[1], bead.target_end + at[1]),
            )
            for bead in beads
        ]
        at = (found[-1].source_end, found[-1].target_end)
    return found


def _ends(
    source: NumberedText, target: NumberedText, found: list[Bead]
) -> Iterator[tuple[int, int]]:
    """Yield where the next stretch ends, by what has been *found* of the way so far."""
    lengths = sums(source.lengths), sums(target.lengths)
    whole = (len(source), len(target))
    while True:
        at = (found[-1].source_end, found[-1].target_end) if found else (0, 0)
        stop = at[1] + _STRETCH
        rest = [side[-1] - side[place] for side, place in zip(lengths, at, strict=True)]
        if stop + _STRETCH // 2 >= whole[1] or not rest[1]:
            yield whole
            return
        share = (lengths[1][stop] - lengths[1][at[1]]) / rest[1]
        reached = lengths[0][at[0]] + share * rest[0]
        end = int(lengths[0].searchsorted(reached))
        yield min(max(end, at[0] + 1), whole[0]), stop


def _way(
    texts: tuple[NumberedText, NumberedText],
    habits: Priors,
    entries: Entries,
    wider: int,
) -> list[Bead]:
    corridor = diagonal(*texts)
    width = wider * int((corridor.stop - corridor.first).max())
    source, target = texts
    if wider > 1:
        corridor = around_diagonal(source.lengths, target.lengths, width)
    beads: list[Bead] = []
    for _ in range(_WIDER):
        scorer = BeadScorer(texts, corridor, habits, entries, MOST)
        beads = search(corridor, scorer, habits.kinds[1, 0])
        if not corridor.is_tight(beads):
            break
        width *= 2
        corridor = around(beads, len(source), len(target), width)
    return beads
