"""Restore the local roles of documents that are read a second time.

docutils keeps the roles of the directives `role` and `default-role` for the whole
process, and since Sphinx 8.2 they are not removed when a document ends. When a document
is read again, roles of this and of later documents would exist from the beginning, and
its text could be parsed differently.
"""

from __future__ import annotations

from typing import Any

from sphinx_amts.extension.compat.parsing import local_roles


class LocalRoles:
    """Store of the local docutils roles that existed when each document was read."""

    def __init__(self) -> None:
        self._by_document: dict[str, dict[str, Any]] = {}
        self._last: dict[str, Any] = {}

    def begin_document(self, docname: str) -> None:
        """Save the roles at the first reading of *docname*, and restore them later."""
        known = local_roles()
        if (before := self._by_document.get(docname)) is not None:
            known.clear()
            known.update(before)
            return
        if known != self._last:
            self._last = dict(known)
        self._by_document[docname] = self._last
