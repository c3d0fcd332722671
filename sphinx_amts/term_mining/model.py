"""Define mined terms, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TermContext:
    """A part of a text in which a term is marked.

    Attributes:
        before: text before the term.
        term: the term as it is written there.
        after: text behind it.
    """

    before: str
    term: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermExample:
    """A pair of texts in which a term and its translation stand.

    Attributes:
        document: name of its document.
        line: in the document, 0 if unknown.
        source: the source, with the term.
        target: the translation, with that of the term.
    """

    document: str
    line: int
    source: TermContext
    target: TermContext


@dataclass(frozen=True, slots=True, kw_only=True)
class MinedTerm:
    """A term and its translation, as a text has them.

    Attributes:
        source: the term in its plainest form.
        target: its translation, in the form that goes with it.
        count: how often the one is translated by the other.
        sources: how often the term stands in the source, parts of longer terms left
            out.
        targets: how often the translation stands in the target, in the same way.
        confidence: from 0 to 1, how sure it is that they are translations.
        rank: by which terms are sorted; the larger the sooner.
        others: other translations of the term, with how often each is one.
        examples: pairs of texts that hold both.
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
