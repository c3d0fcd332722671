"""Score all systems in one direction (from a language to another), on the same text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.evaluation.blind import BlindItem
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.evaluation.results import Direction, Summary, SystemResult, Variant
from sphinx_amts.evaluation.scoring import DirectionScorer, SystemScores
from sphinx_amts.evaluation.sealed import INCLUDED
from sphinx_amts.scores.lines import View
from sphinx_amts.scores.metrics import Metric
from sphinx_amts.scores.significance import ENOUGH_DOCUMENTS, Comparison, compare
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sphinx_amts.evaluation.comet import Comet
    from sphinx_amts.evaluation.runs import Hypothesis, SystemRun
    from sphinx_amts.evaluation.systems import System
    from sphinx_amts.evaluation.translated_book import Message
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.scores.metrics import Scorer

_COMPARED = (Metric.BLEU, Metric.CHRF)
_QUICK = {View.PLACEABLES: _COMPARED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRuns:
    """All runs of one system in one direction.

    Attributes:
        system: the system.
        runs: filter of the parallel data -> run with this filter. The run with the
            filter `NEAR` gives the headline scores.
        removed: filter -> number of pairs that the filter removes.
    """

    system: System
    runs: Mapping[str, SystemRun]
    removed: Mapping[str, int]

    @property
    def run(self) -> SystemRun:
        """Run that gives the headline scores."""
        return self.runs[NearDuplicateFilter.NEAR]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredDirection:
    """Scores of one direction, with the output lines of all systems.

    Attributes:
        direction: results of the direction, as they are written.
        direction_scorer: scorer with the messages and references of the direction.
        scores: name of a system -> its scores and output lines.
    """

    direction: Direction
    direction_scorer: DirectionScorer
    scores: Mapping[str, SystemScores]

    @property
    def documents(self) -> list[str]:
        """Return the names of the documents that were scored."""
        return list(self.direction_scorer.documents)

    def items(self, first: str, second: str) -> list[BlindItem]:
        """Return the messages with hypotheses of two systems, for a blind rating."""
        view = View.EVERYTHING
        return [
            BlindItem(source=source, reference=reference, first=one, second=other)
            for source, reference, one, other in zip(
                self.direction_scorer.sources,
                self.direction_scorer.references[view],
                self.scores[first].lines[view],
                self.scores[second].lines[view],
                strict=True,
            )
        ]

    def files(self) -> dict[str, str]:
        """Return the contents of the files of lines, by file name.

        There is one file for each document and view, of each system and of the
        references. Files of the headline view are in the folders `hypotheses` and
        `references`, those of another view are below a folder with its name.
        """
        languages = f"{self.direction.source}-{self.direction.target}"
        written = {
            "references": self.direction_scorer.references,
            **{f"hypotheses/{name}": one.lines for name, one in self.scores.items()},
        }
        return {
            f"{_top(view)}{folder}/{languages}/{name}.txt": "".join(
                f"{line}\n" for line in lines[view][part]
            )
            for folder, lines in written.items()
            for view in View
            for name, part in self.direction_scorer.slices.items()
        }


def score_direction(
    entries: Sequence[SystemRuns],
    documents: Mapping[str, Sequence[Message]],
    languages: LanguagePair,
    scorer: Scorer,
    *,
    label: str,
    comet: Comet | None,
    notify: Callable[[str], None],
) -> tuple[ScoredDirection | None, list[str]]:
    """Score all systems of *entries* in one direction.

    Args:
        entries: systems that have run.
        documents: name of a document -> its messages, in this direction.
        languages: source and target language of the direction.
        scorer: scorer for the target language.
        label: label of the direction, as in `Direction`.
        comet: COMET model, which gives one more score; `None` for no such score.
        notify: called with the progress, one line each.

    Returns:
        the scores, `None` if there is nothing to score; and one line for each system
        or document that cannot be scored.
    """
    entries = [entry for entry in entries if entry.run.hypotheses]
    faults: list[str] = []
    entries, kept = _scorable(entries, set(documents), faults)
    if not entries or not kept:
        return None, faults
    direction_scorer = DirectionScorer(
        {n: m for n, m in documents.items() if n in kept}, scorer
    )
    scores: dict[str, SystemScores] = {}
    for entry in entries:
        notify(f"{entry.run}: scoring")
        scores[entry.system.name] = SystemScores(
            direction_scorer, _answers(entry.run, kept)
        )
    scored = ScoredDirection(
        direction=Direction(
            source=languages.source,
            target=languages.target,
            label=label,
            tokenizer=scorer.tokenizer,
            systems=[
                _system(entry, direction_scorer, scores[entry.system.name], comet)
                for entry in entries
            ],
            comparisons=_comparisons(scores) if len(kept) >= ENOUGH_DOCUMENTS else {},
            examples=direction_scorer.examples(
                {name: one.lines for name, one in scores.items()}
            ),
        ),
        direction_scorer=direction_scorer,
        scores=scores,
    )
    return scored, faults


def _top(view: View) -> str:
    return "" if view is View.PLACEABLES else f"{view}/"


def _scorable(
    entries: Sequence[SystemRuns], documents: set[str], faults: list[str]
) -> tuple[list[SystemRuns], set[str]]:
    """Return the systems that can be scored, and the documents that all translated.

    A line for each other system and document is added to *faults*. Documents that the
    engine "memory" could not translate are scored nevertheless.
    """
    working = []
    for entry in entries:
        run = entry.run
        without: dict[str, str] = {}
        found = set()
        for message, hypothesis in zip(run.messages, run.hypotheses, strict=True):
            if hypothesis.reason:
                without.setdefault(message.document, hypothesis.reason)
            else:
                found.add(message.document)
        lacking = [document for document in without if document not in found]
        if entry.system.engine == NO_ENGINE:
            working.append(entry)
        elif found:
            working.append(entry)
            documents = documents - set(lacking)
            faults += [
                f"{run}: {document}: empty hypotheses, so there is no score of it "
                f"({without[document]})"
                for document in lacking
            ]
        elif not run.faults:
            reason = next(iter(without.values()))
            faults.append(f"{run}: empty hypotheses, so there is no score ({reason})")
    return working, documents


def _answers(run: SystemRun, kept: Collection[str]) -> list[Hypothesis]:
    return [
        hypothesis
        for message, hypothesis in zip(run.messages, run.hypotheses, strict=True)
        if message.document in kept
    ]


def _system(
    entry: SystemRuns,
    direction_scorer: DirectionScorer,
    scores: SystemScores,
    comet: Comet | None,
) -> SystemResult:
    system, run = entry.system, entry.run
    variants = [
        Variant(
            variant=variant,
            pairs=other.parallel_data.pairs,
            removed=entry.removed.get(variant, 0),
            summary=SystemScores(
                direction_scorer, _answers(other, direction_scorer.documents), _QUICK
            ).summary,
        )
        for variant, other in entry.runs.items()
        if other.parallel_data is not None and other.hypotheses
    ]
    summary = scores.summary
    included = [_mean_bleu(v.summary) for v in variants if v.variant == INCLUDED]
    view = View.EVERYTHING
    return SystemResult(
        name=system.name,
        engine=system.engine,
        route=system.route,
        parallel_data=tuple(system.parallel_data),
        granularity=system.granularity if system.parallel_data else "",
        terms=run.terminology.pairs if run.terminology else 0,
        pairs=run.parallel_data.pairs if run.parallel_data else 0,
        removed=entry.removed.get(NearDuplicateFilter.NEAR, 0),
        summary=summary,
        intervals=scores.intervals(),
        mean_intervals=scores.mean_intervals(),
        documents=scores.documents,
        control=scores.control(),
        variants=variants,
        memorised=included[0] - _mean_bleu(summary) if included else None,
        price=sum({id(r): r.spent for r in entry.runs.values()}.values()),
        comet=comet.score(
            direction_scorer.sources,
            scores.lines[view],
            direction_scorer.references[view],
        )
        if comet
        else None,
    )


def _mean_bleu(summary: Summary) -> float:
    return summary.mean[View.PLACEABLES][Metric.BLEU].score


def _comparisons(scores: Mapping[str, SystemScores]) -> dict[Metric, list[Comparison]]:
    return {
        metric: compare(
            {name: one.score(metric) for name, one in scores.items()},
            {name: one.resampled(metric) for name, one in scores.items()},
        )
        for metric in _COMPARED
    }
