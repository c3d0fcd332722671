"""Learn translations of words from sentence pairs that may be wrong.

Source: P. Brown et al., "The Mathematics of Statistical Machine Translation: Parameter
Estimation", 1993 (Model 1), trained on beads as in R. Moore, "Fast and Accurate
Sentence Alignment of Bilingual Corpora", 2002. That the two directions confirm each
other is an idea of P. Liang, B. Taskar, D. Klein, "Alignment by Agreement", 2006.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import in_order, ranges
from sphinx_amts.alignment.entries import Entries
from sphinx_amts.alignment.word_priors import SMOOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.texts import NumberedText
    from sphinx_amts.alignment.weighted_beads import Links
    from sphinx_amts.alignment.word_priors import WordPriors

ROUNDS = 6
"""Rounds of Model 1; in fewer, words that are frequent everywhere explain too much."""

_CONFIRMED = 5.0
"""Factor of the probability in the other direction, which confirms an entry."""

_MIN_PROBABILITY = 0.02
"""Probability below which a translation is forgotten."""

_TRIED = 3
_HOPELESS = 0.001
"""Probability below which a translation has no part in further rounds, after so many.
Before, what is less likely than any word in any place has none: most pairs of words are
seen together by chance."""

_PIECE = 20
"""Sentences whose words are left out or looked at together."""

_GOLDEN = 0.6180339887498949
"""Step between the numbers of pieces from 0 to 1; any few in a row are spread evenly."""

_BISECTIONS = 8
"""Steps in which the size of a sample is found."""

_PAIRS, _MORE_PAIRS = 700_000, 2_000_000
"""Pairs of words that are looked at, of long and of short texts."""

_SHORT = 5000
"""Sentences up to which a text is short."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of words.

    Attributes:
        entries: pairs of words, by their numbers.
        known_sources: for each number, whether it is that of a word of the source
            about which something could be learned.
        known_targets: the same of the target.
    """

    entries: Entries
    known_sources: Bools
    known_targets: Bools

    def completed(self, priors: WordPriors, size: int) -> Entries:
        """Return the entries, and those of the priors about which nothing was learned.

        Args:
            priors: assumed before.
            size: of the vocabulary.
        """
        rest = priors.entries(size)
        unknown = ~(self.known_sources[rest.source] & self.known_targets[rest.target])
        return Entries.concatenated([self.entries, rest.at(unknown)])


def learn(
    size: int,
    source: NumberedText,
    target: NumberedText,
    links: Links,
    priors: WordPriors,
    *,
    rounds: int = ROUNDS,
    thorough: bool = True,
) -> Learned:
    """Learn translations of words from linked pairs of sentences.

    Args:
        size: of the vocabulary.
        source: sentences of the source.
        target: sentences of the target.
        links: pairs of them taken for translations, with their probabilities.
        priors: words that are taken for translations of each other until the pairs
            show otherwise.
        rounds: of Model 1.
        thorough: whether as many pairs of words are looked at in a long text as in a
            short one, which takes more time.
    """
    import numpy as np

    counts = [np.bincount(text.words, minlength=size) for text in (source, target)]
    known = [count > 1 for count in counts]
    source, target = (
        source.at(known[0][source.words]),
        target.at(known[1][target.words]),
    )
    limit = _MORE_PAIRS if thorough else _PAIRS
    sample = _Sample.drawn((source, target), links, counts, limit)
    source, target = sample.source, sample.target
    ones, others, weight = _crossed(source, target, links)
    left, right = source.words[ones], target.words[others]
    assumed = known[0][priors.source] & known[1][priors.target]
    assumed_codes = (priors.source * size + priors.target)[assumed]
    count = len(left)
    codes, places, numbers = in_order(
        np.concatenate([left * size + right, assumed_codes])
    )
    # co-occurrences of one pair of words are side by side, which makes sums fast
    is_seen = places < count
    pair, order = numbers[is_seen], places[is_seen]
    ones, others, weight = ones[order], others[order], weight[order]
    assumed_pairs = np.empty(len(assumed_codes), dtype=np.int64)
    assumed_pairs[places[~is_seen] - count] = numbers[~is_seen]
    source_of, target_of = codes // size, codes % size
    stands_for = None
    if sample.parts:
        stands_for = np.maximum(sample.parts[0][source_of], sample.parts[1][target_of])
    seen = _Cooccurrences(pair, weight)
    found = []
    for given, explained, words, place, values in (
        (source_of, target_of, target.words, others, priors.forward),
        (target_of, source_of, source.words, ones, priors.backward),
    ):
        prior = np.zeros(len(codes))
        prior[assumed_pairs] = values[assumed]
        found.append(
            seen.trained(given, explained, words, place, prior, rounds, stands_for)
        )
    forward, backward = found
    forward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * backward)) * forward
    backward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * forward)) * backward
    keep = (forward_sure >= _MIN_PROBABILITY) | (backward_sure >= _MIN_PROBABILITY)
    entries = Entries(source_of, target_of, forward_sure, backward_sure).at(keep)
    return Learned(entries, known[0], known[1])


def _crossed(
    source: NumberedText, target: NumberedText, links: Links
) -> tuple[Integers, Integers, Floats]:
    """Return all pairs of words in linked sentences.

    Returns:
        indexes of source words and of target words in their texts, and the weights of
        their sentences.
    """
    import numpy as np

    sizes = target.sizes[links.target]
    others = ranges(target.starts[links.target], sizes)
    again = np.repeat(source.sizes[links.source], sizes)
    ones = ranges(np.repeat(source.starts[links.source], sizes), again)
    weight = np.repeat(np.repeat(links.weight, sizes), again)
    return ones, np.repeat(others, again), weight


@dataclass(frozen=True, slots=True)
class _Sample:
    """Words that are looked at, as the pairs of all words would be too many.

    A word that is frequent is looked at in a part of its sentences, the same for all
    words of its frequency, so that those that go together are looked at together. What
    is seen there stands for all of them.

    Attributes:
        source: sentences with the words that are looked at.
        target: the same.
        parts: for each word of the source, and of the target, one divided by the share
            of its sentences in which it is looked at; None if that is all of them.
    """

    source: NumberedText
    target: NumberedText
    parts: tuple[Floats, Floats] | None

    @classmethod
    def drawn(
        cls,
        texts: tuple[NumberedText, NumberedText],
        links: Links,
        counts: Sequence[Integers],
        limit: int,
    ) -> _Sample:
        """Draw a sample of the words of linked sentences.

        Args:
            texts: source and target.
            links: of their sentences.
            counts: how often each word is in the source, and in the target.
            limit: of the pairs of words.
        """
        import numpy as np

        if _pairs(*texts, links) <= limit:
            return cls(*texts, None)
        # linked sentences have the same number
        pieces = np.arange(len(texts[0])) // _PIECE
        sources = (pieces * _GOLDEN + _GOLDEN) % 1.0
        nearest = np.zeros(len(texts[1]), dtype=np.int64)
        order = links.weight.argsort(kind="stable")
        nearest[links.target[order]] = links.source[order]
        numbers = sources, sources[nearest]
        ranks = [
            np.repeat(number, text.sizes) * count[text.words]
            for text, count, number in zip(texts, counts, numbers, strict=True)
        ]
        low, high = 1.0, float(max(rank.max() for rank in ranks))
        chosen = texts
        for _ in range(_BISECTIONS):
            middle = float(np.sqrt(low * high))
            chosen = tuple(
                text.at(rank < middle) for text, rank in zip(texts, ranks, strict=True)
            )
            if _pairs(*chosen, links) > limit:
                high = middle
            else:
                low = middle
        chosen = tuple(
            text.at(rank < low) for text, rank in zip(texts, ranks, strict=True)
        )
        of_source, of_target = (np.maximum(count / low, 1.0) for count in counts)
        return cls(*chosen, (of_source, of_target))


def _pairs(source: NumberedText, target: NumberedText, links: Links) -> int:
    """Return the number of pairs of words in linked sentences."""
    return int((source.sizes[links.source] * target.sizes[links.target]).sum())


@dataclass(frozen=True, slots=True)
class _Cooccurrences:
    """Co-occurrences of words in linked sentences.

    Attributes:
        pair: number of the pair of words, for each co-occurrence, in order.
        weight: probability that the sentences are translations, for each of them.
    """

    pair: Integers
    weight: Floats

    def trained(
        self,
        given: Integers,
        explained: Integers,
        words: Integers,
        place: Integers,
        prior: Floats,
        rounds: int,
        stands_for: Floats | None,
    ) -> Floats:
        """Return the probability of each pair of words, by Model 1.

        Args:
            given: the word of each pair that explains.
            explained: the word of each that is explained.
            words: all words of the side that is explained.
            place: index of the word that is explained, for each co-occurrence.
            prior: occurrences that are assumed, of each pair.
            rounds: of Model 1.
            stands_for: number of co-occurrences for which one of each pair stands.
        """
        import numpy as np

        size = 1 + max(int(given.max(initial=0)), int(words.max(initial=0)))
        present = np.bincount(place, minlength=len(words)) > 0
        pair, weight = self.pair, self.weight
        kept = np.arange(len(given))
        found = probability = np.ones(len(given))
        null = np.ones(size)
        chance = np.bincount(words, present, minlength=size)
        chance = (chance / max(chance.sum(), 1.0)).take(explained)
        for number in range(rounds):
            share = probability.take(pair)
            share *= weight
            by_null = np.where(present, null.take(words), 0.0)
            whole = np.bincount(place, share, minlength=len(words)) + by_null
            share /= whole.take(place)
            counts = np.bincount(pair, share, minlength=len(given))
            if stands_for is not None:
                counts *= stands_for
            counts = counts + prior
            total = np.bincount(given, counts, minlength=size) + SMOOTHING
            probability = counts / total.take(given)
            by_null = np.bincount(
                words, by_null / np.where(present, whole, 1.0), minlength=size
            )
            null = by_null / (by_null.sum() + SMOOTHING)
            found[kept] = probability
            if number < _TRIED:
                likely = probability >= (chance, _HOPELESS)[number == _TRIED - 1]
                pair_is_likely = likely.take(pair)
                pair = (np.cumsum(likely) - 1).take(pair[pair_is_likely])
                place, weight = place[pair_is_likely], weight[pair_is_likely]
                kept, given, prior = kept[likely], given[likely], prior[likely]
                probability, chance = probability[likely], chance[likely]
                if stands_for is not None:
                    stands_for = stands_for[likely]
        return found
