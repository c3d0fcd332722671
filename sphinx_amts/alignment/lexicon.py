"""Define a translation lexicon that is learned from sentence pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import ranges
from sphinx_amts.alignment.learning import learn
from sphinx_amts.alignment.texts import numbered
from sphinx_amts.alignment.tokens import TokenizedSentence
from sphinx_amts.alignment.weighted_beads import Links
from sphinx_amts.alignment.word_priors import WordPriors, cognates_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.alignment.arrays import Integers
    from sphinx_amts.alignment.listed_words import ListedWords
    from sphinx_amts.alignment.texts import Vocabulary
    from sphinx_amts.alignment.word_pairs import Entries

    Pairs = Sequence[tuple[Sequence[str], Sequence[str]]]

_ROUNDS = 4
"""Rounds of Model 1 for sentence pairs that are known to be right."""

_STRENGTH = 20.0
"""Occurrences that are assumed for a translation of probability 1 in the lexicon."""


@dataclass(frozen=True)
class Lexicon:
    """Translation probabilities of the words of two languages.

    Attributes:
        vocabulary: word -> number of the word, for both languages.
        entries: pairs of words that may be translations, by these numbers.
    """

    vocabulary: Mapping[str, int]
    entries: Entries

    @classmethod
    def trained(
        cls, pairs: Pairs, listed: ListedWords | None = None, *, thorough: bool = True
    ) -> Lexicon:
        """Train a lexicon on sentence pairs, given as lists of words.

        Args:
            pairs: words of the source and of the target of each sentence pair.
            listed: translations from a word list, assumed until the pairs show
                otherwise.
            thorough: whether more co-occurrences of words are counted, which takes more
                time; see `learn`.
        """
        import numpy as np

        vocabulary: Vocabulary = dict(listed.vocabulary) if listed else {}
        source, target = (
            numbered((TokenizedSentence(tuple(p[side]), 0) for p in pairs), vocabulary)
            for side in (0, 1)
        )
        number = np.arange(len(pairs))
        links = Links(number, number, np.ones(len(pairs)))
        size = len(vocabulary)
        priors = cognates_of(vocabulary, source.words, target.words)
        if listed:
            priors = WordPriors.summed([priors, listed.priors], size)
        learned = learn(
            size, source, target, links, priors, rounds=_ROUNDS, thorough=thorough
        )
        if listed:
            return cls(vocabulary, learned.completed(listed.priors, size))
        return cls(vocabulary, learned.entries)

    @cached_property
    def forward(self) -> dict[str, dict[str, float]]:
        """Probabilities of the target words of each source word."""
        return self._named(self.entries)

    @cached_property
    def backward(self) -> dict[str, dict[str, float]]:
        """Probabilities of the source words of each target word."""
        return self._named(self.entries.reversed())

    def _named(self, entries: Entries) -> dict[str, dict[str, float]]:
        names = list(self.vocabulary)
        found: dict[str, dict[str, float]] = {}
        columns = (entries.source, entries.target, entries.forward)
        for source, target, probability in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            found.setdefault(names[source], {})[names[target]] = probability
        return found

    def priors(self, vocabulary: Vocabulary) -> WordPriors:
        """Return the translations that the lexicon has for the words of two texts.

        Args:
            vocabulary: words of the texts and their numbers.
        """
        import numpy as np

        get = self.vocabulary.get
        own = np.array([get(word, -1) for word in vocabulary], dtype=np.int64)
        found = self._renumbered(own)
        return WordPriors(
            found.source,
            found.target,
            _STRENGTH * found.forward,
            _STRENGTH * found.backward,
        )

    def _renumbered(self, own: Integers) -> Entries:
        """Return the entries with the numbers of another vocabulary.

        Args:
            own: for each number of the other vocabulary, the number of the same word in
                the vocabulary of the lexicon, or -1.
        """
        import numpy as np

        entries = self.entries
        theirs = np.full(len(self.vocabulary) + 1, -1)
        theirs[own] = np.arange(len(own))
        theirs[-1] = -1  # words that are not in this vocabulary were written there
        asked = np.sort(own[own >= 0])
        first = entries.source.searchsorted(asked)
        sizes = entries.source.searchsorted(asked, "right") - first
        at = ranges(first, sizes)
        found = entries.at(at[theirs[entries.target[at]] >= 0])
        return replace(found, source=theirs[found.source], target=theirs[found.target])
