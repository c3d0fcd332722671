"""Detect changes of titles and labels that other pages show.

Sphinx writes a page again if its own text has changed. Titles of its neighbours and
texts of its references stay as they were when it was written, so that a later
translation of a title would be shown on some pages only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment


class ShownElsewhere:
    """Titles and labels of documents to be read again, which other pages show."""

    def __init__(self) -> None:
        self._before: dict[str, object] = {}

    def remember(self, env: BuildEnvironment, docnames: Iterable[str]) -> None:
        """Save titles and labels of *docnames*, before this build first reads them."""
        known = [
            name for name in docnames if name in env.titles and name not in self._before
        ]
        self._before |= _shown(env, known)

    def has_changed(self, env: BuildEnvironment) -> bool:
        """Return whether any saved title or label has changed since."""
        return self._before != _shown(env, self._before)


def _shown(env: BuildEnvironment, docnames: Iterable[str]) -> dict[str, object]:
    wanted = set(docnames)
    noted: dict[str, list[object]] = {name: [] for name in wanted}
    standard = env.domaindata.get("std", {})
    for table in ("labels", "anonlabels", "objects", "terms", "progoptions"):
        for key, value in standard.get(table, {}).items():
            if value[0] in wanted:
                noted[value[0]].append((table, key, value))
    return {
        name: (
            str(env.titles.get(name, "")),
            str(env.longtitles.get(name, "")),
            str(env.tocs.get(name, "")),
            noted[name],
        )
        for name in wanted
    }
