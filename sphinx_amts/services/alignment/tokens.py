"""Sentences as the aligner compares them: words, numbers, marks and lengths."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_WIDE = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|[{_WIDE}]+|[^\W\d_{_WIDE}]+(?:['’][^\W\d_{_WIDE}]+)*|[?!;:()\"“”«»„…—]"
)
_IS_WIDE = re.compile(rf"[{_WIDE}]")
_MARKS = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"'}
_PREFIX = 5
"""Letters that two words of the same origin have in common at least."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence.

    Attributes:
        tokens: words in lower case, numbers, and marks that translations keep.
        length: in characters, blanks left out; wide characters count as they are.
    """

    tokens: tuple[str, ...]
    length: int


def read_sentence(text: str) -> Sentence:
    """Return what is compared of *text*."""
    # full-width digits and marks are those of Latin script
    plain = unicodedata.normalize("NFKC", text)
    tokens: list[str] = []
    for found in _TOKEN.findall(plain):
        if _IS_WIDE.match(found):
            tokens += found  # words cannot be told apart, characters can
        elif found[0].isdigit():
            tokens.append(re.sub(r"[.,]", "", found))
        else:
            tokens.append(_MARKS.get(found, found.lower()))
    return Sentence(tuple(tokens), len("".join(plain.split())))


@cache
def stem_of(token: str) -> str:
    """Return what words of the same origin share; empty for what has no kin."""
    if len(token) < _PREFIX or not token.isalpha():
        return ""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c)
    )
    return bare[:_PREFIX]
