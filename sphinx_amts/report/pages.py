"""Write the report as self-contained HTML pages.

The pages are complete without JavaScript; with it, documents and messages can be sorted
and filtered, and findings are rendered from the data in the page when their document is
opened, so that a page with tens of thousands of them opens fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from sphinx_amts.document_records.coverage import (
    MACHINE,
    TRANSLATED,
    translated,
    translated_share,
    translators,
)
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.html.rendering import (
    environment,
    language_name,
    number,
    rendered,
    shorten,
)
from sphinx_amts.model import State
from sphinx_amts.report.charts import distribution, trend
from sphinx_amts.report.compiled import KeptTemplates
from sphinx_amts.report.data import UNITS
from sphinx_amts.report.messages import marked
from sphinx_amts.text.money import dollars
from sphinx_amts.text.shares import with_tenths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

    from sphinx_amts.report.data import DocumentData, ReportData
    from sphinx_amts.report.messages import ShownMessage

STATIC_FINDINGS = 2000
"""Maximum number of findings shown without JavaScript, for all documents together."""

Counts = Mapping[str, int]

_MEANINGS = {
    State.HUMAN: "A person translated it.",
    State.EDITED: "A person translated it, beginning with a machine's draft.",
    State.MEMORY: "A person translated the same text elsewhere, or earlier.",
    State.MACHINE: "An engine translated it, and it passed the checks.",
    State.OUTDATED: "A person translated an earlier wording.",
    State.UNCONFIRMED: "A person wrote it in another edition; look if it belongs here.",
    State.PENDING: "An engine is still at work on it.",
    State.REJECTED: "A translation would break the page; the source is shown.",
    State.UNSUPPORTED: "Sphinx cannot apply a translation here.",
    State.UNTRANSLATED: "No translation yet; the source is shown.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """A number of the build, with its label and meaning."""

    number: int
    label: str
    meaning: str


def write_page(
    path: Path, report: ReportData, fingerprint: str, compiled: Path | None = None
) -> None:
    """Write *report* as an HTML page; equal arguments give an equal page.

    Args:
        path: file to write; its folder has ``report.json``, which the page links.
        report: the report.
        fingerprint: digest that is written into the page, to recognise an unchanged
            report.
        compiled: folder in which compiled templates are kept, `None` for none.

    Raises:
        OSError: the output folder cannot be written.
    """
    documents = report["documents"]
    text = rendered(
        _environment(compiled),
        "report.html.jinja",
        report=report,
        fingerprint=fingerprint,
        source=language_name(report["source_language"]),
        target=language_name(report["language"]),
        units=UNITS,
        meanings={str(state): meaning for state, meaning in _MEANINGS.items()},
        totals=_totals(report),
        figures=_figures(report),
        columns=_columns(report),
        charts=_charts(report),
        n_findings=sum(len(_findings(document)) for document in documents),
        static_findings=STATIC_FINDINGS // max(1, len(documents)),
        data=_data(report),
    )
    write_if_changed(path, text)


def document_page(
    report: ReportData,
    document: DocumentData,
    messages: Sequence[ShownMessage],
    fingerprint: str,
    compiled: Path | None = None,
) -> bytes:
    """Return the HTML page of a document, which lists its *messages*.

    Args:
        report: report of the book.
        document: data of the document.
        messages: messages of the document.
        fingerprint: digest that is written into the page, to recognise an unchanged
            document.
        compiled: folder in which compiled templates are kept, `None` for none.
    """
    name = document["docname"]
    return rendered(
        _environment(compiled),
        "document.html.jinja",
        report=report,
        document=document,
        messages=messages,
        fingerprint=fingerprint,
        source=language_name(report["source_language"]),
        target=language_name(report["language"]),
        states=[str(state) for state in State],
        where=where,
        up="../" * (name.count("/") + 1),
        name=name.rpartition("/")[2],
        data={
            "states": [str(state) for state in State],
            "messages": [
                {
                    "state": message["state"],
                    "score": message["score"],
                    "length": len(message["text"]),
                    "compared": bool(message["human"] and message["draft"]),
                    "faults": bool(message["reason"] or message["checks"]),
                }
                for message in messages
            ],
        },
    )


_UNPUBLISHED = {
    "incomplete": "too little of it is translated",
    "by-machine": "a machine has translated most of it",
}


@cache
def _environment(compiled: Path | None) -> Environment:
    return environment(
        None if compiled is None else KeptTemplates(compiled),
        translated=translated,
        translators=translators,
        found=_findings,
        unpublished=_UNPUBLISHED.__getitem__,
        score=_score,
        share=lambda build: f"{with_tenths(translated_share(build['words']))}\u202f%",
        dollars=lambda amount: dollars(amount) if amount else None,
        marked=_marked,
    )


def _marked(text: str, other: str, kind: str) -> list[tuple[str, str]]:
    return [(kind if new else "", part) for new, part in marked(text, other)]


def _score(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f}"


def _columns(report: ReportData) -> dict[str, str]:
    """Return the headings of the optional columns of the table, by name of column."""
    columns: dict[str, str] = {}
    if report["totals"]["bleu"] is not None:
        columns |= {"bleu": "BLEU", "chrf": "chrF++"}
    if any(document["editing_saved"] is not None for document in report["documents"]):
        columns["saved"] = "Saved"
    if report["totals"]["price_missing"]:
        columns["price"] = "Price"
    return columns


def _charts(report: ReportData) -> dict[str, Markup]:
    """Return the charts as SVG, by name; "" for a chart without data."""
    scores = [d["bleu"] for d in report["documents"] if d["bleu"] is not None]
    drawn = {
        "distribution": distribution(scores) if scores else "",
        "trend": trend(report["history"]) if report["history"] else "",
    }
    # their text was escaped when they were drawn
    return {name: Markup(text) for name, text in drawn.items()}  # noqa: S704


def _findings(document: DocumentData) -> list[tuple[str, str, str, str]]:
    """Return place, state, reason and text of each finding and fault of a document."""
    docname = document["docname"]
    found = [
        (where(docname, f["file"], f["line"]), f["state"], f["reason"], f["text"])
        for f in document["findings"]
    ]
    found += [
        (
            where(docname, check["file"], check["line"]),
            check["translated_by"] or str(State.HUMAN),
            f"{check['rule']}: {check['message']}",
            check["text"],
        )
        for check in document["checks"]
    ]
    order = {state["text"]: n for n, state in enumerate(document["states"])}
    found.sort(key=lambda one: order.get(one[3], len(order)))
    return [
        (place, state, shorten(reason), shorten(text))
        for place, state, reason, text in found
    ]


def where(docname: str, file: str, line: int) -> str:
    """Return file and line of a message, or the line alone if *file* is the document's.

    Returns:
        A text; empty if neither is known.
    """
    if file and file.rpartition(".")[0] != docname:
        return f"{file}:{line}" if line else file
    return f"line {line}" if line else ""


def _data(report: ReportData) -> dict[str, object]:
    """Return the data for the script of the page."""
    return {
        "source": language_name(report["source_language"]).bcp47,
        "states": [str(state) for state in State],
        "translated": [str(state) for state in TRANSLATED],
        "machine": [str(state) for state in MACHINE],
        "totals": _counts(_totals(report)),
        "documents": [
            {
                "path": document["docname"],
                "title": document["title"],
                "counts": _counts(_units(document)),
                "findings": _findings(document),
                "bleu": document["bleu"],
                "chrf": document["chrf"],
                "saved": document["editing_saved"],
                "price": document["price_missing"],
            }
            for document in report["documents"]
        ],
    }


def _totals(report: ReportData) -> dict[str, Counts]:
    return {unit: report["totals"][unit] for unit in UNITS}


def _units(document: DocumentData) -> dict[str, Counts]:
    return {unit: document[unit] for unit in UNITS}


def _counts(sizes: Mapping[str, Counts]) -> dict[str, list[int]]:
    return {unit: [counts[state] for state in State] for unit, counts in sizes.items()}


def _figures(report: ReportData) -> list[_Figure]:
    totals = report["totals"]
    requests = totals["engine_calls"]
    return [
        _Figure(
            number=totals["documents_read"],
            label="documents read",
            meaning="whose source or catalogs were new or changed",
        ),
        _Figure(
            number=totals["documents_reread"],
            label="read again",
            meaning="to take in translations that this build found",
        ),
        _Figure(
            number=totals["memory_hits"],
            label="memory hits",
            meaning=(
                "segments that the translation memory knew, at no cost: "
                f"{number(totals['characters_saved'])} characters with markup"
            ),
        ),
        _Figure(
            number=totals["segments_sent"],
            label="segments sent",
            meaning=(
                f"to the engine: {number(totals['characters_sent'])} characters in "
                f"{number(requests)} {'request' if requests == 1 else 'requests'}"
                f"{_routes(totals['routes'])}{_price(totals['price_sent'])}"
            ),
        ),
        _Figure(
            number=totals["segments_missing"],
            label="segments waiting",
            meaning=(
                "for an engine, or for leave to ask one: "
                f"{number(totals['characters_missing'])} characters"
                f"{_price(totals['price_missing'])}"
            ),
        ),
    ]


def _routes(routes: Sequence[str]) -> str:
    return f" by {' and '.join(routes)}" if routes else ""


def _price(amount: float) -> str:
    return f", at most {dollars(amount)}" if amount else ""
