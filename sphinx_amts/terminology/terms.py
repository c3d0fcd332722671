"""Find the terms of a book in texts, and the terms that a translation lacks.

Words are compared by their stems if Snowball has an algorithm for the language (M. F.
Porter, "Snowball: A language for stemming algorithms", 2001), else as they are. In
scripts without blanks between words, a term may be any part of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import language
from sphinx_amts.languages.stems import stems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """Term and its permitted translations."""

    source: str
    targets: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether the term stays untranslated: it is its own only translation."""
        return self.targets == (self.source,)

    def __str__(self) -> str:
        return f"{self.source} = {' or '.join(self.targets)}"


@dataclass(frozen=True, slots=True)
class _Known:
    term: Term
    parts: tuple[str, ...]
    targets: tuple[tuple[str, ...], ...]


class TermBase:
    """Terms of a book for one target language.

    Args:
        terms: terms, each with another source.
        source: Sphinx language code of the source.
        target: Sphinx language code of the target.
    """

    def __init__(self, terms: Iterable[Term], *, source: str, target: str) -> None:
        self.terms = tuple(terms)
        self._source = _splitter(source)
        self._target = _splitter(target)
        self._by_first: dict[str, list[_Known]] = {}
        for term in self.terms:
            known = _Known(
                term,
                tuple(self._source(term.source)),
                tuple(tuple(self._target(text)) for text in term.targets),
            )
            if known.parts:
                self._by_first.setdefault(known.parts[0], []).append(known)
        for group in self._by_first.values():
            group.sort(key=lambda known: len(known.parts), reverse=True)

    def digest(self) -> str:
        """Return a hash of all terms and their translations."""
        return blake2b(repr(self.terms).encode(), digest_size=8).hexdigest()

    @property
    def kept(self) -> tuple[str, ...]:
        """Terms that stay untranslated."""
        return tuple(term.source for term in self.terms if term.kept)

    def find(self, text: str) -> list[Term]:
        """Return the terms in a source text, each once, the longest at each place."""
        return [known.term for known in self._found(text)]

    def is_whole(self, term: Term, text: str) -> bool:
        """Return whether *text* is *term* and nothing else."""
        return self._source(term.source) == self._source(text)

    def missing(self, text: str, translation: str) -> list[Term]:
        """Return the terms of *text* whose translation *translation* lacks.

        Args:
            text: source text without markup.
            translation: translation of *text* without markup.
        """
        found = self._found(text)
        if not found:
            return []
        parts = self._target(translation)
        places: dict[str, list[int]] = {}
        for at, part in enumerate(parts):
            places.setdefault(part, []).append(at)
        return [
            known.term
            for known in found
            if not any(_contains(parts, places, target) for target in known.targets)
        ]

    def _found(self, text: str) -> list[_Known]:
        parts = self._source(text)
        found: dict[str, _Known] = {}
        position = 0
        while position < len(parts):
            step = 1
            for known in self._by_first.get(parts[position], ()):
                size = len(known.parts)
                if tuple(parts[position : position + size]) == known.parts:
                    found.setdefault(known.term.source, known)
                    step = size
                    break
            position += step
        return list(found.values())


def pattern_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that matches *words* as whole words; `None` without words."""
    longest_first = sorted({w for w in words if w.strip()}, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _contains(
    parts: list[str], places: dict[str, list[int]], wanted: tuple[str, ...]
) -> bool:
    """Return whether *parts* contain *wanted* in sequence; *places* index the parts."""
    return bool(wanted) and any(
        tuple(parts[at : at + len(wanted)]) == wanted
        for at in places.get(wanted[0], ())
    )


def wanted_words(term: str, targets: Sequence[str]) -> str:
    """Describe which translations of *term* were expected, for messages."""
    others = [target for target in targets if target != term]
    if not others:
        return f"{term} should stay as it is"
    stay = " or stay as it is" if len(others) < len(targets) else ""
    return f"{term} should be {' or '.join(others)}{stay}"


@cache
def _splitter(code: str) -> Callable[[str], list[str]]:
    """Return the function that splits a text into parts to be compared."""
    known = language(code)
    if known.writes_without_blanks:
        # character by character, so that a term is found anywhere
        return lambda text: list(_BLANKS.sub("", text.casefold()))
    return lambda text: stems_of(_WORD.findall(text.casefold()), code)
