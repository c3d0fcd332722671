"""Find candidates: sequences of units that may be terms.

A candidate occurs often enough, neither begins nor ends with a function word, and is
not only a part of a longer sequence: different units stand before it and behind it.
Sources: H. Feng et al., "Accessor Variety Criteria for Chinese Word Extraction", 2004;
R. Agrawal, R. Srikant, "Fast Algorithms for Mining Association Rules", 1994 (sequences
are extended step by step, as a rare sequence has no frequent extension).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.term_mining.words import BORDER

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Bools, Integers
    from sphinx_amts.languages.function_words import FunctionWords
    from sphinx_amts.term_mining.words import Units

_MOST_ALIKE = 0.9
"""Greatest share of the occurrences of a candidate that have the same neighbour."""

_MOST_JOINED = 0.6
"""Greatest share of the occurrences of a candidate that a hyphen joins to the unit
beside them."""


@dataclass(frozen=True, slots=True)
class TermCandidates:
    """Candidates of one side, and their occurrences.

    Attributes:
        units: units of the texts of the side.
        sizes: number of units of each candidate.
        places: index of the first unit of each occurrence, in ascending order.
        candidates: number of the candidate of each occurrence.
        holders: index of a text with a candidate, once for each text and candidate,
            sorted by candidate.
        held: number of the candidate, for each of `holders`.
        counts: number of texts with each candidate.
        order: indexes of `places`, sorted by candidate.
        starts: where each candidate begins in `order`, and behind the last candidate
            the length of `order`.
    """

    units: Units
    sizes: Integers
    places: Integers
    candidates: Integers
    holders: Integers
    held: Integers
    counts: Integers
    order: Integers
    starts: Integers

    def __len__(self) -> int:
        """Return the number of candidates."""
        return len(self.sizes)

    def places_of(self, candidate: int) -> list[int]:
        """Return the indexes of the first units of a candidate, in ascending order."""
        here = self.order[self.starts[candidate] : self.starts[candidate + 1]]
        found: list[int] = self.places[here].tolist()
        return found

    def sequence(self, candidate: int) -> tuple[int, ...]:
        """Return the numbers of the units of a candidate, as in `Units.numbers`."""
        first = int(self.places[self.order[self.starts[candidate]]])
        end = first + int(self.sizes[candidate])
        return tuple(self.units.numbers[first:end].tolist())


def candidates_of(
    units: Units, words: FunctionWords, *, most_units: int, least: int
) -> TermCandidates:
    """Return the candidates in *units*.

    Args:
        units: units of the texts of one side.
        words: function words of the language of the side.
        most_units: greatest number of units of a candidate.
        least: least number of occurrences of a candidate.
    """
    import numpy as np

    numbers = units.numbers
    never_first, never_last = (
        np.array([unit in listed for unit in units.vocabulary], dtype=bool)
        for listed in (words.first, words.last)
    )
    begins, ends = _phrases(units, words.phrases)
    places = np.flatnonzero(numbers != BORDER)
    sequence = numbers[places]
    sizes: list[Integers] = []
    found: list[tuple[Integers, Integers]] = []
    total = 0
    for size in range(1, most_units + 1):
        _, sequence, counts = np.unique(
            sequence, return_inverse=True, return_counts=True
        )
        frequent = counts >= least
        keep = frequent[sequence]
        places = places[keep]
        sequence = (np.cumsum(frequent) - 1)[sequence[keep]]
        counts = counts[frequent]
        if not len(places):
            break
        chosen = _varied(numbers[places - 1], never_first, sequence, counts)
        chosen &= _varied(numbers[places + size], never_last, sequence, counts)
        chosen &= _whole(units.joined[places - 1], sequence, counts)
        chosen &= _whole(units.joined[places + size - 1], sequence, counts)
        first = np.zeros(len(counts), dtype=np.int64)
        first[sequence] = places
        chosen &= ~never_first[numbers[first]] & ~never_last[numbers[first + size - 1]]
        if size > 1:
            chosen &= ~begins[first] & ~ends[first + size - 1]
        is_chosen = chosen[sequence]
        own = np.cumsum(chosen) - 1 + total
        found.append((places[is_chosen], own[sequence[is_chosen]]))
        sizes.append(np.full(int(chosen.sum()), size))
        total += int(chosen.sum())
        # those that can go on: what begins one unit later is frequent as well
        known = np.zeros(len(numbers) + 1, dtype=bool)
        known[places] = True
        goes_on = known[places + 1] & (numbers[places + size] != BORDER)
        places = places[goes_on]
        sequence = sequence[goes_on] * len(units.vocabulary) + numbers[places + size]
    return _collected(units, sizes, found)


def _varied(
    neighbours: Integers, function: Bools, sequence: Integers, counts: Integers
) -> Bools:
    """Return a mask of the sequences that have different neighbours.

    Args:
        neighbours: the unit beside each occurrence, on one side. Borders and function
            words do not count, as they belong to no longer term.
        function: whether a unit is a function word, by its number.
        sequence: number of the sequence of each occurrence.
        counts: number of occurrences of each sequence.
    """
    import numpy as np

    inside = (neighbours != BORDER) & ~function[neighbours]
    codes, times = np.unique(
        sequence[inside] * len(function) + neighbours[inside], return_counts=True
    )
    most = np.zeros(len(counts))
    np.maximum.at(most, codes // len(function), times)
    return most <= _MOST_ALIKE * counts


def _phrases(units: Units, phrases: frozenset[str]) -> tuple[Bools, Bools]:
    """Return masks of the units at which occurrences of phrases begin, and end."""
    import numpy as np

    numbers = units.numbers
    begins = np.zeros(len(numbers), dtype=bool)
    ends = np.zeros(len(numbers), dtype=bool)
    known = {unit: number for number, unit in enumerate(units.vocabulary)}
    for phrase in phrases:
        wanted = [known.get(unit, -1) for unit in phrase]
        reach = len(numbers) - len(wanted) + 1
        if reach < 1:
            continue
        here = np.ones(reach, dtype=bool)
        for more, number in enumerate(wanted):
            here &= numbers[more : more + reach] == number
        begins[:reach] |= here
        ends[len(wanted) - 1 :] |= here
    return begins, ends


def _whole(joined: Bools, sequence: Integers, counts: Integers) -> Bools:
    """Return a mask of the sequences that are rarely part of a word with hyphens.

    Args:
        joined: whether a hyphen is beside each occurrence, on one side.
        sequence: number of the sequence of each occurrence.
        counts: number of occurrences of each sequence.
    """
    import numpy as np

    times = np.bincount(sequence[joined], minlength=len(counts))
    return times <= _MOST_JOINED * counts


def _collected(
    units: Units, sizes: list[Integers], found: list[tuple[Integers, Integers]]
) -> TermCandidates:
    import numpy as np

    none = np.zeros(0, dtype=np.int64)
    all_sizes = np.concatenate([none, *sizes])
    places = np.concatenate([none, *(places for places, _ in found)])
    candidates = np.concatenate([none, *(own for _, own in found)])
    order = places.argsort(kind="stable")
    places, candidates = places[order], candidates[order]
    n_texts = max(1, len(units.texts))
    codes = np.unique(candidates * n_texts + units.text_of[places])
    by_candidate = candidates.argsort(kind="stable")
    return TermCandidates(
        units=units,
        sizes=all_sizes,
        places=places,
        candidates=candidates,
        holders=codes % n_texts,
        held=codes // n_texts,
        counts=np.bincount(codes // n_texts, minlength=len(all_sizes)),
        order=by_candidate,
        starts=candidates[by_candidate].searchsorted(np.arange(len(all_sizes) + 1)),
    )
