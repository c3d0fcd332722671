"""Messages for review as a table, for people with a spreadsheet.

A person writes into the column "translation", or anything into "approved" to take the
draft as it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.services.review.items import ReviewItem

ID, SOURCE, DRAFT = "id", "source", "draft"
TRANSLATION, APPROVED = "translation", "approved"
_COLUMNS = (
    ID,
    "place",
    "state",
    SOURCE,
    "change",
    "earlier translation",
    "draft of",
    DRAFT,
    TRANSLATION,
    APPROVED,
)


def sheet(items: Sequence[ReviewItem]) -> bytes:
    """Return a CSV file with a row for each of *items*.

    It begins with a byte order mark, by which spreadsheets know UTF-8.
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        writer.writerow(
            {
                ID: identity(item.msgid),
                "place": ", ".join(map(str, item.places)),
                "state": item.state.value,
                SOURCE: item.msgid,
                "change": item.change,
                "earlier translation": item.earlier,
                "draft of": item.author,
                DRAFT: item.proposal,
                TRANSLATION: "",
                APPROVED: "",
            }
        )
    return stream.getvalue().encode("utf-8-sig")


def identity(msgid: str) -> str:
    """Return what stands for a message also where a spreadsheet spoils its text."""
    return f"m{hashlib.blake2b(msgid.encode(), digest_size=6).hexdigest()}"
