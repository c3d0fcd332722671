"""Find terms that stand mostly inside longer ones, where links do not show them.

*Normalization* is a term, though nearly each one is a *batch normalization*. So those
candidates are taken as well that go together better than, or nearly as well as, either
of them does with anything else; but no part of a term whose translation is linked as a
whole.
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
    """Candidates of one side, and how often they are linked."""

_LEAST_COSINE = 0.6
_OFTEN = 0.3
"""Share of the occurrences of a term that are those of a longer one, of a part."""

_NEARLY = 0.95
"""Share of the best association of either side that is as good as the best."""


def nested_terms(
    source: TermCandidates,
    target: TermCandidates,
    associations: Associations,
    links: TermLinks,
    known: Collection[tuple[int, int]],
    *,
    least: int,
) -> Iterator[tuple[int, int]]:
    """Yield candidates of source and target that are a term beside those of the links.

    Args:
        source: candidates of the source.
        target: those of the target.
        associations: of both.
        links: between both.
        known: candidates of both that are terms already.
        least: texts that hold both, at least.
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
    """Return what is linked with each candidate of the source, and of the target."""
    by_source: dict[int, _Linked] = defaultdict(list)
    by_target: dict[int, _Linked] = defaultdict(list)
    for (one, other), count in links.counts.items():
        if count >= least:
            by_source[one].append((other, count))
            by_target[other].append((one, count))
    return by_source, by_target


def _is_part(side: TermCandidates, candidate: int, linked: _Linked, count: int) -> bool:
    """Return whether a candidate is a part of one that is often linked in its place.

    Args:
        side: candidates of its side.
        candidate: the candidate.
        linked: candidates that have its translation, and how often.
        count: how often it has that itself.
    """
    often = [other for other, n in linked if n >= _OFTEN * count]
    part = _marked(side.sequence(candidate)) if often else ""
    return any(part in _marked(side.sequence(other)) for other in often)


def _is_character(side: TermCandidates, candidate: int) -> bool:
    """Return whether a candidate is one character, which is a piece of many words."""
    sequence = side.sequence(candidate) if side.sizes[candidate] == 1 else (0, 0)
    return len(sequence) == 1 and len(side.units.vocabulary[sequence[0]]) == 1


def _marked(sequence: tuple[int, ...]) -> str:
    return f" {' '.join(map(str, sequence))} "
