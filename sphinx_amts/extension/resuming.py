"""Go on reading the documents whose reading waited for translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

if TYPE_CHECKING:
    from sphinx_amts.extension.session.session import Session


def read_suspended(session: Session) -> list[str]:
    """Apply translations to suspended documents, and read the rest of them.

    Returns:
        their names.
    """
    suspended = session.state.suspended
    docnames = suspended.names()
    for docname in status_iterator(
        docnames, "applying translations... ", "purple", len(docnames)
    ):
        suspended.resume(docname)
    suspended.end()
    if docnames:
        session.state.documents.settle()
    return docnames
