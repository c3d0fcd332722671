"""Tokenize sentences for the aligner: words, numbers, punctuation and lengths."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sphinx_amts.languages.characters import CJK
from sphinx_amts.languages.stems import stems_of
from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|[{CJK}]+|[^\W\d_{CJK}]+(?:['’][^\W\d_{CJK}]+)*|[?!;:()\"“”«»„…—]"
)
_IS_WIDE = re.compile(rf"[{CJK}]")
_SEPARATORS = re.compile(r"[.,]")
_MARKS = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"'}
_APOSTROPHE = re.compile("['’]")
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
"""Languages that write an apostrophe between a short word and the next word."""

_MAX_WIDE_WORD = 6
"""Greatest number of characters of a Chinese or Japanese headword."""

_PREFIX = 5
"""Number of letters at the start of a word that cognates must share."""


@dataclass(frozen=True, slots=True)
class TokenizedSentence:
    """Tokens and length of a sentence.

    Attributes:
        tokens: words in lower case, numbers, and punctuation that translations keep.
        length: number of characters without blanks; a wide character counts as one.
    """

    tokens: tuple[str, ...]
    length: int


class Tokenizer:
    """Tokenizer of the sentences of one language.

    Args:
        language: Sphinx language code; "" for an unknown language.
        stems: whether words are reduced to their stems.
        headwords: Chinese or Japanese words, by which text in these scripts is
            separated; without any, each character is a token.
    """

    def __init__(
        self,
        language: str = "",
        *,
        stems: bool = True,
        headwords: Collection[str] = (),
    ) -> None:
        self._language = language if stems else ""
        self._elides = language.partition("_")[0] in _ELIDING
        self._stems: dict[str, str] = {}
        self._headwords = frozenset(w for w in headwords if len(w) <= _MAX_WIDE_WORD)
        self._wide: dict[str, tuple[str, ...]] = {}

    def __call__(self, text: str) -> TokenizedSentence:
        """Return the tokens and the length of *text*."""
        # full-width digits and marks become those of Latin script
        plain = normal_form("NFKC", text)
        length = sum(map(len, plain.split()))
        found = _TOKEN.findall(plain.lower())
        if _IS_WIDE.search(plain):
            # these scripts do not separate words
            found = [
                t
                for w in found
                for t in (self._separated(w) if _IS_WIDE.match(w) else (w,))
            ]
        if self._elides:
            found = [t for w in found for t in _APOSTROPHE.split(w) if t]
        return TokenizedSentence(tuple(map(self._normal, found)), length)

    def _normal(self, token: str) -> str:
        if not token[0].isalpha():
            return _without_form(token)
        if not self._language:
            return token if token.isalpha() else _without_form(token)
        known = self._stems.get(token)
        if known is None:
            (known,) = stems_of([token], self._language)
            known = self._stems[token] = known or token
        return known

    def _separated(self, run: str) -> tuple[str, ...]:
        """Return the words of a run of wide characters."""
        if not self._headwords:
            return tuple(run)
        known = self._wide.get(run)
        if known is None:
            known = self._wide[run] = _matched(run, self._headwords)
        return known


def _matched(run: str, headwords: frozenset[str]) -> tuple[str, ...]:
    """Split a run of characters by bidirectional maximum matching.

    The longest headwords are taken from the front, and from the back; of both results
    the one with fewer words is better, then that with fewer single characters.
    """
    forward, at = [], 0
    while at < len(run):
        size = min(_MAX_WIDE_WORD, len(run) - at)
        while size > 1 and run[at : at + size] not in headwords:
            size -= 1
        forward.append(run[at : at + size])
        at += size
    backward, at = [], len(run)
    while at > 0:
        size = min(_MAX_WIDE_WORD, at)
        while size > 1 and run[at - size : at] not in headwords:
            size -= 1
        backward.append(run[at - size : at])
        at -= size
    backward.reverse()
    return tuple(min(backward, forward, key=_parts))


def _parts(words: Iterable[str]) -> tuple[int, int]:
    sizes = [len(word) for word in words]
    return len(sizes), sizes.count(1)


@cache
def _plain_tokenizer() -> Tokenizer:
    return Tokenizer()


def tokenize_sentence(text: str) -> TokenizedSentence:
    """Return the tokens and the length of *text* in any language."""
    return _plain_tokenizer()(text)


def _without_form(token: str) -> str:
    """Normalise a token: strip separators of a number, simplify punctuation."""
    if token[0].isdigit():
        return _SEPARATORS.sub("", token)
    return _MARKS.get(token, token)


@cache
def stem_of(token: str) -> str:
    """Return the first letters, without accents, that cognates of *token* share.

    Return an empty string for tokens that are too short, or are no words.
    """
    if len(token) < _PREFIX or not token.isalpha():
        return ""
    bare = "".join(c for c in normal_form("NFD", token) if not unicodedata.combining(c))
    return bare[:_PREFIX]
