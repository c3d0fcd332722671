"""Train a translation lexicon on sentence pairs that may be wrong.

Source: P. Brown et al., "The Mathematics of Statistical Machine Translation: Parameter
Estimation", 1993 (Model 1), trained on beads as in R. Moore, "Fast and Accurate
Sentence Alignment of Bilingual Corpora", 2002. That the two directions confirm each
other is an idea of P. Liang, B. Taskar, D. Klein, "Alignment by Agreement", 2006.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import distinct, ranges
from sphinx_amts.alignment.posterior import Links
from sphinx_amts.alignment.texts import NumberedText, numbered
from sphinx_amts.alignment.tokens import TokenizedSentence, stem_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.texts import Vocabulary

    Pairs = Sequence[tuple[Sequence[str], Sequence[str]]]

_ROUNDS = 4
_SMOOTHING = 1.0
"""Occurrences without translation that are assumed of every word, so that what was seen
twice is no certainty."""

_IDENTICAL = 1.0
"""Occurrences as its own translation that are assumed of every word."""

_COGNATE = 0.35
"""Occurrences that are assumed for a word that begins alike."""

_MAX_COGNATE_PAIRS = 10_000
"""Pairs of words with one stem; words of a more frequent stem are no cognates."""

_CONFIRMED = 5.0
"""Factor of the probability in the other direction, which confirms an entry."""

_MIN_PROBABILITY = 0.01
"""Probability below which a translation is forgotten."""

_RARE = 0.004
"""Share of all words up to which one is rare."""

_PIECE = 20
"""Sentences that are left out or looked at together."""

_PAIRS = 1_000_000
"""Pairs of words that are looked at; more teach little."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Pairs of words that may be translations, in the order of the source words.

    Attributes:
        source: numbers of the source words.
        target: numbers of the target words.
        forward: probability that the source word is translated by the target word.
        backward: probability that the target word is translated by the source word.
    """

    source: Integers
    target: Integers
    forward: Floats
    backward: Floats

    @classmethod
    def sorted(
        cls, source: Integers, target: Integers, forward: Floats, backward: Floats
    ) -> Entries:
        """Make entries from arrays in any order."""
        order = source.argsort(kind="stable")
        return cls(source, target, forward, backward).at(order)

    def at(self, index: Integers | Bools) -> Entries:
        """Return the entries at *index*, given as numbers or as a mask."""
        return Entries(
            *(self.source[index], self.target[index]),
            *(self.forward[index], self.backward[index]),
        )

    def of_rare(self, source: NumberedText, target: NumberedText) -> Entries:
        """Return the entries whose words are rare in two texts."""
        import numpy as np

        size = 1 + max(int(self.source.max(initial=0)), int(self.target.max(initial=0)))
        keep = np.ones(len(self.source), dtype=bool)
        for text, words in ((source, self.source), (target, self.target)):
            counts = np.bincount(text.words, minlength=size)
            keep &= (counts <= _RARE * len(text.words))[words]
        return self.at(keep)

    def reversed(self) -> Entries:
        """Return the entries with source and target swapped."""
        return Entries.sorted(self.target, self.source, self.backward, self.forward)


@dataclass(frozen=True)
class Lexicon:
    """Translation probabilities of the words of two languages.

    Attributes:
        vocabulary: word -> its number, for both languages.
        entries: pairs of words, by these numbers.
        known_sources: for each number, whether it is that of a source word.
        known_targets: the same of target words.
    """

    vocabulary: Mapping[str, int]
    entries: Entries
    known_sources: Bools
    known_targets: Bools

    @classmethod
    def trained(cls, pairs: Pairs) -> Lexicon:
        """Train a lexicon on pairs of sentences, given as lists of words."""
        import numpy as np

        vocabulary: Vocabulary = {}
        source, target = (
            numbered((TokenizedSentence(tuple(p[side]), 0) for p in pairs), vocabulary)
            for side in (0, 1)
        )
        number = np.arange(len(pairs))
        links = Links(number, number, np.ones(len(pairs)))
        cognates = cognates_of(vocabulary, source.words, target.words)
        return learn(vocabulary, source, target, links, cognates)

    @cached_property
    def forward(self) -> dict[str, dict[str, float]]:
        """Map each source word to its target words and their probabilities."""
        return self._named(self.entries)

    @cached_property
    def backward(self) -> dict[str, dict[str, float]]:
        """Map each target word to its source words and their probabilities."""
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

    def entries_of(self, vocabulary: Vocabulary, cognates: Entries) -> Entries:
        """Return the entries for the words of two texts, numbered by *vocabulary*.

        Args:
            vocabulary: of the texts.
            cognates: of the texts; used where the lexicon lacks a word.
        """
        import numpy as np

        if vocabulary is self.vocabulary:
            own = np.arange(len(vocabulary))
            found = self.entries
        else:
            get = self.vocabulary.get
            own = np.array([get(word, -1) for word in vocabulary], dtype=np.int64)
            found = self._renumbered(own)
        unknown = ~(
            self._is_known(self.known_sources, own)[cognates.source]
            & self._is_known(self.known_targets, own)[cognates.target]
        )
        return Entries.sorted(
            np.concatenate([found.source, cognates.source[unknown]]),
            np.concatenate([found.target, cognates.target[unknown]]),
            np.concatenate([found.forward, cognates.forward[unknown]]),
            np.concatenate([found.backward, cognates.backward[unknown]]),
        )

    @staticmethod
    def _is_known(known: Bools, own: Integers) -> Bools:
        import numpy as np

        if not len(known):
            return np.zeros(len(own), dtype=np.bool_)
        return (own >= 0) & known[own]

    def _renumbered(self, own: Integers) -> Entries:
        """Return the entries with the numbers of another vocabulary.

        Args:
            own: for each of its numbers that of this vocabulary, or -1.
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


def cognates_of(
    vocabulary: Vocabulary, sources: Integers, targets: Integers
) -> Entries:
    """Return the cognates: words that are equal on both sides, or begin alike.

    Args:
        vocabulary: word -> its number.
        sources: words of the source side, each as often as one likes.
        targets: words of the target side.
    """
    import numpy as np

    sides = [np.zeros(len(vocabulary), dtype=bool) for _ in range(2)]
    sides[0][sources] = sides[1][targets] = True
    left, right = (side.tolist() for side in sides)
    stems: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for word, number in vocabulary.items():
        stem = stem_of(word)
        if stem:
            if left[number]:
                stems[stem][0].append(number)
            if right[number]:
                stems[stem][1].append(number)
    alike = [
        (one, other)
        for ones, others in stems.values()
        if len(ones) * len(others) <= _MAX_COGNATE_PAIRS
        for one in ones
        for other in others
        if one != other
    ]
    same = np.flatnonzero(sides[0] & sides[1])
    both = np.array(alike, dtype=np.int64).reshape(-1, 2)
    values = np.repeat([_IDENTICAL, _COGNATE], [len(same), len(both)])
    probability = values / (values + _SMOOTHING)
    return Entries.sorted(
        np.concatenate([same, both[:, 0]]),
        np.concatenate([same, both[:, 1]]),
        probability,
        probability,
    )


def learn(
    vocabulary: Mapping[str, int],
    source: NumberedText,
    target: NumberedText,
    links: Links,
    cognates: Entries,
) -> Lexicon:
    """Train a lexicon on linked pairs of sentences.

    Args:
        vocabulary: word -> its number.
        source: sentences of the source.
        target: sentences of the target.
        links: pairs of them taken for translations, with their probabilities.
        cognates: words that are taken for translations of each other until the pairs
            show otherwise.
    """
    import numpy as np

    size = len(vocabulary)
    known = [np.bincount(text.words, minlength=size) > 1 for text in (source, target)]
    share = _share(source, target, links)
    for side, text in enumerate((source, target)):
        known[side] &= _rare(text.words, share, max(len(text) // 50, 10), size)
    source, target = source.only(known[0]), target.only(known[1])
    ones, others, weight = _crossed(source, target, links)
    left, right = source.words[ones], target.words[others]
    codes, inverse = distinct(left * size + right)
    source_of, target_of = codes // size, codes % size
    prior = np.zeros(len(codes))
    cognate_codes = cognates.source * size + cognates.target
    at = np.minimum(codes.searchsorted(cognate_codes), max(len(codes) - 1, 0))
    hit = codes[at] == cognate_codes if len(codes) else np.zeros(len(at), dtype=bool)
    prior[at[hit]] = cognates.forward[hit] / (1 - cognates.forward[hit]) * _SMOOTHING
    cooccurrences = _Cooccurrences(inverse, weight, prior)
    forward = cooccurrences.trained(source_of, target.words, others, size)
    backward = cooccurrences.trained(target_of, source.words, ones, size)
    forward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * backward)) * forward
    backward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * forward)) * backward
    keep = (forward_sure >= _MIN_PROBABILITY) | (backward_sure >= _MIN_PROBABILITY)
    entries = Entries(source_of, target_of, forward_sure, backward_sure).at(keep)
    return Lexicon(vocabulary, entries, known[0], known[1])


def _share(source: NumberedText, target: NumberedText, links: Links) -> float:
    """Return the share of the words that is used, which limits time and memory."""
    import numpy as np

    pairs = int((source.sizes[links.source] * target.sizes[links.target]).sum())
    return float(np.sqrt(_PAIRS / max(pairs, _PAIRS)))


def _rare(words: Integers, share: float, least: int, size: int) -> Bools:
    """Return a mask of the rarest words, which make up a share of *words*.

    Args:
        words: of a text.
        share: of these that is wanted.
        least: occurrences up to which a word is rare enough at any rate.
        size: of the vocabulary.
    """
    import numpy as np

    counts = np.bincount(words, minlength=size)
    order = counts.argsort(kind="stable")
    enough = int(np.cumsum(counts[order]).searchsorted(share * len(words)))
    limit = int(counts[order[min(enough, size - 1)]]) if size else 0
    return counts <= max(limit, least)


def _crossed(
    source: NumberedText, target: NumberedText, links: Links
) -> tuple[Integers, Integers, Floats]:
    """Return all pairs of words in linked sentences.

    Returns:
        indexes of source words and of target words in their texts, and the weights of
        their sentences.
    """
    import numpy as np

    pairs = source.sizes[links.source] * target.sizes[links.target]
    chosen = np.arange(len(pairs))
    if pairs.sum() > _PAIRS:
        # short pieces of all parts of the texts
        piece = links.source // _PIECE
        wanted = np.arange(int(piece.max()) + 1) * (_PAIRS / pairs.sum())
        chosen = np.flatnonzero((np.diff(np.floor(wanted), prepend=-1) > 0)[piece])
    left, right = links.source[chosen], links.target[chosen]
    sizes = target.sizes[right]
    others = ranges(target.starts[right], sizes)
    again = np.repeat(source.sizes[left], sizes)
    ones = ranges(np.repeat(source.starts[left], sizes), again)
    weight = np.repeat(np.repeat(links.weight[chosen], sizes), again)
    return ones, np.repeat(others, again), weight


@dataclass(frozen=True, slots=True)
class _Cooccurrences:
    """Co-occurrences of words in linked sentences.

    Attributes:
        pair: number of the pair of words, for each co-occurrence.
        weight: probability that the sentences are translations, for each of them.
        prior: occurrences that are assumed, of each pair.
    """

    pair: Integers
    weight: Floats
    prior: Floats

    def trained(
        self, given: Integers, words: Integers, place: Integers, size: int
    ) -> Floats:
        """Return the probability of each pair of words, by Model 1.

        Args:
            given: the word of each pair that explains.
            words: all words of the side that is explained.
            place: index of the word that is explained, for each co-occurrence.
            size: of the vocabulary.
        """
        import numpy as np

        present = np.bincount(place, minlength=len(words)) > 0
        probability = np.ones(len(given))
        null = np.ones(size)
        for _ in range(_ROUNDS):
            share = probability[self.pair] * self.weight
            by_null = np.where(present, null[words], 0.0)
            whole = np.bincount(place, share, minlength=len(words)) + by_null
            share /= whole[place]
            counts = np.bincount(self.pair, share, minlength=len(given)) + self.prior
            total = np.bincount(given, counts, minlength=size)[given] + _SMOOTHING
            probability = counts / total
            by_null = np.bincount(
                words, by_null / np.where(present, whole, 1.0), minlength=size
            )
            null = by_null / (by_null.sum() + _SMOOTHING)
        return probability
