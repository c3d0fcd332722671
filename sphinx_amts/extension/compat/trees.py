"""Keep the trees of documents in their files alone, and collect them once written.

Where one process reads all documents, Sphinx keeps their trees in memory until it
writes them. On a large book they take more than all else together, and the garbage
collector looks through them again and again. To load a tree from its file, as after
parallel reading, takes less time than it takes in the collector.

`tests/extension/test_internals.py` pins what this relies on.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_amts.extension.compat.collector import (
    FEW,
    collect_after_reading,
    spare_what_exists,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PORTIONS = 10
"""Number of portions of pages written in parallel after which garbage is collected."""


class TreesInFiles(dict[str, nodes.document]):
    """Cache of trees that keeps none, in place of Sphinx's own.

    Sphinx asks it for a tree when the page before is written. The tree of that page is
    garbage then, and no other tree is in use: all that was made before that page is
    spared, so that nothing else need be looked through. Before the first page, all is
    looked through, for what reading has left; not after reading a few documents, which
    leave less than that is worth.

    Where pages are written in parallel, the trees of many are in use at once, and those
    whose pages are written are garbage: it is collected after each `PORTIONS`th part of
    the pages.

    Args:
        pages: returns the number of pages, where they are written in parallel.
    """

    def __init__(self, pages: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._pages = pages
        self._read = self._written = 0

    def __setitem__(self, docname: str, tree: nodes.document) -> None:
        """Leave the tree out."""
        self._read += 1

    def collect(self) -> None:
        """Collect what documents that were read have left, before anything else."""
        collect_after_reading(self._read)
        self._read = 0

    def collect_written(self) -> None:
        """Collect what pages that were written have left."""
        collect_after_reading(self._written)
        self._written = 0

    def pop(self, docname: str, *default: Any) -> Any:
        """Raise a `KeyError`, or return *default*: there is no tree."""
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
    """Let Sphinx load the trees that it writes from their files.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    pages = (lambda: len(app.env.found_docs)) if app.parallel > 1 else None
    app.env._write_doc_doctree_cache = TreesInFiles(pages)


def collect_trees(env: BuildEnvironment) -> None:
    """Collect the trees of documents that were read, unless others keep them.

    Else pickling the environment would take memory beside them.
    """
    if isinstance(env._write_doc_doctree_cache, TreesInFiles):
        env._write_doc_doctree_cache.collect()


def collect_written(env: BuildEnvironment) -> None:
    """Collect the trees of pages that were written, unless others keep them.

    While it writes pages, Sphinx keeps the warnings of all of them, and they the trees.
    """
    if isinstance(env._write_doc_doctree_cache, TreesInFiles):
        env._write_doc_doctree_cache.collect_written()


def forget_stored_tree(env: BuildEnvironment, docname: str) -> None:
    """Let go of the content of a document's file that `get_doctree` has kept.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    env._pickled_doctree_cache.pop(docname, None)
