"""Score the hypotheses of systems in one direction."""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.evaluation.results import DocumentScores, Example, Scores, Summary
from sphinx_amts.scores.lines import View, lines_of
from sphinx_amts.scores.metrics import Metric, Score, Scorer
from sphinx_amts.scores.significance import (
    Interval,
    draws,
    interval,
    interval_of_mean,
    resampled,
    shuffled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sphinx_amts.evaluation.runs import Hypothesis
    from sphinx_amts.evaluation.translated_book import Message
    from sphinx_amts.scores.metrics import Statistics

EXAMPLES = 12
_SEED = 314159

METRICS = {
    View.PLACEABLES: tuple(Metric),
    # TER of characters takes minutes for a view, and adds little to BLEU and chrF++
    View.PROSE: (Metric.BLEU, Metric.CHRF),
    View.EVERYTHING: (Metric.BLEU, Metric.CHRF),
}


Lines = dict[View, list[str]]
"""Lines of a system or of the references, by view: one line for each message."""


class DirectionScorer:
    """Scorer of systems on the test set of one direction.

    Args:
        documents: name of a document -> its messages.
        scorer: scorer for the target language.
    """

    def __init__(
        self, documents: Mapping[str, Sequence[Message]], scorer: Scorer
    ) -> None:
        self.documents = documents
        self.scorer = scorer
        self.messages = [m for messages in documents.values() for m in messages]
        self.sources = [lines_of([m.source], View.EVERYTHING)[0] for m in self.messages]
        self.references: Lines = {
            view: [lines_of([m.source, m.reference], view)[1] for m in self.messages]
            for view in View
        }
        sizes = [len(messages) for messages in documents.values()]
        ends = np.cumsum(sizes)
        self.slices = {
            name: slice(int(end - size), int(end))
            for name, size, end in zip(documents, sizes, ends, strict=True)
        }

    @cached_property
    def draws(self) -> NDArray[np.float64]:
        """Number of times that each resample draws each message, for all systems."""
        return draws([len(messages) for messages in self.documents.values()])

    def lines(self, hypotheses: Sequence[Hypothesis]) -> Lines:
        """Return the output lines of *hypotheses*, by view."""
        return {
            view: [
                lines_of([m.source, m.reference, h.text], view)[2]
                for m, h in zip(self.messages, hypotheses, strict=True)
            ]
            for view in View
        }

    def examples(self, systems: Mapping[str, Lines]) -> list[Example]:
        """Return messages drawn at random, with the hypotheses of the systems.

        The same messages are drawn in every run.

        Args:
            systems: name of a system -> its lines.
        """
        numbers = range(len(self.messages))
        drawn = random.Random(_SEED).sample(numbers, min(EXAMPLES, len(numbers)))  # noqa: S311
        return [
            Example(
                document=self.messages[number].document,
                line=self.messages[number].line,
                source=self.sources[number],
                reference=self.references[View.EVERYTHING][number],
                hypotheses={
                    name: lines[View.EVERYTHING][number]
                    for name, lines in systems.items()
                },
            )
            for number in sorted(drawn)
        ]


class SystemScores:
    """Scores of one system on the test set of one direction.

    Args:
        direction_scorer: scorer with the test set of the direction.
        hypotheses: hypotheses of the system, one for each message.
        metrics: metrics to compute, by view.
    """

    def __init__(
        self,
        direction_scorer: DirectionScorer,
        hypotheses: Sequence[Hypothesis],
        metrics: Mapping[View, Sequence[Metric]] = METRICS,
    ) -> None:
        self._direction_scorer = direction_scorer
        self._hypotheses = hypotheses
        self.lines = direction_scorer.lines(hypotheses)
        self._statistics: dict[tuple[View, Metric], Statistics] = {
            (view, metric): direction_scorer.scorer.statistics(
                metric,
                self.lines[view],
                direction_scorer.references[view],
            )
            for view, chosen in metrics.items()
            for metric in chosen
        }
        self._metrics = metrics
        self._resampled: dict[Metric, NDArray[np.float64]] = {}

    @cached_property
    def documents(self) -> list[DocumentScores]:
        """Scores of each document."""
        return [
            DocumentScores(
                name=name,
                messages=len(messages),
                translated=self._translated(self._direction_scorer.slices[name]),
                scores=self._scores(self._direction_scorer.slices[name]),
            )
            for name, messages in self._direction_scorer.documents.items()
        ]

    @cached_property
    def summary(self) -> Summary:
        """Scores of all documents: with messages pooled, and as means of documents."""
        documents = self.documents
        return Summary(
            messages=len(self._hypotheses),
            translated=self._translated(slice(None)),
            corpus=self._scores(slice(None)),
            mean={
                view: {
                    metric: Score(
                        float(
                            np.mean([d.scores[view][metric].score for d in documents])
                        ),
                        self._direction_scorer.scorer.signature(metric),
                    )
                    for metric in chosen
                }
                for view, chosen in self._metrics.items()
            },
        )

    def score(self, metric: Metric) -> float:
        """Return the headline score by *metric*, with all messages pooled."""
        sums = self._statistics[View.PLACEABLES, metric].sum(axis=0)
        return self._direction_scorer.scorer.value(metric, sums)

    def resampled(self, metric: Metric) -> NDArray[np.float64]:
        """Return the headline score by *metric* of the messages of each resample."""
        if metric not in self._resampled:
            self._resampled[metric] = resampled(
                self._statistics[View.PLACEABLES, metric],
                self._direction_scorer.draws,
                lambda sums: self._direction_scorer.scorer.value(metric, sums),
            )
        return self._resampled[metric]

    def intervals(self) -> dict[Metric, Interval]:
        """Return the confidence intervals of the pooled headline scores, by metric."""
        return {metric: interval(self.resampled(metric)) for metric in Metric}

    def mean_intervals(self) -> dict[Metric, Interval]:
        """Return the confidence intervals of the mean headline scores, by metric.

        The means are over documents.
        """
        documents = self.documents
        return {
            metric: interval_of_mean(
                [d.scores[View.PLACEABLES][metric].score for d in documents]
            )
            for metric in Metric
        }

    def control(self) -> dict[Metric, Score]:
        """Return the headline scores against shuffled references, as a control."""
        references = shuffled(self._direction_scorer.references[View.PLACEABLES])
        scorer = self._direction_scorer.scorer
        return {
            metric: scorer.score(
                metric,
                scorer.statistics(metric, self.lines[View.PLACEABLES], references),
            )
            for metric in (Metric.BLEU, Metric.CHRF)
        }

    def _translated(self, part: slice) -> int:
        return sum(not hypothesis.reason for hypothesis in self._hypotheses[part])

    def _scores(self, part: slice) -> Scores:
        scorer = self._direction_scorer.scorer
        return {
            view: {
                metric: scorer.score(metric, self._statistics[view, metric][part])
                for metric in chosen
            }
            for view, chosen in self._metrics.items()
        }
