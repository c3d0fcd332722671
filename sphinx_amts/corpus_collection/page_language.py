"""Check whether the text of a page is in the expected language.

The check uses the script and the most frequent words, and a model of letter sequences
that distinguishes about a hundred languages. Source: M. Lui and T. Baldwin, "langid.py:
An Off-the-shelf Language Identification Tool", 2012.
"""

from __future__ import annotations

from sphinx_amts.errors import PageError
from sphinx_amts.extension.messages.stop_words import stop_words
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.detection import Recognizer

_LETTERS = 30
"""Fewest letters of a text that is checked with the model."""

_MARGIN = 25.0
"""Difference of log probabilities from which on the text is in another language."""

_SAMPLE = 20_000
"""Number of first characters of a text that are checked."""

_NEAR = (
    {"nb", "nn", "no"}, {"bs", "hr", "sr"}, {"id", "ms"}, {"wuu", "yue", "zh"},
    {"an", "es", "ext"}, {"en", "pcm"}, {"ar", "ary", "arz"}, {"ku", "sdh"},
    {"uz", "uzs"}, {"lv", "ltg"}, {"he", "hbo"}, {"el", "grc"}, {"gn", "gug"},
)  # fmt: skip
"""Groups of languages that the model confuses; any of a group is accepted."""


class PageLanguage:
    """Expected language of pages.

    Args:
        code: Sphinx code of the language.
    """

    def __init__(self, code: str) -> None:
        self._code = code
        base = language(code).code.partition("_")[0].partition("@")[0]
        self._same = {base}.union(*(near for near in _NEAR if base in near))
        self._recognizer = Recognizer(code, stop_words())

    def refuse_other(self, text: str) -> None:
        """Raise an error if *text* is in another language.

        Raises:
            PageError: *text* is certainly in another language.
        """
        text = text[:_SAMPLE]
        other = self._recognizer.other_language(text) or self._other(text)
        if other:
            raise PageError(f"its text is not in {self._code!r} ({other})")

    def _other(self, text: str) -> str:
        import py3langid

        letters = sum(character.isalpha() for character in text)
        if letters < _LETTERS:
            return ""
        ranked = [(str(label), float(score)) for label, score in py3langid.rank(text)]
        own = [score for label, score in ranked if label in self._same]
        best, score = ranked[0]
        if not own or score - max(own) < _MARGIN:
            return ""
        return f"it reads as {best!r}"
