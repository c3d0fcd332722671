"""Find terms that stand mostly inside longer terms, and so are not linked themselves.

*Normalization* is a term, though most of its occurrences are in *batch normalization*.
So two candidates are also taken for a term and its translation if neither has a much
stronger association with another candidate. A part of a linked term is not taken if the
whole term is linked to the same translation.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx_amts.term_mining.association import Associations
    from sphinx_amts.term_mining.candidates import TermCandidates
    from sphinx_amts.term_mining.linking import TermLinks

    _Linked = list[tuple[int, int]]
    """Candidates of one side, each with its number of links."""

_LEAST_COSINE = 0.6
_OFTEN = 0.3
"""Share of the texts with a candidate and its translation from which on links of a
longer term to this translation rule out the candidate."""

_NEARLY = 0.95
"""Share of the best cosine of either candidate from which on a cosine is nearly as
good."""


def nested_terms(
    source: TermCandidates,
    target: TermCandidates,
    associations: Associations,
    links: TermLinks,
    known: Collection[tuple[int, int]],
    *,
    least: int,
) -> Iterator[tuple[int, int]]:
    """Yield the candidates of terms and translations that are not linked.

    Args:
        source: candidates of the source.
        target: candidates of the target.
        associations: associations of both.
        links: links between occurrences of both.
        known: source and target candidates that are terms already.
        least: least number of pairs of texts with both candidates.
    """
    by_source, by_target = _by_side(links, least)
    best: dict[int, float] = defaultdict(float)
    best_other: dict[int, float] = defaultdict(float)
    for (one, other), found in associations.items():
        best[one] = max(best[one], found.cosine)
        best_other[other] = max(best_other[other], found.cosine)
    for pair, found in associations.items():
        enough = max(_LEAST_COSINE, _NEARLY * max(best[pair[0]], best_other[pair[1]]))
        if (
            found.cosine >= enough
            and found.together >= least
            and pair not in known
            and not _is_character(target, pair[1])
            and not _is_part(source, pair[0], by_target[pair[1]], found.together)
            and not _is_part(target, pair[1], by_source[pair[0]], found.together)
        ):
            yield pair


def _by_side(
    links: TermLinks, least: int
) -> tuple[dict[int, _Linked], dict[int, _Linked]]:
    """Return the links by source candidate, and by target candidate."""
    by_source: dict[int, _Linked] = defaultdict(list)
    by_target: dict[int, _Linked] = defaultdict(list)
    for (one, other), count in links.counts.items():
        if count >= least:
            by_source[one].append((other, count))
            by_target[other].append((one, count))
    return by_source, by_target


def _is_part(side: TermCandidates, candidate: int, linked: _Linked, count: int) -> bool:
    """Return whether a candidate is part of a longer one that is often linked instead.

    Args:
        side: candidates of the side.
        candidate: the candidate.
        linked: candidates that are linked to the same translation, with their numbers
            of links.
        count: number of texts with the candidate and the translation.
    """
    often = [other for other, n in linked if n >= _OFTEN * count]
    part = _marked(side.sequence(candidate)) if often else ""
    return any(part in _marked(side.sequence(other)) for other in often)


def _is_character(side: TermCandidates, candidate: int) -> bool:
    """Return whether a candidate is one character, which may be part of many words."""
    sequence = side.sequence(candidate) if side.sizes[candidate] == 1 else (0, 0)
    return len(sequence) == 1 and len(side.units.vocabulary[sequence[0]]) == 1


def _marked(sequence: tuple[int, ...]) -> str:
    return f" {' '.join(map(str, sequence))} "
