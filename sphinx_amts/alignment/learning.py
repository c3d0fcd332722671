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
from sphinx_amts.alignment.word_pairs import Entries
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
"""Probability below which a pair of words is left out after round `_TRIED`. In the
rounds before, pairs are left out that are less likely than by chance: most pairs of
words are seen together by chance."""

_FEW = 50_000
"""Number of pairs of words up to which none is left out: so few are rarely seen
twice."""

_PAIRS, _MORE_PAIRS = 500_000, 2_000_000
"""Greatest numbers of co-occurrences of words that are counted: in excerpts and early
rounds, and otherwise."""

_HALVES = 2_500_000
"""Greatest number of co-occurrences that are counted in both halves of a text."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Translations of words that were learned.

    Attributes:
        entries: pairs of words that may be translations.
        known_sources: for each word of the vocabulary, whether its translations could
            be learned: it occurs in the source more than once.
        known_targets: the same for the words of the target.
    """

    entries: Entries
    known_sources: Bools
    known_targets: Bools

    def completed(self, priors: WordPriors, size: int) -> Entries:
        """Return the entries, and those of *priors* about which nothing was learned.

        Args:
            priors: translations that were assumed before.
            size: number of words in the vocabulary.
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
        size: number of words in the vocabulary.
        source: sentences of the source.
        target: sentences of the target.
        links: sentence pairs taken for translations, with their probabilities.
        priors: words that are taken for translations of each other until the pairs
            show otherwise.
        rounds: number of rounds of Model 1.
        thorough: whether more co-occurrences of a long text are counted, which takes
            more time.
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

    All rounds but the last learn from both halves together; the last round counts each
    half alone. That takes half of the time, and for a long text the result is nearly
    that of learning from each half alone: a pair of words that is not seen in a half
    is not learned from it.

    Args:
        size: number of words in the vocabulary.
        texts: sentences of the source and of the target.
        links: sentence pairs taken for translations, with their probabilities.
        halves: 0 or 1 for each of these pairs.
        priors: as for `learn`.

    Returns:
        the translations learned from half 0, and those from half 1.
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
    """Return the words learned from all links, or from each half of the links."""
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
    # the arrays are long, so they are changed in place
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
        for each pair, the index of the source word in the source, the index of the
        target word in the target, and the index of the link of their sentences.
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
        pair: number of the pair of words of each co-occurrence, sorted.
        weight: probability that the sentences of each co-occurrence are translations.
        half: half of the text in which each co-occurrence is; None if there are no
            halves.
        stands_for: for each pair, the number of co-occurrences that one counted
            co-occurrence stands for; None if all are counted.
        rounds: number of rounds of Model 1.
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
            given: number of the word of each pair that explains the other.
            explained: number of the other word of each pair.
            words: all words of the side that is explained.
            place: index in *words* of the explained word of each co-occurrence.
            prior: number of co-occurrences that are assumed for each pair.

        Returns:
            one array of probabilities for the whole text, or one for each half.
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
