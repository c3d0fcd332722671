"""Pages that are written again because another page is called otherwise now.

Sphinx writes a page again if its own text has changed. Its neighbours' titles, and what
its references say, are those of the day on which it was written. A translation of a
title that comes later would be shown on some pages only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment


class ShownElsewhere:
    """What other pages show of documents that are about to be read again."""

    def __init__(self) -> None:
        self._before: dict[str, object] = {}

    def remember(self, env: BuildEnvironment, docnames: Iterable[str]) -> None:
        """Remember what was shown of *docnames* before this build first read them."""
        known = [
            name for name in docnames if name in env.titles and name not in self._before
        ]
        self._before |= _shown(env, known)

    def has_changed(self, env: BuildEnvironment) -> bool:
        """Whether anything else is shown of one of them now."""
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
