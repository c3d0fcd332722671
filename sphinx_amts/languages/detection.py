"""Detect the language of a text by its letters and its most frequent words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.languages.scripts import Script

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = 24
"""Fewest letters of a text in which another script is detected."""

_HITS = 4
"""Fewest common words of another language by which it is detected."""


def letter_words(text: str) -> list[str]:
    """Return the words of *text* in lower case, split at white space and marks."""
    return _WORD.findall(text.lower())


def common_words(
    code: str, stop_words: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """Return the *stop_words* listed for a language, or for its base language."""
    return frozenset(stop_words.get(code) or stop_words.get(_main(code), ()))


def _main(code: str) -> str:
    return code.partition("_")[0]


class Recognizer:
    """Detector of texts that are not in the language they should be in.

    Args:
        code: Sphinx code of the language that the texts should be in.
        stop_words: the commonest words of languages, by Sphinx language code. A
            language without such words is recognised by its script only.
    """

    def __init__(self, code: str, stop_words: Mapping[str, Collection[str]]) -> None:
        self._script = Script(code)
        self._own = common_words(code, stop_words)
        self._others = {
            other: frozenset(words)
            for other, words in stop_words.items()
            if words and _main(other) != _main(code)
        }

    def other_language(self, text: str, other: str = "") -> str:
        """Describe why *text* seems to be in another language; "" if it does not.

        Args:
            text: the text to judge.
            other: source text or translation of *text*; names that are in both are
                ignored.
        """
        found = self._script.foreign(text, other)
        if found and found.letters >= _LETTERS:
            return f"{found.foreign} of {found.letters} letters are of another script"
        if not self._own or not self._others:
            return ""
        words = letter_words(text)
        own = sum(word in self._own for word in words)
        found_words = [word for word in words if word not in self._own]
        hits, code = max(
            (sum(word in common for word in found_words), code)
            for code, common in self._others.items()
        )
        return f"it reads as {code!r}" if hits >= _HITS and hits > 2 * own else ""
