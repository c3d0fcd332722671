"""Find the file and line at which a human catalog has, or lacks, a translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain

_Lines = list[tuple["Path", dict[str, int]]]


class EntryLines:
    """Finder of the entries of messages in human catalogs, one text domain at a time.

    Args:
        catalogs: all catalogs of the language.
    """

    def __init__(self, catalogs: CatalogChain) -> None:
        self._catalogs = catalogs
        self._domain: str | None = None
        self._lines: _Lines = []
        self._own: Path | None = None

    def place_of(self, domain: str, msgid: str) -> tuple[Path, int] | None:
        """Return catalog and line of a message, whether it is translated or not.

        The first catalog in the order of look-up that has the message counts. If no
        catalog has the message, the result is line 1 of the language's own catalog,
        which need not exist; `None` if the book has no folder for catalogs.
        """
        if domain != self._domain:
            # the documents of a domain are written one behind the other
            paths = [p for p in self._catalogs.human_paths(domain) if p.suffix == ".po"]
            self._lines = [(path, _lines_of(path)) for path in paths]
            self._own = self._catalogs.own_human_path(domain)
            self._domain = domain
        for path, lines in self._lines:
            if msgid in lines:
                return path, lines[msgid]
        return None if self._own is None else (self._own, 1)


def _lines_of(path: Path) -> dict[str, int]:
    try:
        return {entry.msgid: entry.line for entry in read_entries(path)}
    except CatalogError:  # reported where the catalog is read
        return {}
