"""Define the results of an evaluation, which are written to `results.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import EvaluationError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.json_shape import (
    TEXTS,
    WHOLE,
    object_of,
    read_shape,
    refuse_other_shape,
)
from sphinx_amts.files.json_text import DamagedJson, parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.evaluation.blind import Ratings
    from sphinx_amts.evaluation.published import PublishedFigure
    from sphinx_amts.scores.lines import View
    from sphinx_amts.scores.metrics import Metric, Score
    from sphinx_amts.scores.significance import Comparison, Interval

FORMAT = 1
FILE = "results.json"

Scores = Mapping["View", Mapping["Metric", "Score"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentScores:
    """Scores of one document, translated by one system.

    Attributes:
        name: name of the document.
        messages: number of messages.
        translated: number of messages that the system has translated; of the others
            the source text is scored, as a page would show it.
        scores: scores by view and metric.
    """

    name: str
    messages: int
    translated: int
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Scores of all documents, translated by one system.

    Attributes:
        messages: number of messages.
        translated: number of messages that the system has translated.
        corpus: scores of all messages pooled, by view and metric.
        mean: means of the scores of the documents, by view and metric.
    """

    messages: int
    translated: int
    corpus: Scores
    mean: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Scores of a system with a variant of its parallel data.

    Attributes:
        variant: the filter of near duplicates, or "included".
        pairs: number of pairs in the parallel data.
        removed: number of pairs that the filter removed.
        summary: scores of all documents.
    """

    variant: str
    pairs: int
    removed: int
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemResult:
    """Results of one system in one direction.

    Attributes:
        name: name of the system.
        engine: name of the engine.
        route: route of the engine, where it has several.
        parallel_data: "book" and files of pairs; empty without parallel data.
        granularity: unit of text of a pair; "" without parallel data.
        terms: number of terms in the terminology.
        pairs: number of pairs in the parallel data.
        removed: number of pairs removed as near duplicates of held-out text.
        summary: scores of all documents.
        intervals: confidence intervals of the pooled headline scores, by metric.
        mean_intervals: confidence intervals of the means of the headline scores of
            documents, by metric.
        documents: scores of each document.
        control: headline scores against shuffled references, by metric.
        variants: scores with each filter of the parallel data.
        memorised: mean headline BLEU with held-out text in the parallel data, minus
            that without; `None` if it was not measured.
        price: maximal price of the translations of this run, in US dollars.
        comet: COMET score; `None` without a model.
    """

    name: str
    engine: str
    route: str
    parallel_data: tuple[str, ...]
    granularity: str
    terms: int
    pairs: int
    removed: int
    summary: Summary
    intervals: Mapping[Metric, Interval]
    mean_intervals: Mapping[Metric, Interval]
    documents: list[DocumentScores]
    control: Mapping[Metric, Score]
    variants: list[Variant] = field(default_factory=list)
    memorised: float | None = None
    price: float = 0.0
    comet: Score | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message with the hypotheses of all systems, as an example."""

    document: str
    line: int
    source: str
    reference: str
    hypotheses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Results of all systems in one direction.

    Attributes:
        source: code of the source language.
        target: code of the target language.
        label: "reverse direction" for the direction into the language of the book, else
            "".
        tokenizer: tokenizer of BLEU.
        systems: results of the systems, in the order in which they were named.
        comparisons: comparisons of each pair of systems, by metric; none if there are
            too few documents to claim anything.
        examples: messages drawn at random, the same for every run.
    """

    source: str
    target: str
    label: str
    tokenizer: str
    systems: list[SystemResult]
    comparisons: Mapping[Metric, list[Comparison]]
    examples: list[Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationResults:
    """Results of an evaluation.

    Attributes:
        project: name of the book.
        source: language of the book.
        target: language of the translation.
        documents: names of the documents that were held out and scored.
        label: restriction on claims, if there are few documents; else "".
        uncertain: number of messages left out because their translation is uncertain.
        directions: results of one direction, or of both.
        preset: name of the published table that is repeated; "" for none.
        title: title of the published table.
        published: published scores to compare with.
        faults: documents and systems that could not be scored, one line each.
        files: files of hypotheses and references, relative to the output folder.
        ratings: result of a blind comparison; `None` for none.
        format: version of the format of `results.json`.
    """

    project: str
    source: str
    target: str
    documents: list[str]
    label: str
    uncertain: int
    directions: list[Direction]
    preset: str = ""
    title: str = ""
    published: tuple[PublishedFigure, ...] = ()
    faults: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    ratings: Ratings | None = None
    format: int = FORMAT


def write_results(folder: Path, data: Mapping[str, Any]) -> None:
    """Write `results.json`; equal results give equal bytes.

    Args:
        folder: output folder.
        data: results as JSON data, as `as_json` returns them.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    write_if_changed(folder / FILE, text.encode("utf-8", "replace"))


def load_results(folder: Path) -> dict[str, Any]:
    """Read the results that `write_results` wrote into *folder*.

    Raises:
        EvaluationError: the file is missing or damaged, or has another version.
    """
    path = folder / FILE
    said, remedy = f"{path}: cannot be read", "run the evaluation first"
    with errors_as(EvaluationError, said, remedy, kinds=(OSError, ValueError)):
        data: dict[str, Any] = read_shape(path, object_of(format=WHOLE))
        known = data["format"] == FORMAT
        if known:
            refuse_other_shape(data, _schema())
            _refuse_other_languages(data)
    if not known:
        raise EvaluationError(f"{path}: of another version; run the evaluation again")
    return data


def files_before(folder: Path) -> list[str]:
    """Return the files of hypotheses and references of an earlier evaluation.

    The list is empty if there are no results, or they cannot be read.
    """
    try:
        files: list[str] = read_shape(folder / FILE, object_of(files=TEXTS))["files"]
    except (OSError, ValueError):
        return []
    return files


def _refuse_other_languages(data: Mapping[str, Any]) -> None:
    """Refuse directions that are not between the two languages of the results.

    Raises:
        DamagedJson: a direction is between other languages.
    """
    known = {data["source"], data["target"]}
    for direction in data["directions"]:
        if {direction["source"], direction["target"]} - known:
            raise DamagedJson("a direction of other languages than the results")


def _schema() -> Any:
    text = resources.files(__package__).joinpath("results.schema.json").read_bytes()
    return parse_json(text)
