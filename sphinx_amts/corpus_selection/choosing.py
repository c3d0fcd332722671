"""Choose the pairs of collections that are closest to a book.

All pairs are read once, written to parts and scored. Only a limited number of the best
pairs are examined one by one.
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
"""Number of texts from which the models are learned."""

_CANDIDATES = 150_000
"""Highest number of candidates that are in memory at a time."""

_FEWEST_CANDIDATES = 5_000
_MANY = 200_000
"""Number of pairs from which progress is reported, as a choice takes long."""

_TIMES = 10
"""Wanted number of candidates for each pair to choose."""

_FEEDBACK = 0.75
_LEAST_FEEDBACK, _MOST_FEEDBACK = 0.01, 0.1
"""Lowest and highest share of the sample that is used as feedback.

Between them, the share is `_FEEDBACK` times the share of pairs that is to be chosen.
"""

_CHECKSUMS = 2**32
CLOSE = 0.1
"""Score from which a pair counts as close to the book.

With this score, the words of a text are on average ten percent more probable in the
book than in the collections. With similar subjects, one in fourteen pairs above the
score 0 was about another subject, and one in twenty above this score.
"""

_CLOSE = step_of(int(CLOSE * UNIT)) + 1
"""Lowest step of scores in which all pairs are close."""


@dataclass(frozen=True, slots=True)
class ChosenPair:
    """Pair that was chosen.

    Attributes:
        pair: the pair; its document is the file that it was read from.
        why: reason for the choice, for the review page.
    """

    pair: Pair
    why: str


@dataclass(slots=True)
class CorpusChoice:
    """Result of a choice of pairs.

    Attributes:
        chosen: the chosen pairs, in the order of their choice.
        removed: examples of candidates that rules excluded.
        counts: name of a rule -> number of candidates that the rule excluded.
        findings: findings of the reading of the collections.
        total: number of pairs that were read.
        close: number of pairs that are close to the book.
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
        book: text of the book.
        collections: the collections of pairs.
        languages: languages of the pairs.
        limit: most pairs or bytes to choose.
        workers: workers that read and score the pairs.
        fill: whether to choose pairs that are not close, until the limit is reached.
        notify: called with a line about the progress, if the choice takes long.

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
    """Yield ranges of scores from which to choose, the highest first.

    Args:
        steps: number of pairs in each step of scores.
        chooser: the chooser, which is called for each range before the next.
        fill: whether to yield ranges of pairs that are not close as well.

    Yields:
        lowest score, score above the highest, and how much to choose from the range,
        in units of the limit.
    """
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
                break  # pairs that are not close are in other ranges
        quota = chooser.left
        if _TIMES * needed > _CANDIDATES and steps[lowest:high].sum() > needed:
            quota = max(1, chooser.left * found // int(steps[lowest:high].sum()))
        if found:
            yield lowest_of(low), lowest_of(high), quota
        high = low


class _Chooser:
    """Chooses pairs from candidates, one range of scores after the other.

    Attributes:
        left: how much may still be chosen, in units of the limit.
        mean_cost: mean cost of a candidate, in units of the limit.
    """

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
        """Choose pairs from candidates.

        Args:
            taken: score of each candidate, and its line in a part.
            quota: how much to choose, in units of the limit.
        """
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
