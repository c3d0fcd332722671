"""Find terms that stand mostly inside longer ones, where links do not show them.

*Normalization* is a term, though nearly each one is a *batch normalization*. So of all
candidates that go together those are taken, best first, whose partners are still free.
Source: I. D. Melamed, "Models of Translational Equivalence among Words", 2000, with types
in place of tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.term_mining.linking import link_weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.term_mining.association import Associations
    from sphinx_amts.term_mining.candidates import Candidates
    from sphinx_amts.term_mining.linking import TermLinks

_LEAST_COSINE = 0.6


def nested_terms(
    source: Candidates,
    target: Candidates,
    associations: Associations,
    links: TermLinks,
    *,
    least: int,
) -> Iterator[tuple[int, int]]:
    """Yield candidates of source and target that are a term beside those of the links.

    Args:
        source: candidates of the source.
        target: those of the target.
        associations: of both.
        links: of both.
        least: texts that hold both, at least.
    """
    weights = {
        (one, other): link_weight(
            found.cosine, int(source.sizes[one]), int(target.sizes[other])
        )
        for (one, other), found in associations.items()
        if found.cosine >= _LEAST_COSINE and found.together >= least
    }
    used: set[int] = set()
    used_others: set[int] = set()
    for pair in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        if pair[0] in used or pair[1] in used_others:
            continue
        used.add(pair[0])
        used_others.add(pair[1])
        if links.counts[pair] < least:
            yield pair
