"""Translate text by parallel data, or else into deterministic nonsense words.

Text in nonsense words starts with a label, so that it is not mistaken for a
translation.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.languages.characters import CJK

if TYPE_CHECKING:
    from collections.abc import Mapping

LABEL = "[emulated]"
_CJK_LABEL = "［emulated］"
NEAR = "≈"
"""Prefix of a target text whose source is similar to the text, but not the same."""

_SIMILAR = 0.8
_CANDIDATES = 5
_WORD = re.compile(r"[^\W\d_]+")
_CJK = frozenset({"zh", "zh-TW", "ja"})
_FULL_WIDTH = str.maketrans({".": "。", ",": "，", "?": "？", "!": "！", ";": "；"})
_SENTENCE_END = re.compile(r"([.,?!;])(?=\s|$)")
_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}。，？！；])\s+(?=[{CJK}])")
_FIRST, _LAST = 0x4E00, 0x9F00


class Examples:
    """Index of parallel data for one target language, which finds similar sources.

    Args:
        pairs: source text -> target text.
    """

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._targets = {_squeezed(source): text for source, text in pairs.items()}
        self._with_word: dict[str, list[str]] = {}
        for source in self._targets:
            for word in set(source.split()):
                self._with_word.setdefault(word, []).append(source)

    def find(self, text: str) -> str | None:
        """Return the target text of the example for *text*.

        If only a similar source is found, its target text has the prefix `NEAR`. If no
        source is similar, `None` is returned.
        """
        wanted = _squeezed(text)
        if not wanted:
            return None
        if wanted in self._targets:
            return self._targets[wanted]
        shared = Counter(
            source
            for word in set(wanted.split())
            for source in self._with_word.get(word, ())
        )
        candidates = [source for source, _ in shared.most_common(_CANDIDATES)]
        near = difflib.get_close_matches(wanted, candidates, 1, _SIMILAR)
        return f"{NEAR}{self._targets[near[0]]}" if near else None


@dataclass(frozen=True, slots=True)
class Customisation:
    """Parallel data and terminology that apply to one target language.

    Attributes:
        examples: parallel data.
        terms: source term -> target term; source terms match with case.
        version: version of the parallel data, on which all nonsense words depend.
    """

    examples: Examples = field(default_factory=lambda: Examples({}))
    terms: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


def label(target: str) -> str:
    """Return the prefix that marks a text in the language *target* as emulated."""
    return _CJK_LABEL if target in _CJK else f"{LABEL} "


def translate_run(text: str, target: str, custom: Customisation) -> str:
    """Return *text* in nonsense words that imitate the target language.

    Args:
        text: text without markup.
        target: code of the target language.
        custom: terms, which are applied, and version, on which the words depend.
    """
    parts: list[str] = []
    position = 0
    for start, end, term in _terms(text, custom.terms):
        parts.append(_words(text[position:start], target, custom.version))
        parts.append(term)
        position = end
    parts.append(_words(text[position:], target, custom.version))
    joined = "".join(parts)
    if target in _CJK:
        joined = _BETWEEN_CJK.sub("", joined)
    return joined


def applied_terms(text: str, custom: Customisation) -> dict[str, str]:
    """Return source and target term of each term that occurs in *text*."""
    return {text[start:end]: term for start, end, term in _terms(text, custom.terms)}


def _terms(text: str, terms: Mapping[str, str]) -> list[tuple[int, int, str]]:
    if not terms:
        return []
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return [
        (found.start(), found.end(), terms[found[0]])
        for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)
    ]


def _words(text: str, target: str, version: str) -> str:
    if target in _CJK:
        chinese = _WORD.sub(lambda word: _ideographs(word[0], target, version), text)
        return _SENTENCE_END.sub(lambda end: end[1].translate(_FULL_WIDTH), chinese)
    return _WORD.sub(lambda word: _syllables(word[0], target, version), text)


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()


def _ideographs(word: str, target: str, version: str) -> str:
    digest = _digest(word.lower(), target, version)
    count = 1 if len(word) < 4 else 2
    return "".join(
        chr(_FIRST + int.from_bytes(digest[2 * n : 2 * n + 2]) % (_LAST - _FIRST))
        for n in range(count)
    )


def _syllables(word: str, target: str, version: str) -> str:
    digest = _digest(word.lower(), target, version)
    count = max(1, min(4, len(word) // 2))
    made = "".join(
        "bcdfglmnprst"[byte % 12] + "aeiou"[byte // 12 % 5] for byte in digest[:count]
    )
    return made.capitalize() if word[0].isupper() else made


def _squeezed(text: str) -> str:
    return " ".join(text.split())
