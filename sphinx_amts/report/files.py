"""Write the report as a table, a badge, and a summary for a pull request."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from sphinx_amts.checks.by_document import HUMAN, MACHINE, NO_TRANSLATOR
from sphinx_amts.document_records.coverage import (
    TRANSLATED,
    coverage_text,
    translated,
    translated_share,
)
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.interchange.cells import cell
from sphinx_amts.model import State
from sphinx_amts.report.charts import badge
from sphinx_amts.text.printable import printable_line
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_amts.report.data import DocumentData, ReportData

LISTED = 10
"""Maximum number of documents in the summary; those with most words to translate."""

_LEAST_CHANGE = 0.05
_SIGNS = re.compile(r"[\\`*_\[\]<>|#~$]|:(?=/)|(?<=www)\.|@", re.IGNORECASE)
_REFERENCES = re.compile(r"[@#]|\bGH(?=-\d)", re.IGNORECASE)
_JOINER = "\u2060"


def write_files(folder: Path, report: ReportData) -> None:
    """Write ``report.csv``, ``badge.svg`` and ``summary.gfm`` into *folder*.

    The folder may be inside the source folder: no parser of documents reads files with
    these suffixes.

    Raises:
        OSError: the folder cannot be written.
    """
    write_if_changed(
        folder / "report.csv", table(report).encode("utf-8-sig", "replace")
    )
    write_if_changed(folder / "badge.svg", badge_of(report).encode("utf-8", "replace"))
    write_if_changed(folder / "summary.gfm", summary(report).encode("utf-8", "replace"))


def table(report: ReportData) -> str:
    """Return CSV with the size, states, findings and scores of each document."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            *("document", "title", "messages", "words", "characters"),
            *State,
            *("findings", "checks", "references", "bleu", "chrf"),
            *("hter", "hter_messages", "distance", "distance_messages"),
            "editing_saved",
            *("characters_missing", "price_missing"),
        ]
    )
    for document in report["documents"]:
        writer.writerow(
            [
                cell(document["docname"]),
                cell(document["title"]),
                sum(document["messages"].values()),
                sum(document["words"].values()),
                sum(document["characters"].values()),
                *(document["words"][state] for state in State),
                len(document["findings"]),
                len(document["checks"]),
                document["references"],
                document["bleu"],
                document["chrf"],
                document["hter"],
                document["hter_messages"],
                document["distance"],
                document["distance_messages"],
                document["editing_saved"],
                document["characters_missing"],
                document["price_missing"],
            ]
        )
    return text.getvalue()


def badge_of(report: ReportData) -> str:
    """Return an SVG badge: share of translated words, by whom, and BLEU if computed."""
    words = _words(report)
    value = coverage_text(words)
    if (bleu := report["totals"]["bleu"]) is not None:
        value += f", BLEU {bleu:.1f}"
    return badge(f"translated: {report['language']}", value, translated_share(words))


def summary(report: ReportData) -> str:
    """Summarise *report* in Markdown, short enough for a pull-request comment."""
    totals = report["totals"]
    words = _words(report)
    whole = sum(words.values())
    states = ", ".join(
        f"{percent(count, whole)} {state}" for state, count in words.items() if count
    )
    lines = [
        f"### Translation of {_escaped(report['project'] or 'the book')} "
        f"({_escaped(report['language'])})",
        "",
        f"**{_share(words)}** of {whole:,} words are translated"
        f"{_change(report)}: {states}."
        if whole
        else "There is nothing to translate.",
    ]
    if totals["bleu"] is not None:
        lines.append(
            f"BLEU {totals['bleu']:.1f}, chrF++ {totals['chrf']:.1f} of "
            f"{_count(totals['references'], 'draft')} against human text."
        )
    findings = sum(len(document["findings"]) for document in report["documents"])
    if findings:
        lines.append(f"Not shown for a reason: {_count(findings, 'message')}.")
    for one in report["unsupported"]:
        place = f"{one['file']}:{one['line']}" if one["line"] else one["file"]
        lines.append(
            f"Sphinx can apply no translation to {_count(one['messages'], 'message')} "
            f"with {_escaped(one['construct'])}, the first in {_escaped(place)}."
        )
    if totals["checks"]:
        lines.append(f"Found by checks: {_found_by_checks(report)}.")
    lines += _document_table(report)
    return "\n".join(lines) + "\n"


def _found_by_checks(report: ReportData) -> str:
    whose = [c["translated_by"] for d in report["documents"] for c in d["checks"]]
    where = {
        HUMAN: "in translations of people",
        MACHINE: "in translations of machines",
        NO_TRANSLATOR: "in catalogs",
    }
    counts = {name: whose.count(name) for name in where}
    return ", ".join(f"{n} {where[name]}" for name, n in counts.items() if n)


def _document_table(report: ReportData) -> list[str]:
    """Return a table of the documents with the most words to translate, as lines."""
    by_words_left = sorted(
        ((_words_left(document), document) for document in report["documents"]),
        key=lambda pair: (-pair[0], pair[1]["docname"]),
    )
    incomplete = [document for count, document in by_words_left if count]
    if not incomplete:
        return []
    lines = [
        "",
        "| Document | Translated | Words left | BLEU | Findings | Checks |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for document in incomplete[:LISTED]:
        bleu = "" if document["bleu"] is None else f"{document['bleu']:.1f}"
        lines.append(
            f"| {_escaped(document['docname'])} "
            f"| {_share(document['words'])} "
            f"| {_words_left(document):,} | {bleu} "
            f"| {len(document['findings'])} | {len(document['checks'])} |"
        )
    if len(incomplete) > LISTED:
        lines += ["", f"{len(incomplete) - LISTED} more documents have words left."]
    return lines


def _change(report: ReportData) -> str:
    """Return the change of coverage since the last build in parentheses, or ""."""
    if len(report["history"]) < 2:
        return ""
    before, now = report["history"][-2:]
    difference = translated_share(now["words"]) - translated_share(before["words"])
    if abs(difference) < _LEAST_CHANGE:
        return ""
    return f" ({difference:+.1f} since {before['date'][:10]})"


def _words_left(document: DocumentData) -> int:
    words = document["words"]
    return sum(count for state, count in words.items() if state not in TRANSLATED)


def _words(report: ReportData) -> Mapping[str, int]:
    return report["totals"]["words"]


def _share(words: Mapping[str, int]) -> str:
    return percent(translated(words), sum(words.values()))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escaped(text: str) -> str:
    """Return *text* in one line, escaped for Markdown.

    GitHub links ``@name`` and ``#1`` in the rendered text, which a backslash does not
    prevent: a word joiner does.
    """
    line = printable_line(" ".join(text.split()))
    escaped = _SIGNS.sub(r"\\\g<0>", line.replace("&", "&amp;"))
    return _REFERENCES.sub(f"\\g<0>{_JOINER}", escaped)
