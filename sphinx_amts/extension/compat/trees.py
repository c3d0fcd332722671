"""Keep trees of documents out of memory, and free them when their page is written.

If one process reads all documents, Sphinx keeps their trees in memory until pages are
written. In a large book the trees take more memory than everything else together, and
the garbage collector examines them again and again. To load a tree from its file, as
Sphinx does after parallel reading, takes less time than these collections.

`tests/extension/test_internals.py` pins the internals that this module relies on.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_amts.extension.compat.garbage_collection import (
    FEW,
    collect_after_reading,
    spare_what_exists,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PORTIONS = 10
"""Number of portions of pages that are written in parallel; garbage is collected after
each portion."""


class TreesInFiles(dict[str, nodes.document]):
    """Cache without content, in place of Sphinx's cache of trees.

    It also starts garbage collection. Sphinx looks up the tree of a page when the page
    before is written. The tree of the page before is garbage then, and no other tree is
    in use. Older objects are spared, so that each collection examines only the objects
    of one page. Before the first page, all objects are examined, unless only a few
    documents were read, which leave little garbage.

    If pages are written in parallel, many trees are in use at once. Garbage is then
    collected after each of `PORTIONS` portions of the pages.

    Args:
        pages: returns the number of pages; `None` if one process writes all pages.
    """

    def __init__(self, pages: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._pages = pages
        self._read = self._written = 0

    def __setitem__(self, docname: str, tree: nodes.document) -> None:
        """Store nothing, and count the documents that were read."""
        self._read += 1

    def collect(self) -> None:
        """Collect the garbage of the documents that were read since the last call."""
        collect_after_reading(self._read)
        self._read = 0

    def collect_written(self) -> None:
        """Collect the garbage of the pages that were written since the last call."""
        collect_after_reading(self._written)
        self._written = 0

    def pop(self, docname: str, *default: Any) -> Any:
        """Start a collection if one is due; return *default*, as there is no tree.

        Raises:
            KeyError: no *default* is given.
        """
        if not default:
            if self._pages is None or self._written == 0:
                self.collect()
                # spared until the end of the build, like all that a page leaves behind
                spare_what_exists()
            elif self._written % max(self._pages() // PORTIONS, FEW) == 0:
                gc.collect()
            self._written += 1
        return super().pop(docname, *default)


def keep_trees_in_files(app: Sphinx) -> None:
    """Make Sphinx load each tree from its file when it writes the page.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    pages = (lambda: len(app.env.found_docs)) if app.parallel > 1 else None
    app.env._write_doc_doctree_cache = TreesInFiles(pages)


def collect_trees(env: BuildEnvironment) -> None:
    """Free the trees of documents that were read, unless Sphinx's own cache is in use.

    Otherwise the pickled environment and the trees would be in memory together.
    """
    if isinstance(env._write_doc_doctree_cache, TreesInFiles):
        env._write_doc_doctree_cache.collect()


def collect_written(env: BuildEnvironment) -> None:
    """Free the trees of pages that were written, unless Sphinx's own cache is in use.

    While Sphinx writes pages, it keeps all warnings, which refer to the trees.
    """
    if isinstance(env._write_doc_doctree_cache, TreesInFiles):
        env._write_doc_doctree_cache.collect_written()


def forget_stored_tree(env: BuildEnvironment, docname: str) -> None:
    """Free the file content of a document's tree, which `get_doctree` has cached.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    env._pickled_doctree_cache.pop(docname, None)
