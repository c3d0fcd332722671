"""Write an evaluation as one HTML page that needs no other file."""

from __future__ import annotations

import hashlib
import json
from shlex import quote
from typing import TYPE_CHECKING, Any

from sphinx_amts.evaluation.comparison import compared
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.evaluation.published import CAVEAT, PublishedFigure
from sphinx_amts.evaluation.sealed import INCLUDED
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.html.rendering import environment, language_name, rendered
from sphinx_amts.scores.lines import MEANINGS
from sphinx_amts.scores.metrics import Metric
from sphinx_amts.scores.significance import ENOUGH_DOCUMENTS, REPLICATION, RESAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "index.html"

_METRICS = {Metric.BLEU: "BLEU", Metric.CHRF: "chrF++", Metric.TER: "TER"}
_FILTERS = {
    NearDuplicateFilter.NEAR: "without near duplicates from 0.5 on",
    NearDuplicateFilter.CLOSE: "without near duplicates from 0.7 on",
    NearDuplicateFilter.EXACT: "without exact duplicates only",
    INCLUDED: "with the test articles included",
}


def write_page(folder: Path, results: Mapping[str, Any]) -> None:
    """Write *results* as an HTML page; equal results give equal bytes.

    Args:
        folder: output folder; it holds ``results.json``, to which the page links.
        results: content of ``results.json``.

    Raises:
        OSError: the page cannot be written.
    """
    text = json.dumps(results, sort_keys=True).encode("utf-8", "replace")
    html = rendered(
        environment(
            decimal=lambda value, digits: f"{value:.{digits}f}",
            signed=_signed,
            describe=_describe,
            sacrebleu_commands=_sacrebleu_commands,
        ),
        "evaluation.html.jinja",
        results=results,
        fingerprint=hashlib.blake2b(text, digest_size=8).hexdigest(),
        data=None,
        names={
            code: language_name(code) for code in (results["source"], results["target"])
        },
        meanings={str(view): meaning for view, meaning in MEANINGS.items()},
        metric_names={str(metric): name for metric, name in _METRICS.items()},
        filters={str(name): text for name, text in _FILTERS.items()},
        enough=ENOUGH_DOCUMENTS,
        replication=REPLICATION,
        resamples=RESAMPLES,
        caveat=CAVEAT,
        comparison=compared(
            {
                f"{direction['source']}-{direction['target']}": {
                    system["name"]: system["summary"]["mean"]["placeables"][
                        str(Metric.BLEU)
                    ]["score"]
                    / 100
                    for system in direction["systems"]
                }
                for direction in results["directions"]
            },
            [PublishedFigure(**figure) for figure in results["published"]],
        ),
    )
    write_if_changed(folder / FILE, html)


def _signed(value: float, digits: int = 1) -> str:
    return f"{value:+.{digits}f}".replace("-", "\u2212")


def _describe(system: Mapping[str, Any]) -> str:
    """Return a description of a system in a few words."""
    words = [system["engine"], system["route"]]
    if system["pairs"]:
        words.append(f"{system['pairs']} pairs by {system['granularity']}")
    if system["terms"]:
        words.append(f"{system['terms']} terms")
    return ", ".join(filter(None, words))


def _sacrebleu_commands(direction: Mapping[str, Any]) -> str:
    """Return sacrebleu commands that reproduce the headline scores of a document."""
    languages = f"{direction['source']}-{direction['target']}"
    system = direction["systems"][0]
    name = quote(f"{languages}/{system['documents'][0]['name']}.txt")
    by_character = (
        "asian:yes"
        in (system["summary"]["corpus"]["placeables"][Metric.TER]["signature"])
    )
    files = f"references/{name} -i hypotheses/{quote(system['name'])}/{name} -w 4"
    ter = " --ter-normalized --ter-asian-support" if by_character else ""
    return "\n".join(
        [
            f"sacrebleu {files} -m bleu --tokenize {direction['tokenizer']} --force",
            f"sacrebleu {files} -m chrf --chrf-word-order 2",
            f"sacrebleu {files} -m ter{ter}",
        ]
    )
