"""Align the sentences of two texts with a lexicon learned from them in rounds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx_amts.alignment.band import Band, band_around
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.beads import MAX_SENTENCES, Bead
from sphinx_amts.alignment.confidence import likelihood_ratios, with_confidence
from sphinx_amts.alignment.first_pass import first_alignment
from sphinx_amts.alignment.lexicon import Lexicon, cognates_of, learn
from sphinx_amts.alignment.posterior import hard_posterior
from sphinx_amts.alignment.priors import Priors
from sphinx_amts.alignment.search import search
from sphinx_amts.alignment.texts import numbered
from sphinx_amts.alignment.tokens import tokenize_sentence
from sphinx_amts.alignment.training import initial_band, learn_from_posterior

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.lexicon import Entries
    from sphinx_amts.alignment.posterior import Links, Posterior
    from sphinx_amts.alignment.texts import NumberedText, Vocabulary

_LARGE = 1500
"""Sentences above which words are learned from an excerpt first."""

_EXCERPT = 1000
_HUGE = 3000
"""Sentences above which words are learned from an alignment only once."""

_ROUNDS = 2
_WIDTH = 40
_LARGE_WIDTH = 20
_SMALL = 20
"""Sentences up to which all pairs are looked at at once."""

_FEW = 8
"""Sentences from which nothing is learned about words."""


def learn_lexicon(pairs: Iterable[tuple[str, str]]) -> Lexicon:
    """Train a lexicon on pairs of sentences."""
    return Lexicon.trained(
        [(tokenize_sentence(a).tokens, tokenize_sentence(b).tokens) for a, b in pairs]
    )


def sentence_pair_scores(
    pairs: Sequence[tuple[str, str]], lexicon: Lexicon
) -> list[float]:
    """Return the log-likelihood ratio of each pair of sentences, per word.

    Returns:
        natural logarithm of how much likelier they are as translations than by
        themselves. Translations have about 0.1 to 0.5, other sentences less than 0.
    """
    if not pairs:
        return []
    vocabulary: Vocabulary = {}
    read = cache(tokenize_sentence)
    both = [numbered((read(p[side]) for p in pairs), vocabulary) for side in (0, 1)]
    cognates = cognates_of(vocabulary, both[0].words, both[1].words)
    priors = Priors.initial(both[0].lengths, both[1].lengths)
    beads = [
        Bead(number, number + 1, number, number + 1) for number in range(len(pairs))
    ]
    entries = lexicon.entries_of(vocabulary, cognates)
    found: list[float] = likelihood_ratios(
        beads, both[0], both[1], priors, entries
    ).tolist()
    return found


def _excerpt(source: int, target: int) -> tuple[int, int]:
    """Return how many sentences of both texts the first lexicon is learned from."""
    size = max(source, target)
    if size <= _LARGE:
        return source, target
    share = _EXCERPT / size
    return max(round(source * share), 1), max(round(target * share), 1)


def align_sentences(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None
) -> list[Bead]:
    """Align the sentences of two texts; return the beads in order.

    Lengths, numbers, names and punctuation decide at first, with no certainty. From
    that a translation lexicon is learned, which decides in the next round, and so on.

    Args:
        source: sentences in their order.
        target: sentences of the translation.
        lexicon: trained on other texts, or these among others; none is trained on the
            two then.

    Returns:
        beads that cover both texts in order, each sentence once. The confidence of
        one with both sides is the probability that it is right; texts that are no
        translations of each other have a mean confidence below 0.4.
    """
    if not source or not target:
        return [
            *(Bead(n, n + 1, 0, 0) for n in range(len(source))),
            *(Bead(0, 0, n, n + 1) for n in range(len(target))),
        ]
    vocabulary: Vocabulary = {}
    both = [
        numbered(map(tokenize_sentence, text), vocabulary) for text in (source, target)
    ]
    return _Aligner(both[0], both[1], vocabulary, lexicon).align()


class _Aligner:
    """Align two texts in rounds."""

    def __init__(
        self,
        source: NumberedText,
        target: NumberedText,
        vocabulary: Vocabulary,
        lexicon: Lexicon | None,
    ) -> None:
        self._source, self._target = source, target
        self._vocabulary = vocabulary
        self._cognates = cognates_of(vocabulary, source.words, target.words)
        self._priors = Priors.initial(source.lengths, target.lengths)
        self._size = max(len(source), len(target))
        self._learns = lexicon is None and self._size >= _FEW
        self._entries = self._cognates
        if lexicon:
            self._entries = lexicon.entries_of(vocabulary, self._cognates)

    def align(self) -> list[Bead]:
        """Return the beads, with their confidence."""
        if not self._learns and self._size <= _SMALL:
            band = initial_band(self._source, self._target)
            beads = self._search(band)
            return self._with_confidence(beads)
        if self._learns:
            self._learn_from_excerpt()
        beads = first_alignment(self._source, self._target, self._priors, self._entries)
        width = _WIDTH if self._size <= _LARGE else _LARGE_WIDTH
        rounds = _ROUNDS if self._learns and self._size <= _HUGE else 1
        for _ in range(rounds):
            self._learn(hard_posterior(beads))
            band = band_around(beads, len(self._source), len(self._target), width)
            beads = self._search(band)
        return self._with_confidence(beads)

    def _with_confidence(self, beads: list[Bead]) -> list[Bead]:
        trained = self._learned_entries if self._learns else self._entries
        return with_confidence(beads, self._source, self._target, self._priors, trained)

    def _learn_from_excerpt(self) -> None:
        """Learn from the first sentences of both texts, or from all."""
        sizes = _excerpt(len(self._source), len(self._target))
        lexicon, self._priors = learn_from_posterior(
            self._source, self._target, sizes, self._vocabulary
        )
        self._entries = lexicon.entries_of(self._vocabulary, self._cognates)

    def _learn(self, found: Posterior) -> None:
        self._priors.learn(found, self._source.lengths, self._target.lengths)
        if self._learns:
            self._entries = self._learned_entries(found.links)

    def _learned_entries(self, links: Links) -> Entries:
        lexicon = learn(
            self._vocabulary, self._source, self._target, links, self._cognates
        )
        return lexicon.entries_of(self._vocabulary, self._cognates)

    def _search(self, band: Band) -> list[Bead]:
        texts = (self._source, self._target)
        scorer = BeadScorer(texts, band, self._priors, self._entries, MAX_SENTENCES)
        return search(band, scorer, self._priors.kinds[1, 0])
