"""The public interface as other programs use it; mypy checks it, and a test runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sphinx_amts


class Shout:
    """An engine that writes everything in capitals."""

    name = "shout"
    label = "shout"
    identity = "shout 1"
    metered = False

    def translate(
        self, request: sphinx_amts.Request
    ) -> Iterator[sphinx_amts.Result | sphinx_amts.Failure | sphinx_amts.Pending]:
        """Answer each segment."""
        for item in request.items:
            if not item.html:
                yield sphinx_amts.Failure(item.key, "an empty segment", transient=False)
                continue
            provenance = sphinx_amts.Provenance(engine=self.label)
            yield sphinx_amts.Result(item.key, item.html.upper(), provenance)


def create(options: sphinx_amts.EngineOptions) -> sphinx_amts.Engine:
    """Make the engine, as the entry point of a package does."""
    options.notify("made")
    return Shout()


def answers(*texts: str) -> list[str]:
    """Return what the engine answers."""
    items = tuple(
        sphinx_amts.Item(key=str(number), html=text)
        for number, text in enumerate(texts)
    )
    languages = sphinx_amts.LanguagePair(source="en", target="es")
    engine = create(sphinx_amts.EngineOptions())
    request = sphinx_amts.Request(items=items, languages=languages)
    return [
        answer.html if isinstance(answer, sphinx_amts.Result) else type(answer).__name__
        for answer in engine.translate(request)
    ]


def aligned(source: list[str], target: list[str]) -> list[tuple[int, int]]:
    """Return the kinds of the beads of two texts."""
    beads: list[sphinx_amts.Bead] = sphinx_amts.align_sentences(source, target)
    return [bead.kind for bead in beads]


def pairs_of(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a file of parallel data."""
    languages = sphinx_amts.LanguagePair(source="en", target="es")
    pairs: list[sphinx_amts.Pair] = list(sphinx_amts.read_pairs(path, languages).pairs)
    return [(pair.source_text, pair.target_text) for pair in pairs]


def bleu(hypotheses: list[str], references: list[str]) -> float:
    """Return the BLEU of hypotheses in Spanish."""
    scorer = sphinx_amts.Scorer("es")
    statistics = scorer.statistics(sphinx_amts.Metric.BLEU, hypotheses, references)
    score: sphinx_amts.Score = scorer.score(sphinx_amts.Metric.BLEU, statistics)
    return score.score


def words_translated(report: sphinx_amts.ReportData) -> int:
    """Return how many words of a book people have translated."""
    return sum(document["words"]["human"] for document in report["documents"])


def message(path: Path) -> str:
    """Return what is wrong with a file, in one line."""
    try:
        return str(len(pairs_of(path)))
    except sphinx_amts.AmtsError as exc:
        return str(exc)
