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
from sphinx_amts.alignment.word_sample import WordSample, looked_at

if TYPE_CHECKING:
    from sphinx_amts.alignment.arrays import Bools, Floats, Indexes, Integers, Small
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

_FEW = 50_000
"""Pairs of words of which all have a part in all rounds: there little is seen twice."""

_PAIRS, _MORE_PAIRS = 500_000, 2_000_000
"""Pairs of words that are looked at, in excerpts and early rounds, and in others."""

_HALVES = 2_500_000
"""Pairs of words that are looked at in both halves of a text together."""


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
    limit = _MORE_PAIRS if thorough else _PAIRS
    texts = source, target
    (learned,) = _learned(
        size, texts, (links, None), priors, rounds=rounds, limit=limit
    )
    return learned


def learn_halves(
    size: int,
    texts: tuple[NumberedText, NumberedText],
    links: Links,
    halves: Small,
    priors: WordPriors,
) -> list[Learned]:
    """Learn translations of words from each half of linked pairs of sentences.

    Both halves are learned at once, and only what was seen in one at the end is counted
    for it. That takes half of the time, and for a long text comes to the same as
    learning from each alone: it lends the other no word that is not seen there.

    Args:
        size: of the vocabulary.
        texts: sentences of the source and of the target.
        links: pairs of them taken for translations, with their probabilities.
        halves: 0 or 1 for each of these.
        priors: as for `learn`.

    Returns:
        what was learned from the one half, and from the other.
    """
    return _learned(size, texts, (links, halves), priors, rounds=ROUNDS, limit=_HALVES)


def _learned(
    size: int,
    texts: tuple[NumberedText, NumberedText],
    linked: tuple[Links, Small | None],
    priors: WordPriors,
    *,
    rounds: int,
    limit: int,
) -> list[Learned]:
    """Return what is learned of words from all links, or from each half of them."""
    import numpy as np

    links, halves = linked
    source, target = texts
    known = [np.bincount(text.words, minlength=size) > 1 for text in (source, target)]
    sample = WordSample.drawn(
        looked_at(source, known[0], links.source),
        looked_at(target, known[1], links.target),
        links,
        size,
        limit,
    )
    source, target = sample.source, sample.target
    ones, others, link = _crossed(source, target, links)
    assumed = known[0][priors.source] & known[1][priors.target]
    assumed_codes = (priors.source * size + priors.target)[assumed]
    count = len(ones)
    # these are long
    codes = np.concatenate([source.words[ones], assumed_codes])
    codes[:count] *= size
    codes[:count] += target.words[others]
    codes, places, numbers = in_order(codes)
    # co-occurrences of one pair of words are side by side, which makes sums fast
    is_seen = places < count
    pair, order = numbers[is_seen], places[is_seen]
    ones, others, link = ones[order], others[order], link[order]
    weight = links.weight[link]
    half = None if halves is None else halves[link]
    assumed_pairs = np.empty(len(assumed_codes), dtype=np.int64)
    assumed_pairs[places[~is_seen] - count] = numbers[~is_seen]
    del link, places, is_seen, order, numbers
    source_of, target_of = codes // size, codes % size
    stands_for = None
    if sample.parts:
        stands_for = np.maximum(sample.parts[0][source_of], sample.parts[1][target_of])
    seen = _Cooccurrences(pair, weight, half, stands_for, rounds)
    found = []
    for given, explained, words, place, values in (
        (source_of, target_of, target.words, others, priors.forward),
        (target_of, source_of, source.words, ones, priors.backward),
    ):
        prior = np.zeros(len(codes))
        prior[assumed_pairs] = values[assumed]
        found.append(seen.trained(given, explained, words, place, prior))
    learned = []
    for forward, backward in zip(*found, strict=True):
        forward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * backward)) * forward
        backward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * forward)) * backward
        keep = (forward_sure >= _MIN_PROBABILITY) | (backward_sure >= _MIN_PROBABILITY)
        entries = Entries(source_of, target_of, forward_sure, backward_sure).at(keep)
        learned.append(Learned(entries, known[0], known[1]))
    return learned


def _crossed(
    source: NumberedText, target: NumberedText, links: Links
) -> tuple[Indexes, Indexes, Indexes]:
    """Return all pairs of words in linked sentences.

    Returns:
        indexes of source words and of target words in their texts, and of the links of
        their sentences.
    """
    import numpy as np

    sizes = target.sizes[links.target]
    others = ranges(target.starts[links.target], sizes)
    again = np.repeat(source.sizes[links.source], sizes)
    ones = ranges(np.repeat(source.starts[links.source], sizes), again)
    link = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return (
        ones.astype(np.int32),
        np.repeat(others.astype(np.int32), again),
        np.repeat(link, again),
    )


@dataclass(frozen=True, slots=True)
class _Cooccurrences:
    """Co-occurrences of words in linked sentences.

    Attributes:
        pair: number of the pair of words, for each co-occurrence, in order.
        weight: probability that the sentences are translations, for each of them.
        half: half of the text in which each is, if halves are told apart.
        stands_for: number of co-occurrences for which one of each pair stands, if all
            are not looked at.
        rounds: of Model 1.
    """

    pair: Indexes
    weight: Floats
    half: Small | None
    stands_for: Floats | None
    rounds: int

    def trained(
        self,
        given: Integers,
        explained: Integers,
        words: Integers,
        place: Indexes,
        prior: Floats,
    ) -> list[Floats]:
        """Return the probability of each pair of words, by Model 1.

        Args:
            given: the word of each pair that explains.
            explained: the word of each that is explained.
            words: all words of the side that is explained.
            place: index of the word that is explained, for each co-occurrence.
            prior: occurrences that are assumed, of each pair.

        Returns:
            the probabilities by the whole text, or by each of its halves.
        """
        import numpy as np

        size = 1 + max(int(part.max(initial=0)) for part in (given, explained, words))
        present = np.bincount(place, minlength=len(words)) > 0
        pair, weight, stands_for = self.pair, self.weight, self.stands_for
        half = self.half
        kept = np.arange(len(given))
        probability = np.ones(len(given))
        found = [probability.copy() for _ in range(1 if half is None else 2)]
        is_large = len(given) > _FEW
        null = np.ones(size)
        chance = np.bincount(words, present, minlength=size)
        chance = (chance / max(chance.sum(), 1.0)).take(explained)

        def counted(pair: Indexes, share: Floats) -> Floats:
            counts: Floats = prior.copy()
            seen = np.bincount(pair, share, minlength=len(given))
            counts += seen if stands_for is None else seen * stands_for
            total = np.bincount(given, counts, minlength=size) + SMOOTHING
            counts /= total.take(given)
            return counts

        for number in range(self.rounds):
            share = probability.take(pair)
            share *= weight
            by_null = np.where(present, null.take(words), 0.0)
            whole = np.bincount(place, share, minlength=len(words)) + by_null
            share /= whole.take(place)
            if half is not None and number == self.rounds - 1:
                for own, values in enumerate(found):
                    values[kept] = counted(pair[half == own], share[half == own])
                break
            probability = counted(pair, share)
            by_null = np.bincount(
                words, by_null / np.where(present, whole, 1.0), minlength=size
            )
            null = by_null / (by_null.sum() + SMOOTHING)
            for values in found:
                values[kept] = probability
            if number < _TRIED and is_large:
                likely = probability >= (chance, _HOPELESS)[number == _TRIED - 1]
                pair_is_likely = likely.take(pair)
                number_of = np.cumsum(likely, dtype=np.int32) - 1
                pair = number_of.take(pair[pair_is_likely])
                place, weight = place[pair_is_likely], weight[pair_is_likely]
                half = half if half is None else half[pair_is_likely]
                kept, given, prior = kept[likely], given[likely], prior[likely]
                probability, chance = probability[likely], chance[likely]
                if stands_for is not None:
                    stands_for = stands_for[likely]
        return found
