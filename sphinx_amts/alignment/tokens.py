"""Tokenize sentences for the aligner: words, numbers, punctuation and lengths."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from sphinx_amts.languages.characters import CJK
from sphinx_amts.text.normal_forms import normal_form

_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|[{CJK}]+|[^\W\d_{CJK}]+(?:['’][^\W\d_{CJK}]+)*|[?!;:()\"“”«»„…—]"
)
_IS_WIDE = re.compile(rf"[{CJK}]")
_SEPARATORS = re.compile(r"[.,]")
_MARKS = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"'}
_PREFIX = 5
"""Letters that two words of the same origin have in common at least."""


@dataclass(frozen=True, slots=True)
class TokenizedSentence:
    """Tokens and length of a sentence.

    Attributes:
        tokens: words in lower case, numbers, and punctuation that translations keep.
        length: in characters, blanks left out; wide characters count as they are.
    """

    tokens: tuple[str, ...]
    length: int


def tokenize_sentence(text: str) -> TokenizedSentence:
    """Return the tokens and the length of *text*."""
    # full-width digits and marks are those of Latin script
    plain = normal_form("NFKC", text)
    found = _TOKEN.findall(plain.lower())
    length = sum(map(len, plain.split()))
    if _IS_WIDE.search(plain):
        # these scripts do not separate words: each character is a token
        found = [t for w in found for t in (w if _IS_WIDE.match(w) else (w,))]
    tokens = [word if word.isalpha() else _without_form(word) for word in found]
    return TokenizedSentence(tuple(tokens), length)


def _without_form(token: str) -> str:
    """Normalise a token: strip separators of a number, simplify punctuation."""
    if token[0].isdigit():
        return _SEPARATORS.sub("", token)
    return _MARKS.get(token, token)


@cache
def stem_of(token: str) -> str:
    """Return the stem that cognates share; empty for tokens without cognates."""
    if len(token) < _PREFIX or not token.isalpha():
        return ""
    bare = "".join(c for c in normal_form("NFD", token) if not unicodedata.combining(c))
    return bare[:_PREFIX]
