"""Decide by keywords whether pages are about a subject.

A page is about the subject if keywords occur often enough in its main text or in that
of its translation; the occurrences of all keywords are added. Words are compared by
their stems and without regard to case, so that "neural networks" finds "Neural
network". In languages without blanks between words, characters are compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import language
from sphinx_amts.languages.stems import stems_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.model import LanguagePair

_WORD = re.compile(r"[^\W_]+")


class Subject:
    """Subject, described by keywords in either language.

    Args:
        keywords: single words or phrases.
        languages: languages of the pages.
        times: how often keywords must occur in a page or its translation.
    """

    def __init__(
        self, keywords: Sequence[str], languages: LanguagePair, times: int
    ) -> None:
        self._codes = (languages.source, languages.target)
        self._keywords = [
            [_Keyword(word, code) for word in keywords] for code in self._codes
        ]
        self._times = times

    def is_in(self, source: str, target: str) -> bool:
        """Return whether a page and its translation are about the subject.

        Without keywords, every page is.

        Args:
            source: text of the page.
            target: text of the translation.
        """
        if not self._keywords[0]:
            return True
        return any(
            _count(text, code, keywords) >= self._times
            for text, code, keywords in zip(
                (source, target), self._codes, self._keywords, strict=True
            )
        )


class _Keyword:
    def __init__(self, text: str, code: str) -> None:
        self.words = tuple(_stems(text, code))
        self.characters = "".join(text.casefold().split())
        self.in_words = not language(code).writes_without_blanks and bool(self.words)


def _count(text: str, code: str, keywords: Sequence[_Keyword]) -> int:
    stems = _stems(text, code)
    places: dict[str, list[int]] = {}
    for number, stem in enumerate(stems):
        places.setdefault(stem, []).append(number)
    characters = ""
    found = 0
    for keyword in keywords:
        if keyword.in_words:
            size = len(keyword.words)
            found += sum(
                tuple(stems[start : start + size]) == keyword.words
                for start in places.get(keyword.words[0], ())
            )
        elif keyword.characters:
            characters = characters or "".join(text.casefold().split())
            found += characters.count(keyword.characters)
    return found


def _stems(text: str, code: str) -> list[str]:
    return stems_of(_WORD.findall(text.casefold()), code)
