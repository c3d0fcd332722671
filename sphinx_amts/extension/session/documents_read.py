"""Record which documents a build reads, and which of their titles and labels change.

Sphinx writes a page again only if the text of the page has changed. But a page also
shows titles and labels of other documents. If these are translated later, all pages
have to be written again.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.reading_order import NotedByOthers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment


class DocumentsRead:
    """Documents that a build reads, and the order of domain data of all documents.

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
        """Record the documents to be read, and the order of the present domain data."""
        self.first.update(docnames)
        self._noted = self._others(env, docnames) if docnames else None

    def settle(self) -> None:
        """Restore the order of domain data, after all documents have been read."""
        if self._noted is not None:
            self._noted.settle()

    @contextmanager
    def reading_again(
        self, env: BuildEnvironment, docnames: list[str]
    ) -> Iterator[None]:
        """Record documents that the context reads again.

        At the end of the context, the order of domain data is restored.
        """
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
