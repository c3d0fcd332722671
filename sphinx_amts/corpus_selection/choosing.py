"""Choose the pairs of collections that are closest to a book.

All pairs are read once into parts, and scored; only the best of them, a bounded number,
are looked at one by one.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.corpus.model import CorpusFindings
from sphinx_amts.corpus_selection.candidates import CandidateRules
from sphinx_amts.corpus_selection.closeness import UNIT, learn_closeness
from sphinx_amts.corpus_selection.coverage import CoverageChoice, FeatureWorth
from sphinx_amts.corpus_selection.explaining import explanation, words_covered
from sphinx_amts.corpus_selection.parts import Stage, pair_of_line
from sphinx_amts.corpus_selection.passes import (
    STEPS,
    Sampling,
    Scoring,
    Taking,
    lowest_of,
    step_of,
)
from sphinx_amts.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from sphinx_amts.corpus.model import CorpusPair, PairCollection
    from sphinx_amts.corpus_selection.book import BookText
    from sphinx_amts.corpus_selection.closeness import Closeness
    from sphinx_amts.corpus_selection.limits import SizeLimit
    from sphinx_amts.corpus_selection.parts import Part
    from sphinx_amts.corpus_selection.workers import ParallelWorkers
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.findings import RemovedPair

_SAMPLE = 100_000
"""Texts from which the models are learned."""

_CANDIDATES = 150_000
"""Pairs that are looked at one by one at a time."""

_FEWEST_CANDIDATES = 5_000
_MANY = 200_000
"""Pairs from which on a choice takes so long that steps are told."""

_TIMES = 10
"""Candidates for each pair that is chosen, where there are enough."""

_FEEDBACK = 0.75
_LEAST_FEEDBACK, _MOST_FEEDBACK = 0.01, 0.1
"""Share of what is to be chosen that the models learn from, and its limits as a share
of the collections."""

_CHECKSUMS = 2**32
CLOSE = 0.1
"""Score from which on a pair is close: its words are ten percent more probable in the
book than in the collections, as the mean of all. At 0 one in fourteen is of another
subject where subjects are much alike, here one in twenty."""

_CLOSE = step_of(int(CLOSE * UNIT)) + 1
"""The lowest step above it."""


@dataclass(frozen=True, slots=True)
class ChosenPair:
    """A pair that was chosen.

    Attributes:
        pair: the pair, whose document is its origin.
        why: the reason, for the review page.
    """

    pair: Pair
    why: str


@dataclass(slots=True)
class CorpusChoice:
    """Result of a choice.

    Attributes:
        chosen: the pairs, the best first.
        removed: examples of pairs that were left out though they are close.
        counts: rule -> how many it left out.
        findings: what is wrong with the collections.
        total: how many pairs were read.
        close: how many are closer to the book than to the collections.
        full: whether the limit was reached.
    """

    chosen: list[ChosenPair] = field(default_factory=list)
    removed: list[RemovedPair] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    findings: CorpusFindings = field(default_factory=CorpusFindings)
    total: int = 0
    close: int = 0
    full: bool = False


def choose_pairs(
    book: BookText,
    collections: Sequence[PairCollection],
    languages: LanguagePair,
    limit: SizeLimit,
    *,
    workers: ParallelWorkers,
    fill: bool = False,
    notify: Callable[[str], None] = lambda _: None,
) -> CorpusChoice:
    """Choose the pairs that are closest to a book, up to a limit.

    Args:
        book: its text.
        collections: where the pairs are.
        languages: of both sides.
        limit: how much is chosen.
        workers: what the work is given to.
        fill: whether to go on where pairs are no closer to the book than to the others.
        notify: gets a line on what is done next, where that takes long.

    Raises:
        CorpusError: there are no pairs at all, or the working folder cannot be used.
    """
    choice = CorpusChoice()
    parts = _staged(collections, languages, workers, choice)
    if choice.total > _MANY:
        notify(f"{choice.total} pairs read; ranking them")
    model = _learned(book, parts, choice.total, limit, workers)
    steps = sum(
        workers.run(Scoring(part, model) for part in parts), np.zeros(STEPS, np.int64)
    )
    choice.close = int(steps[_CLOSE:].sum())
    if choice.total > _MANY:
        notify(f"{choice.close} are close; choosing from them")
    chooser = _Chooser(book, model, languages, limit.of(choice.total), choice)
    for low, high, quota in _bands(steps, chooser, fill=fill):
        takings = (Taking(part, low, high) for part in parts)
        found = [taken for some in workers.run(takings) for taken in some]
        chooser.choose(found, quota)
    choice.full = chooser.left <= 0
    return choice


def _staged(
    collections: Sequence[PairCollection],
    languages: LanguagePair,
    workers: ParallelWorkers,
    choice: CorpusChoice,
) -> list[Part]:
    staged = workers.run(
        Stage(collection, languages, workers.folder, f"{number:05}", Path.cwd())
        for number, collection in enumerate(collections)
    )
    parts = []
    for each in staged:
        parts += each.parts
        choice.findings.add(each.findings)
    choice.total = sum(part.pairs for part in parts)
    if not parts:
        reasons = "; ".join(choice.findings.faults)
        raise CorpusError(reasons or "there are no pairs in these collections")
    return parts


def _learned(
    book: BookText,
    parts: Sequence[Part],
    total: int,
    limit: SizeLimit,
    workers: ParallelWorkers,
) -> Closeness:
    below = _CHECKSUMS if total <= _SAMPLE else _CHECKSUMS * _SAMPLE // total
    found = workers.run(Sampling(part, below) for part in parts)
    sample = sorted({text for texts in found for text in texts})
    mean = sum(len(text.encode()) for text in sample) / len(sample) if sample else 1.0
    share = limit.share_of(total, 2 * mean)
    share = min(_MOST_FEEDBACK, max(_LEAST_FEEDBACK, _FEEDBACK * share))
    return learn_closeness(book.sentences, sample, share)


def _bands(
    steps: NDArray[np.int64], chooser: _Chooser, *, fill: bool
) -> Iterator[tuple[int, int, int]]:
    """Yield ranges of scores, the highest first, and how much to choose from each."""
    high = STEPS
    lowest = 0 if fill else _CLOSE
    while high > lowest and chooser.left > 0:
        needed = math.ceil(chooser.left / chooser.mean_cost)
        wanted = min(_CANDIDATES, max(_TIMES * needed, _FEWEST_CANDIDATES))
        low, found = high, 0
        while low > lowest and found < wanted:
            low -= 1
            found += int(steps[low])
            if low == _CLOSE and found:
                break  # what is not close comes after all that is
        quota = chooser.left
        if _TIMES * needed > _CANDIDATES and steps[lowest:high].sum() > needed:
            quota = max(1, chooser.left * found // int(steps[lowest:high].sum()))
        if found:
            yield lowest_of(low), lowest_of(high), quota
        high = low


class _Chooser:
    """Chooses from candidates, band after band."""

    def __init__(
        self,
        book: BookText,
        model: Closeness,
        languages: LanguagePair,
        limit: SizeLimit,
        choice: CorpusChoice,
    ) -> None:
        self._model = model
        self._limit = limit
        self._choice = choice
        self._rules = CandidateRules(languages, book.held_out, choice)
        self._worth = FeatureWorth(book.sentences)
        self.left = limit.most
        self.mean_cost = 1.0 if limit.bytes is None else 300.0

    def choose(self, taken: Sequence[tuple[int, str]], quota: int) -> None:
        """Choose from the pairs *taken*, given by score and line, up to *quota*."""
        scores: dict[tuple[str, str], int] = {}
        pairs: dict[tuple[str, str], CorpusPair] = {}
        for score, line in taken:
            pair = pair_of_line(line)
            key = pair.source, pair.target
            known = pairs.get(key)
            if known is None or (pair.origin, pair.line) < (known.origin, known.line):
                pairs[key] = pair
                scores[key] = score
        kept = self._rules.fit(sorted(pairs.values(), key=_order))
        keys = [(pair.source, pair.target) for pair in kept]
        costs = [self._limit.cost(pair) for pair in kept]
        if costs:
            self.mean_cost = sum(costs) / len(costs)
        coverage = CoverageChoice(
            self._worth,
            [pair.source for pair in kept],
            [_weight(scores[key]) for key in keys],
            costs,
        )
        for place in coverage.order():
            if quota <= 0:
                break
            if costs[place] > self.left:
                continue
            pair = kept[place]
            chosen = self._rules.admitted(pair)
            if chosen is None:
                continue
            covered = words_covered(pair.source, self._worth, self._model)
            rank = len(self._choice.chosen) + 1
            why = explanation(rank, scores[keys[place]] / UNIT, covered)
            self._choice.chosen.append(ChosenPair(chosen, why))
            coverage.take(place)
            quota -= costs[place]
            self.left -= costs[place]
        coverage.close()


def _order(pair: CorpusPair) -> tuple[str, str, str, int]:
    return pair.source, pair.target, pair.origin, pair.line


def _weight(score: int) -> float:
    return 1 / (1 + math.exp(-4 * score / UNIT))
