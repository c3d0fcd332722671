"""Check whether the translation of a book keeps to the terms that people agreed on."""

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
"""Share of the texts with a term that must have its translation to confirm the term."""

_OTHERS = 3


class TermUsage(StrEnum):
    """Whether the texts of a book confirm an agreed term."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    ABSENT = "not in the text"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTerm:
    """A term that people agreed on, and its use in the texts of a book.

    Attributes:
        term: the term with its translations.
        texts: number of pairs of texts with the term.
        kept: number of these pairs that have one of its translations.
        others: other translations of the term that were mined, and how often each
            occurs.
    """

    term: Term
    texts: int
    kept: int
    others: tuple[tuple[str, int], ...] = ()

    @property
    def standing(self) -> TermUsage:
        """Whether the texts confirm the term, contradict it, or lack it."""
        if not self.texts:
            return TermUsage.ABSENT
        if self.kept >= _KEPT * self.texts:
            return TermUsage.CONFIRMED
        return TermUsage.CONTRADICTED


def looked_up(
    terms: Sequence[Term],
    texts: Iterable[tuple[str, str]],
    mined: Sequence[MinedTerm],
    languages: LanguagePair,
) -> tuple[list[KnownTerm], list[MinedTerm]]:
    """Return the use of *terms* in the texts, and the mined terms that are new.

    Args:
        terms: terms that people agreed on.
        texts: pairs of a source text and its translation.
        mined: terms that were mined from these texts.
        languages: languages of both sides.
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
