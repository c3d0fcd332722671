"""Link the occurrences of terms in pairs of texts, one to one.

In each pair of texts the two candidates with the strongest association are linked
first, and the units that they cover take part in no other link. So the parts of a
longer term are not counted as terms of their own, and words that often occur near a
term are not linked to its translation. Sources: I. D. Melamed, "Models of Translational
Equivalence among Words", 2000 (competitive linking); K. Frantzi et al., "Automatic
Recognition of Multi-Word Terms: the C-value/NC-value Method", 2000 (an occurrence
inside a longer term does not count).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.alignment.arrays import Integers
    from sphinx_amts.term_mining.association import Associations
    from sphinx_amts.term_mining.candidates import TermCandidates

_ROUNDS = 2
"""Number of rounds of linking; each uses the links of the round before as evidence."""

_SOURCE_SIZE, _TARGET_SIZE = 0.5, 0.15
"""Exponents of the numbers of units of source and target in the weight of a link, so
that a long term is linked before its parts."""

_DISTANCE = 0.1
"""Weight of the distance between the relative positions of two occurrences."""

_LEAST_LINKS = 2
"""Least number of links for two candidates to be linked in the next round."""

_DISCOUNT = 0.5
"""Number that is subtracted from the links of each pair of candidates, as the fewer the
links, the less certain they are."""


@dataclass(slots=True)
class TermLinks:
    """Links between occurrences of candidates.

    Attributes:
        counts: source and target candidate -> number of their links.
        sources: source candidate -> number of occurrences outside of longer linked
            terms.
        targets: target candidate -> number of such occurrences.
        places: source and target candidate -> first units of their linked occurrences,
            of source and target by turns.
    """

    counts: Counter[tuple[int, int]] = field(default_factory=Counter)
    sources: Counter[int] = field(default_factory=Counter)
    targets: Counter[int] = field(default_factory=Counter)
    places: dict[tuple[int, int], array[int]] = field(default_factory=dict)

    def occurrences(self, pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield the first units of the linked occurrences of *pair*, by link."""
        places = iter(self.places.get(pair, ()))
        return zip(places, places, strict=True)


def linked(
    source: TermCandidates, target: TermCandidates, associations: Associations
) -> TermLinks:
    """Link the occurrences of associated candidates.

    Args:
        source: candidates of the source.
        target: candidates of the target, in the translations of the same texts.
        associations: associations of both.
    """
    strength = {pair: found.cosine for pair, found in associations.items()}
    links = TermLinks()
    for _ in range(_ROUNDS):
        links = _round(source, target, strength)
        strength = {
            pair: (count - _DISCOUNT)
            / math.sqrt(links.sources[pair[0]] * links.targets[pair[1]])
            for pair, count in links.counts.items()
            if count >= _LEAST_LINKS
        }
    return links


def link_weight(strength: float, size: int, other_size: int) -> float:
    """Return the weight of a link between two candidates.

    Args:
        strength: strength of their association, from 0 to 1.
        size: number of units of the source candidate.
        other_size: number of units of the target candidate.
    """
    weight: float = strength * size**_SOURCE_SIZE * other_size**_TARGET_SIZE
    return weight


def _round(
    source: TermCandidates,
    target: TermCandidates,
    strength: Mapping[tuple[int, int], float],
) -> TermLinks:
    sizes = source.sizes.tolist(), target.sizes.tolist()
    partners: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (one, other), value in strength.items():
        weight = link_weight(value, sizes[0][one], sizes[1][other])
        partners[one].append((other, weight))
    known = _known(source, {one for one, _ in strength})
    known_others = _known(target, {other for _, other in strength})
    links = TermLinks()
    for text in range(len(source.units.texts)):
        ones, first, length = known.of_text(text)
        others, other_first, other_length = known_others.of_text(text)
        if not ones and not others:
            continue
        possible = _possible(
            [(p, (p - first) / length, c) for p, c in ones],
            [(p, (p - other_first) / other_length, c) for p, c in others],
            partners,
        )
        used: set[int] = set()
        used_others: set[int] = set()
        for _, place, other_place, candidate, other in possible:
            here = range(place, place + sizes[0][candidate])
            there = range(other_place, other_place + sizes[1][other])
            if used.isdisjoint(here) and used_others.isdisjoint(there):
                used.update(here)
                used_others.update(there)
                pair = candidate, other
                links.counts[pair] += 1
                links.sources[candidate] += 1
                links.targets[other] += 1
                if pair not in links.places:
                    links.places[pair] = array("q")
                links.places[pair].extend((place, other_place))
        for found, covered, counts, size in (
            (ones, used, links.sources, sizes[0]),
            (others, used_others, links.targets, sizes[1]),
        ):
            for place, candidate in found:
                if covered.isdisjoint(range(place, place + size[candidate])):
                    counts[candidate] += 1
    return links


def _possible(
    ones: list[tuple[int, float, int]],
    others: list[tuple[int, float, int]],
    partners: Mapping[int, list[tuple[int, float]]],
) -> list[tuple[float, int, int, int, int]]:
    """Return the possible links in a pair of texts, the best first.

    Args:
        ones: first unit, share of the text before it, and candidate, of each occurrence
            in the source.
        others: the same for the target.
        partners: source candidate -> associated target candidates, with the weights of
            links.

    Returns:
        negative weight, first units in source and target, and both candidates.
    """
    at: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for place, share, candidate in others:
        at[candidate].append((place, share))
    possible = [
        (
            -weight * (1.0 - _DISTANCE * abs(share - other_share)),
            place,
            other_place,
            candidate,
            other,
        )
        for place, share, candidate in ones
        for other, weight in partners.get(candidate, ())
        for other_place, other_share in at.get(other, ())
    ]
    possible.sort()
    return possible


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Occurrences of some candidates, sorted by text."""

    places: Integers
    candidates: Integers
    starts: Integers
    units: Integers

    def of_text(self, text: int) -> tuple[list[tuple[int, int]], int, int]:
        """Return the occurrences in a text, the first unit of the text, and its length.

        An occurrence is its first unit, and the candidate.
        """
        here = slice(self.starts[text], self.starts[text + 1])
        found = zip(
            self.places[here].tolist(), self.candidates[here].tolist(), strict=True
        )
        first = int(self.units[text])
        return list(found), first, max(1, int(self.units[text + 1]) - first)


def _known(candidates: TermCandidates, wanted: set[int]) -> _Occurrences:
    import numpy as np

    mask = np.zeros(len(candidates), dtype=bool)
    mask[list(wanted)] = True
    keep = mask[candidates.candidates]
    places = candidates.places[keep]
    numbers = np.arange(len(candidates.units.texts) + 1)
    text_of = candidates.units.text_of
    return _Occurrences(
        places=places,
        candidates=candidates.candidates[keep],
        starts=text_of[places].searchsorted(numbers),
        units=text_of.searchsorted(numbers),
    )
