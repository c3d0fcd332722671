"""Take translations from a bilingual word list, until texts show otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.word_priors import WordPriors
from sphinx_amts.languages.characters import CJK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.texts import Vocabulary
    from sphinx_amts.alignment.tokens import Tokenizer

_STRENGTH = 2.0
"""Occurrences that are assumed for all translations of a word together."""

_MAX_TOKENS = 8
"""Greatest number of tokens of a phrase; a longer phrase is an explanation."""

_MUCH = 0.05
"""Share of the vocabulary with a translation in a list, from which on the list counts
as having much of it."""

_WIDE = re.compile(rf"[{CJK}]+")


@dataclass(frozen=True, slots=True)
class WordList:
    """Words and phrases of two languages that translate each other.

    Attributes:
        pairs: source and target phrase of each entry.
    """

    pairs: tuple[tuple[str, str], ...]

    def headwords(self, side: int) -> frozenset[str]:
        """Return the Chinese or Japanese words of the source (0) or the target (1)."""
        return frozenset(
            pair[side] for pair in self.pairs if _WIDE.fullmatch(pair[side])
        )

    def priors(
        self, vocabulary: Vocabulary, tokenizers: Sequence[Tokenizer]
    ) -> WordPriors:
        """Return the translations that the list has for the words of two texts.

        An entry with several words weighs less for each pair of them. All translations
        of a word together have a limited weight, so that texts can show otherwise.

        Args:
            vocabulary: words of the texts and their numbers.
            tokenizers: tokenizers of source and target.
        """
        import numpy as np

        sources: list[int] = []
        targets: list[int] = []
        weights: list[float] = []
        for ones, others in self._tokenized(vocabulary, tokenizers):
            weight = 1.0 / (len(ones) * len(others))
            right = [vocabulary[word] for word in others if word in vocabulary]
            for word in ones:
                number = vocabulary.get(word)
                if number is not None:
                    sources += [number] * len(right)
                    targets += right
                    weights += [weight] * len(right)
        both = np.array(weights, dtype=np.float64)
        ones_, others_ = (np.array(side, dtype=np.int64) for side in (sources, targets))
        found = WordPriors.summed(
            [WordPriors(ones_, others_, both, both)], len(vocabulary)
        )
        return WordPriors(
            found.source,
            found.target,
            _limited(found.source, found.forward),
            _limited(found.target, found.backward),
            len(np.unique(ones_)) >= _MUCH * len(vocabulary),
        )

    def _tokenized(
        self, vocabulary: Vocabulary, tokenizers: Sequence[Tokenizer]
    ) -> Iterable[tuple[list[str], list[str]]]:
        """Yield the words of both sides of the entries that may occur in the texts."""
        left, right = tokenizers
        known: dict[str, list[str]] = {}
        for source, target in self.pairs:
            ones = known.get(source)
            if ones is None:
                ones = _words(source, left, vocabulary)
                known = {source: ones}  # entries of one word follow each other
            if ones:
                others = _words(target, right, vocabulary)
                if others:
                    yield ones, others


def _words(phrase: str, tokenizer: Tokenizer, vocabulary: Vocabulary) -> list[str]:
    """Return the words of a phrase; none if it is long, or has no word of the texts."""
    words = [word for word in tokenizer(phrase).tokens if word[0].isalnum()]
    if len(words) > _MAX_TOKENS or not any(word in vocabulary for word in words):
        return []
    return words


def _limited(words: Integers, values: Floats) -> Floats:
    """Scale the values of pairs so that those of each word have a limited sum.

    Args:
        words: number of the word of each pair.
        values: value of each pair.
    """
    import numpy as np

    sums = np.bincount(words, values)[words] if len(words) else values
    found: Floats = _STRENGTH * values / np.maximum(sums, 1.0)
    return found
