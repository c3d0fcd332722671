"""Define mined terms with their counts and examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TermContext:
    """A part of a text in which a term is marked.

    Attributes:
        before: text before the term.
        term: the term as it is written in the text.
        after: text behind the term.
    """

    before: str
    term: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermExample:
    """A pair of texts in which a term and its translation occur.

    Attributes:
        document: name of the document.
        line: line in the document, 0 if unknown.
        source: part of the source, with the term.
        target: part of the translation, with the translation of the term.
    """

    document: str
    line: int
    source: TermContext
    target: TermContext


@dataclass(frozen=True, slots=True, kw_only=True)
class MinedTerm:
    """A term and its translation, mined from pairs of texts.

    Attributes:
        source: the term in its plainest form.
        target: translation of the term, in the form that goes with *source*.
        count: number of times that the term is translated by *target*.
        sources: number of occurrences of the term in the source, without those inside
            longer terms.
        targets: number of occurrences of the translation in the target, likewise.
        confidence: confidence that both are translations of each other, from 0 to 1.
        rank: number by which terms are sorted, the highest first.
        others: other translations of the term, and the number of times of each.
        examples: pairs of texts with the term and its translation.
    """

    source: str
    target: str
    count: int
    sources: int
    targets: int
    confidence: float
    rank: float
    others: tuple[tuple[str, int], ...] = ()
    examples: tuple[TermExample, ...] = ()
