"""`sphinx-amts status`: how much of a book is translated."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sphinx_amts.cli.books import add_book, book_of, languages_of
from sphinx_amts.model import State
from sphinx_amts.services.coverage import TRANSLATED
from sphinx_amts.services.report import UNITS, DocumentData, ReportData
from sphinx_amts.sphinx_ext.starting import NO_ENGINE

if TYPE_CHECKING:
    import argparse

EXIT_BELOW = 3

_COLUMNS = tuple(State)


def add_parsers(commands: Any) -> None:  # argparse has no public type
    """Add the command."""
    parser = commands.add_parser(
        "status",
        help="show how much is translated, by language and document",
        description="Show how much of a book is translated, by language and document. "
        "Nothing is sent anywhere and nothing of the book is written.",
    )
    add_book(parser)
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")
    parser.add_argument(
        "--unit",
        choices=UNITS,
        default="words",
        help="what to count (default: %(default)s)",
    )
    parser.add_argument(
        "--fail-under",
        metavar="PERCENT",
        type=float,
        help=f"exit with {EXIT_BELOW} if a language is translated less than this",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the state of a book; return the exit code."""
    book = book_of(options)
    reports = [
        book.read(language, dry_run=True, engine=NO_ENGINE).report
        for language in languages_of(options, book)
    ]
    if options.json:
        json.dump({"reports": reports}, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        print("\n\n".join(_table(report, options.unit) for report in reports))
    below = [
        (report["language"], share)
        for report in reports
        if options.fail_under is not None
        and (share := _share(_totals(report, options.unit))) < options.fail_under
    ]
    for language, share in below:
        print(
            f"sphinx-amts: {language}: {share:.1f} % translated, "
            f"less than {options.fail_under:g} %",
            file=sys.stderr,
        )
    return EXIT_BELOW if below else 0


def _table(report: ReportData, unit: str) -> str:
    rows = [(d["docname"], _counts(d, unit)) for d in report["documents"]]
    total = _totals(report, unit)
    shown = [state for state in _COLUMNS if total[state]]
    width = max(len(name) for name, _ in [("total", total), *rows])
    lines = [
        f"{report['language']}: {_share(total):.1f} % of {sum(total.values())} {unit}"
    ]
    header = [f"{'document':<{max(width, 8)}}", f"{'done':>7}"]
    lines.append("  ".join([*header, *(f"{state:>{_w(state)}}" for state in shown)]))
    for name, counts in [*rows, ("total", total)]:
        cells = [f"{name:<{max(width, 8)}}", f"{_share(counts):>5.1f} %"]
        cells += [f"{counts[state]:>{_w(state)}}" for state in shown]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _w(state: State) -> int:
    return max(len(state), 6)


def _counts(document: DocumentData, unit: str) -> dict[str, int]:
    counts: dict[str, int] = document[unit]  # type: ignore[literal-required]
    return counts


def _totals(report: ReportData, unit: str) -> dict[str, int]:
    counts = report["totals"][unit]
    assert isinstance(counts, dict)
    return counts


def _share(counts: dict[str, int]) -> float:
    total = sum(counts.values())
    done = sum(counts[state] for state in TRANSLATED)
    return 100 * done / total if total else 100.0
