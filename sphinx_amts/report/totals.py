"""Summarise the totals of a report, and replace the figures of the build in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from sphinx_amts.report.data import TotalsData
    from sphinx_amts.translation.outcome import Usage

_TOTALS = b'\n  "totals": {'
"""Start of the totals in ``report.json``, of which they are the last part.

No other line of the file begins like this: line feeds in texts are escaped, and other
fields of this depth have other names.
"""


def add_run(
    totals: TotalsData, *, documents_read: int, documents_reread: int, usage: Usage
) -> TotalsData:
    """Return *totals* with other figures of a build.

    Args:
        totals: totals of a report.
        documents_read: number of documents read.
        documents_reread: number of these that were read twice.
        usage: usage of the engine and the memory.
    """
    figures = usage.figures()
    return cast(
        "TotalsData",
        {
            **totals,
            "documents_read": documents_read,
            "documents_reread": documents_reread,
            **figures,
        },
    )


def replace_totals(report: bytes, totals: TotalsData) -> bytes | None:
    """Return *report*, the content of ``report.json``, with other totals.

    Returns:
        `None` if the totals are not found.
    """
    start = report.rfind(_TOTALS)
    if start < 0:
        return None
    text = json.dumps({"totals": totals}, ensure_ascii=False, indent=2)
    return report[:start] + text.removeprefix("{").encode("utf-8", "replace") + b"\n"


def summary(language: str, totals: TotalsData) -> str:
    """Summarise a report on *language* in one line."""
    words = totals["words"]
    count = sum(words.values())
    parts = [
        f"{percent(number, count)} {state}" for state, number in words.items() if number
    ]
    counted = f"{count} word{'' if count == 1 else 's'}"
    return f"{language}: {counted}: " + (", ".join(parts) or "none")
