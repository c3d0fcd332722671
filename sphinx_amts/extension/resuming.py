"""Go on reading the documents whose reading waited for translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from sphinx_amts.extension.compat.collector import FEW, collect_all

if TYPE_CHECKING:
    from sphinx_amts.extension.session.session import Session

PORTIONS = 3
"""Number of portions of documents after each of which their trees are let go."""


def read_suspended(session: Session) -> list[str]:
    """Apply translations to suspended documents, and read the rest of them.

    Returns:
        their names.
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
