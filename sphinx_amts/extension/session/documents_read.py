"""Count the documents that a build reads, and keep what others know of them.

Sphinx writes a page again if its own text has changed. Titles of its neighbours and
texts of its references stay as they were when it was written, so that a later
translation of a title would be shown on some pages only.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.reading_order import NotedByOthers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment


class DocumentsRead:
    """Documents that a build reads, and data of all others.

    Attributes:
        first: documents read for the first time.
        again: documents read again, with the translations of their messages.
    """

    def __init__(self) -> None:
        self.first: set[str] = set()
        self.again: set[str] = set()
        self._noted: NotedByOthers | None = None
        self._shown_before: dict[str, object] = {}

    def begin(self, env: BuildEnvironment, docnames: list[str]) -> None:
        """Count documents to read, and save the data of all others."""
        self.first.update(docnames)
        self._noted = self._others(env, docnames) if docnames else None

    def settle(self) -> None:
        """Sort domain data, once all documents have been read."""
        if self._noted is not None:
            self._noted.settle()

    @contextmanager
    def reading_again(
        self, env: BuildEnvironment, docnames: list[str]
    ) -> Iterator[None]:
        """Count documents that the context reads again, and sort domain data."""
        self.again.update(docnames)
        noted = self._others(env, docnames)
        yield
        noted.settle()

    def changed_elsewhere(self, env: BuildEnvironment) -> bool:
        """Return whether titles or labels that other pages show have changed."""
        return self._shown_before != _shown(env, self._shown_before)

    def _others(self, env: BuildEnvironment, docnames: list[str]) -> NotedByOthers:
        known = set(docnames) & env.titles.keys() - self._shown_before.keys()
        self._shown_before |= _shown(env, known)
        return NotedByOthers(env, docnames)


def _shown(env: BuildEnvironment, docnames: Iterable[str]) -> dict[str, object]:
    """Return the titles and labels of *docnames*, by document."""
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
