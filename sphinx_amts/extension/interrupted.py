"""Read and write again what an interrupted build has left.

Sphinx reads a document again, and writes its page, while either is older than its
sources. What is read for another reason, such as a changed catalog, is not noticed: the
tree of a killed build may be cut, or belong to an environment that was never saved; and
once the environment is saved, no page counts as unwritten. The same holds for the pages
of one builder whose documents another builder has read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import discard
from sphinx_amts.files.kept_data import KeptData

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session

    _Sites = dict[str, list[str] | None]

_KEPT = KeptData("unwritten pages", 1)
FILE = "unwritten.kept"
_KEPT_NAMES = KeptData("documents that are read", 1)
NAMES_FILE = "reading.kept"


class UnsavedReading:
    """Documents that a build has begun to read, until the environment is saved.

    Args:
        session: session of the build.
    """

    def __init__(self, session: Session) -> None:
        self._path = session.work / NAMES_FILE
        # a build that makes no pages leaves nothing where none has been made
        self._applies = not session.makes_no_pages or session.work.is_dir()

    def left(self) -> set[str]:
        """Return the documents whose trees may be of a build that was interrupted."""
        return set(_KEPT_NAMES.load(self._path, "") or ())

    def begin(self, docnames: Collection[str]) -> None:
        """Note that *docnames* are about to be read."""
        if docnames and self._applies:
            names = sorted(self.left().union(docnames))
            _KEPT_NAMES.store(self._path, "", names)

    def end(self) -> None:
        """Note that all that was read is in the environment on disk."""
        with suppress(OSError):
            discard(self._path)


class UnwrittenPages:
    """Documents whose pages are older than their trees, for each output folder.

    Args:
        app: application.
        session: session of the build.
    """

    def __init__(self, app: Sphinx, session: Session) -> None:
        self._path = session.work / FILE
        self._applies = not session.makes_no_pages
        self._site = f"{app.builder.name} {app.outdir}"
        self._every = app.env.found_docs

    def left(self) -> set[str]:
        """Return the documents whose pages earlier builds have left unwritten."""
        names = self._load().get(self._site, [])
        return set(self._every if names is None else self._every.intersection(names))

    def begin(self, docnames: Collection[str]) -> None:
        """Note that pages are about to be written, if documents have been read.

        Args:
            docnames: the documents that were read, and those with pages that show
                something of them.
        """
        if docnames:
            sites = self._load()
            for site, names in sites.items():
                sites[site] = None if names is None else sorted({*names, *docnames})
            if self._applies:
                # pages with other numbers of sections are written as well
                sites[self._site] = None
            if sites:
                _KEPT.store(self._path, "", sites)

    def end(self) -> None:
        """Note that all pages of the output folder are written."""
        sites = self._load()
        if self._applies and sites.get(self._site) != []:
            sites[self._site] = []
            _KEPT.store(self._path, "", sites)

    def _load(self) -> _Sites:
        return dict(_KEPT.load(self._path, "") or {})
