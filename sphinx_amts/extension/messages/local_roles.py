"""The roles that documents define, for themselves and, in Sphinx, for all after them.

What `role` and `default-role` say is kept by docutils for the whole process, and since
Sphinx 8.2 nobody forgets it when a document ends. Read once more, a document would find
there what it and later ones have defined, and its text could become other elements.
"""

from __future__ import annotations

from typing import Any

from sphinx_amts.extension.compat.internals import known_roles


class LocalRoles:
    """What roles there were when each document was read first."""

    def __init__(self) -> None:
        self._by_document: dict[str, dict[str, Any]] = {}
        self._last: dict[str, Any] = {}

    def at_start_of(self, docname: str) -> None:
        """Note the roles that there are, or have those of the first reading again."""
        known = known_roles()
        if (before := self._by_document.get(docname)) is not None:
            known.clear()
            known.update(before)
            return
        if known != self._last:
            self._last = dict(known)
        self._by_document[docname] = self._last
