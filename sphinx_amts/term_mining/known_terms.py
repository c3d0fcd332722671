"""Look up in a text whether the terms that people agreed on are kept in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.terminology.terms import TermBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.model import LanguagePair
    from sphinx_amts.term_mining.model import MinedTerm
    from sphinx_amts.terminology.terms import Term

_KEPT = 0.5
"""Share of the texts with a term that have its translation, if the text keeps to it."""

_OTHERS = 3


class Standing(StrEnum):
    """What a text says of a term."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    ABSENT = "not in the text"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTerm:
    """A term that people agreed on, and what the text says of it.

    Attributes:
        term: with its translations.
        texts: pairs of texts that have the term.
        kept: those of them that have one of its translations.
        others: translations that were mined in place of these, with how often.
    """

    term: Term
    texts: int
    kept: int
    others: tuple[tuple[str, int], ...] = ()

    @property
    def standing(self) -> Standing:
        """Return what the text says of it."""
        if not self.texts:
            return Standing.ABSENT
        if self.kept >= _KEPT * self.texts:
            return Standing.CONFIRMED
        return Standing.CONTRADICTED


def looked_up(
    terms: Sequence[Term],
    texts: Iterable[tuple[str, str]],
    mined: Sequence[MinedTerm],
    languages: LanguagePair,
) -> tuple[list[KnownTerm], list[MinedTerm]]:
    """Return what the text says of *terms*, and the mined terms that are none of them.

    Args:
        terms: that people agreed on.
        texts: sources and translations.
        mined: what was mined from these.
        languages: of both sides.
    """
    base = TermBase(terms, source=languages.source, target=languages.target)
    seen: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for source, target in texts:
        seen.update(term.source for term in base.find(source))
        lacking.update(term.source for term in base.missing(source, target))
    others: dict[str, list[tuple[str, int]]] = {}
    rest: list[MinedTerm] = []
    for found in mined:
        known = [t for t in base.find(found.source) if base.is_whole(t, found.source)]
        if not known:
            rest.append(found)
        elif base.missing(found.source, found.target):
            others.setdefault(known[0].source, []).append((found.target, found.count))
    result = [
        KnownTerm(
            term=term,
            texts=seen[term.source],
            kept=seen[term.source] - lacking[term.source],
            others=tuple(others.get(term.source, ())[:_OTHERS]),
        )
        for term in terms
    ]
    return result, rest
