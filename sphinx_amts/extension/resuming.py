"""Continue the reading of documents that was suspended until text was translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from sphinx_amts.extension.compat.garbage_collection import FEW, collect_all

if TYPE_CHECKING:
    from sphinx_amts.extension.session.session import Session

PORTIONS = 3
"""Number of portions of the documents; memory of trees is freed after each portion."""


def read_suspended(session: Session) -> list[str]:
    """Apply translations to suspended documents, and finish their reading.

    Returns:
        names of these documents.
    """
    suspended = session.state.suspended
    docnames = suspended.names()
    portion = max(len(docnames) // PORTIONS, FEW)
    for number, docname in enumerate(
        status_iterator(docnames, "applying translations... ", "purple", len(docnames)),
        start=1,
    ):
        suspended.resume(docname)
        if number % portion == 0:
            collect_all()
    suspended.end()
    if docnames:
        session.state.documents.settle()
    return docnames
