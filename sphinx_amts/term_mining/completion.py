"""Complete linked terms by the units that nearly always stand beside them.

A link may cover only a part of a translation, where the whole is too rare to be a
candidate, or where the part is as well associated with the term: 暂退 in 暂退法, for
*dropout*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.term_mining.words import BORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.arrays import Bools
    from sphinx_amts.languages.function_words import FunctionWords
    from sphinx_amts.term_mining.association import Associations
    from sphinx_amts.term_mining.candidates import TermCandidates
    from sphinx_amts.term_mining.forms import Place
    from sphinx_amts.term_mining.linking import TermLinks
    from sphinx_amts.term_mining.words import Units

_BESIDE = 0.75
"""Share of the occurrences of a term from which on a unit beside them belongs to the
term."""

_MOST_MORE = 3
"""Greatest number of units by which a term is completed."""


@dataclass(slots=True)
class LinkedTerm:
    """A term with its translation, and the places where they are linked.

    Attributes:
        source: number of the source candidate.
        target: number of the target candidate.
        sources: number of occurrences of the source candidate that are not part of a
            longer term.
        targets: number of such occurrences of the target candidate.
        places: linked places of the term and of its translation.
    """

    source: int
    target: int
    sources: int
    targets: int
    places: list[tuple[Place, Place]] = field(default_factory=list)


def completed(
    source: TermCandidates,
    target: TermCandidates,
    links: TermLinks,
    associations: Associations,
    words: tuple[FunctionWords, FunctionWords],
    *,
    least: int,
) -> Iterator[LinkedTerm]:
    """Yield the terms that are linked at least *least* times, with completed places.

    Args:
        source: candidates of the source.
        target: candidates of the target.
        links: links between occurrences of both.
        associations: associations of both.
        words: function words of source and target language.
        least: least number of links of a term.
    """
    taken = _taken(source, links, 0), _taken(target, links, 1)
    longer = _longer(target, associations)
    standing = _standing(target, {other for held in longer.values() for other in held})
    for (one, other), count in links.counts.items():
        if count < least:
            continue
        size = int(source.sizes[one])
        occurrences = list(links.occurrences((one, other)))
        parts = {other: occurrences}
        if target.sizes[other] == 1:
            parts = _in_longer(
                occurrences, other, longer.get(one, ()), target, standing
            )
        for whole, places in parts.items():
            if len(places) < least:
                continue
            targets = links.targets[other]
            if whole != other:
                targets = int(target.counts[whole])
            yield LinkedTerm(
                source=one,
                target=whole,
                sources=links.sources[one],
                targets=targets,
                places=list(
                    zip(
                        _grown(
                            source.units,
                            [p for p, _ in places],
                            size,
                            taken[0],
                            words[0],
                        ),
                        _grown(
                            target.units,
                            [p for _, p in places],
                            int(target.sizes[whole]),
                            taken[1],
                            words[1],
                        ),
                        strict=True,
                    )
                ),
            )


def _longer(target: TermCandidates, associations: Associations) -> dict[int, list[int]]:
    """Return the target candidates of several units, by associated source candidate.

    The best associated candidates come first.
    """
    found: dict[int, list[int]] = defaultdict(list)
    for (one, other), _ in sorted(
        associations.items(), key=lambda item: -item[1].cosine
    ):
        if target.sizes[other] > 1:
            found[one].append(other)
    return found


def _standing(target: TermCandidates, wanted: set[int]) -> set[tuple[int, int]]:
    """Return the occurrences of the candidates *wanted*: first unit, and candidate."""
    import numpy as np

    mask = np.zeros(len(target), dtype=bool)
    mask[list(wanted)] = True
    keep = mask[target.candidates]
    places, candidates = target.places[keep], target.candidates[keep]
    return set(zip(places.tolist(), candidates.tolist(), strict=True))


def _in_longer(
    occurrences: list[tuple[int, int]],
    other: int,
    longer: Sequence[int],
    target: TermCandidates,
    standing: set[tuple[int, int]],
) -> dict[int, list[tuple[int, int]]]:
    """Return linked occurrences by the longer candidate that the target is a part of.

    The character 赛 alone is no translation of *competition*, which is 比赛 in some
    places and 竞赛 in others. If the target often stands alone, all occurrences are its
    own.

    Args:
        occurrences: linked places of a source candidate and of *other*.
        other: target candidate of one unit.
        longer: longer target candidates that are associated with the source candidate.
        target: candidates of the target.
        standing: occurrences of longer candidates, as of `_standing`.
    """
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, other_place in occurrences:
        found = next(
            (
                (first, whole)
                for whole in longer
                for first in range(
                    other_place - int(target.sizes[whole]) + 1, other_place + 1
                )
                if (first, whole) in standing
            ),
            None,
        )
        if found:
            parts[found[1]].append((place, found[0]))
    inside = sum(map(len, parts.values()))
    return parts if inside >= _BESIDE * len(occurrences) else {other: occurrences}


def _taken(candidates: TermCandidates, links: TermLinks, side: int) -> Bools:
    """Return a mask of the units of one side (0 or 1) that links cover."""
    import numpy as np

    taken = np.zeros(len(candidates.units.numbers) + 1, dtype=bool)
    for pair in links.counts:
        size = int(candidates.sizes[pair[side]])
        starts = np.array(links.places[pair][side::2])
        for more in range(size):
            taken[starts + more] = True
    return taken


def _grown(
    units: Units, places: list[int], size: int, taken: Bools, words: FunctionWords
) -> list[Place]:
    """Extend the places of a term by the units beside them that belong to the term.

    Args:
        units: units of the side.
        places: first unit of each linked occurrence.
        size: number of units of the term.
        taken: mask of the units that links cover.
        words: function words of the language, which do not belong to a term.
    """
    starts = list(places)
    ends = [place + size for place in places]
    for _ in range(_MOST_MORE):
        if unit := _beside(units, ends, taken, words.last):
            ends = [end + (units.numbers[end] == unit) for end in ends]
        elif unit := _beside(units, [s - 1 for s in starts], taken, words.first):
            starts = [s - (units.numbers[s - 1] == unit) for s in starts]
        else:
            break
    return [(s, int(e - s)) for s, e in zip(starts, ends, strict=True)]


def _beside(
    units: Units, places: list[int], taken: Bools, never: frozenset[str]
) -> int:
    """Return the number of the unit that stands at nearly all *places*, unlinked.

    Return `BORDER` if there is no such unit, or it is one of *never*.
    """
    found = Counter(int(units.numbers[place]) for place in places if not taken[place])
    unit, count = max(
        found.items(), key=lambda item: (item[1], item[0]), default=(0, 0)
    )
    if count < _BESIDE * len(places) or units.vocabulary[unit] in never:
        return BORDER
    return unit
