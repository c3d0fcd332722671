"""Write messages for review as a CSV table for spreadsheets.

A person writes into the column "translation", or anything into "approved" to take the
draft as it is.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sphinx_amts.interchange.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.review.items import ReviewItem

ID, SOURCE, DRAFT = "id", "source", "draft"
EARLIER = "earlier translation"
TRANSLATION, APPROVED = "translation", "approved"
_COLUMNS = (
    ID,
    "place",
    "state",
    SOURCE,
    "change",
    EARLIER,
    "draft of",
    DRAFT,
    TRANSLATION,
    APPROVED,
)


def review_sheet(items: Sequence[ReviewItem]) -> bytes:
    """Return a CSV file with a row for each of *items*."""
    return sheet(
        _COLUMNS,
        (
            {
                ID: identity(item.msgid),
                "place": ", ".join(map(str, item.places)),
                "state": item.state.value,
                SOURCE: item.msgid,
                "change": item.change,
                EARLIER: item.earlier,
                "draft of": item.author,
                DRAFT: item.proposal,
            }
            for item in items
        ),
    )


def identity(msgid: str) -> str:
    """Return an identifier of a message, as spreadsheets may change its text."""
    return f"m{hashlib.blake2b(msgid.encode(), digest_size=6).hexdigest()}"
