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
    from sphinx_amts.alignment.arrays import Bools, Floats, Integers
    from sphinx_amts.alignment.texts import NumberedText
    from sphinx_amts.alignment.weighted_beads import Links
    from sphinx_amts.alignment.word_priors import WordPriors

ROUNDS = 6
"""Rounds of Model 1; in fewer, words that are frequent everywhere explain too much."""

_CONFIRMED = 5.0
"""Factor of the probability in the other direction, which confirms an entry."""

_MIN_PROBABILITY = 0.01
"""Probability below which a translation is forgotten."""

_TRIED = 3
_HOPELESS = 0.001
"""Probability below which a translation has no part in further rounds, after so many:
most pairs of words are seen together by chance."""

_PIECE = 20
"""Sentences that are left out or looked at together."""

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
    thorough: bool = False,
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

    known = [np.bincount(text.words, minlength=size) > 1 for text in (source, target)]
    limit = _MORE_PAIRS if thorough or len(target) <= _SHORT else _PAIRS
    share = _share(source, target, links, limit)
    for side, text in enumerate((source, target)):
        known[side] &= _rare(text.words, share, max(len(text) // 50, 10), size)
    source, target = source.only(known[0]), target.only(known[1])
    ones, others, weight = _crossed(source, target, links, limit)
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
    seen = _Cooccurrences(pair, weight)
    found = []
    for given, words, place, values in (
        (source_of, target.words, others, priors.forward),
        (target_of, source.words, ones, priors.backward),
    ):
        prior = np.zeros(len(codes))
        prior[assumed_pairs] = values[assumed]
        found.append(seen.trained(given, words, place, prior, rounds))
    forward, backward = found
    forward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * backward)) * forward
    backward_sure = np.sqrt(np.minimum(1.0, _CONFIRMED * forward)) * backward
    keep = (forward_sure >= _MIN_PROBABILITY) | (backward_sure >= _MIN_PROBABILITY)
    entries = Entries(source_of, target_of, forward_sure, backward_sure).at(keep)
    return Learned(entries, known[0], known[1])


def _share(
    source: NumberedText, target: NumberedText, links: Links, limit: int
) -> float:
    """Return the share of the words that is used, which limits time and memory."""
    import numpy as np

    pairs = int((source.sizes[links.source] * target.sizes[links.target]).sum())
    return float(np.sqrt(limit / max(pairs, limit)))


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
    source: NumberedText, target: NumberedText, links: Links, limit: int
) -> tuple[Integers, Integers, Floats]:
    """Return all pairs of words in linked sentences.

    Returns:
        indexes of source words and of target words in their texts, and the weights of
        their sentences.
    """
    import numpy as np

    pairs = source.sizes[links.source] * target.sizes[links.target]
    chosen = np.arange(len(pairs))
    if pairs.sum() > limit:
        # short pieces of all parts of the texts
        piece = links.source // _PIECE
        wanted = np.arange(int(piece.max()) + 1) * (limit / pairs.sum())
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
        pair: number of the pair of words, for each co-occurrence, in order.
        weight: probability that the sentences are translations, for each of them.
    """

    pair: Integers
    weight: Floats

    def trained(
        self,
        given: Integers,
        words: Integers,
        place: Integers,
        prior: Floats,
        rounds: int,
    ) -> Floats:
        """Return the probability of each pair of words, by Model 1.

        Args:
            given: the word of each pair that explains.
            words: all words of the side that is explained.
            place: index of the word that is explained, for each co-occurrence.
            prior: occurrences that are assumed, of each pair.
            rounds: of Model 1.
        """
        import numpy as np

        size = 1 + max(int(given.max(initial=0)), int(words.max(initial=0)))
        present = np.bincount(place, minlength=len(words)) > 0
        pair, weight = self.pair, self.weight
        kept = np.arange(len(given))
        found = probability = np.ones(len(given))
        null = np.ones(size)
        for number in range(rounds):
            share = probability.take(pair)
            share *= weight
            by_null = np.where(present, null.take(words), 0.0)
            whole = np.bincount(place, share, minlength=len(words)) + by_null
            share /= whole.take(place)
            counts = np.bincount(pair, share, minlength=len(given))
            counts += prior
            total = np.bincount(given, counts, minlength=size) + SMOOTHING
            probability = counts / total.take(given)
            by_null = np.bincount(
                words, by_null / np.where(present, whole, 1.0), minlength=size
            )
            null = by_null / (by_null.sum() + SMOOTHING)
            found[kept] = probability
            if number == _TRIED - 1:
                likely = probability >= _HOPELESS
                pair_is_likely = likely.take(pair)
                pair = (np.cumsum(likely) - 1).take(pair[pair_is_likely])
                place, weight = place[pair_is_likely], weight[pair_is_likely]
                kept, given, prior = kept[likely], given[likely], prior[likely]
                probability = probability[likely]
        return found
