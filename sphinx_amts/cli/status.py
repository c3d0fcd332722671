"""Run `sphinx-amts status`: show how much of a book is translated."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command, flag, repeated, value
from sphinx_amts.cli.book_arguments import add_book, add_shown, book_of, languages_of
from sphinx_amts.cli.codes import DONE, INCOMPLETE
from sphinx_amts.cli.listing import columns
from sphinx_amts.cli.output import say_json, say_text, warn
from sphinx_amts.document_records.coverage import coverage_text, translated_share
from sphinx_amts.model import State
from sphinx_amts.report.data import UNITS
from sphinx_amts.text.shares import with_tenths
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from sphinx_amts.report.data import ReportData, Unit

_COLUMNS = tuple(State)
_GATES = ("coverage", "bleu")


def run(options: argparse.Namespace) -> int:
    """Print the state of a book; return the exit code."""
    if any(what == "bleu" for what, _ in options.fail_under):
        options.overrides.append("amts_scores=1")
    from sphinx_amts.extension.session.options import RunOptions
    from sphinx_amts.project.read_book import read_book

    book = book_of(options)
    reports = []
    for language in languages_of(options, book):
        reading = read_book(book, language, RunOptions(dry_run=True, engine=NO_ENGINE))
        reports.append(reading.report if options.json else reading.counts())
        if options.output:
            reading.write_report(options.output / language)
    if options.json:
        say_json(json.dumps({"reports": reports}, ensure_ascii=False, indent=2))
    else:
        say_text("\n\n".join(_table(report, options.unit) for report in reports))
    failed = [
        f"{report['language']}: {reason}"
        for report in reports
        for what, least in options.fail_under
        if (reason := _below(report, what, least, options.unit))
    ]
    for line in failed:
        warn(f"sphinx-amts: {line}")
    return INCOMPLETE if failed else DONE


def _gate(text: str) -> tuple[str, float]:
    """Return name and minimum of the figure in *text*, the value of `--fail-under`."""
    what, equals, number = text.rpartition("=")
    if not equals:
        what = "coverage"
    if what not in _GATES:
        raise argparse.ArgumentTypeError(
            f"{text!r}: write it as NUMBER, coverage=NUMBER or bleu=NUMBER"
        )
    try:
        least = float(number)
    except ValueError:
        least = math.nan
    if not 0 <= least <= 100:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number from 0 to 100")
    return what, least


def _below(report: ReportData, what: str, least: float, unit: Unit) -> str:
    """Return why a report does not reach the minimum of a figure, "" if it does.

    Args:
        report: report on one language.
        what: name of the figure, "coverage" or "bleu".
        least: minimum of the figure.
        unit: unit in which coverage is counted.
    """
    if what == "coverage":
        share = translated_share(report["totals"][unit])
        if share >= least:
            return ""
        shown = with_tenths(share)
        if float(shown) >= least:  # rounding must not hide that it is less
            shown = f"{math.floor(10 * share) / 10:.1f}"
        return f"{shown} % translated, less than {least:g} %"
    bleu = report["totals"]["bleu"]
    if bleu is None:
        return (
            "no BLEU, as no message has both a human translation and a draft of a "
            "machine"
        )
    return f"BLEU {bleu:.2f}, less than {least:g}" if bleu < least else ""


def _table(report: ReportData, unit: Unit) -> str:
    rows = [(d["docname"], d[unit]) for d in report["documents"]]
    total = report["totals"][unit]
    shown = [state for state in _COLUMNS if total[state]]
    bleus = [*(d["bleu"] for d in report["documents"]), report["totals"]["bleu"]]
    scored = report["totals"]["bleu"] is not None
    table = [["document", "done", *shown, *["BLEU"] * scored]]
    for (name, counts), bleu in zip([*rows, ("total", total)], bleus, strict=True):
        done = f"{with_tenths(translated_share(counts))} %"
        share = done if any(counts.values()) else "–"
        cells = [name, share, *(str(counts[state]) for state in shown)]
        if scored:
            cells.append("–" if bleu is None else f"{bleu:.2f}")
        table.append(cells)
    head = (
        f"{report['language']}: {coverage_text(total)} of {sum(total.values())} {unit}"
    )
    least = (0, 7, *[6] * (len(table[0]) - 2))
    return "\n".join([head, *columns(table, least=least)])


add_arguments = command(
    "Show how much of a book is translated, by language and document. Nothing is sent "
    "anywhere and nothing of the book is written.",
    add_book,
    add_shown,
    flag("--json", "print the reports as JSON"),
    choice("--unit", UNITS, "what to count (default: %(default)s)", default="words"),
    repeated(
        "--fail-under",
        "[WHAT=]NUMBER",
        f"exit with {INCOMPLETE} if less than NUMBER per cent of a language are "
        "translated, or, with bleu=NUMBER, if drafts of machines have a lower BLEU "
        "against the human text; may be given several times",
        type=_gate,
    ),
    value(
        "--output",
        "DIR",
        "write the report of each language into a folder of DIR, as builds do",
        type=Path,
    ),
    run=run,
)
