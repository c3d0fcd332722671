"""Resolve the references of a chapter while it is written."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_amts.importers.d2l.inline import InlineWriter
from sphinx_amts.importers.d2l.model import Contents, ConversionNote, Kind
from sphinx_amts.importers.d2l.source import ORIGIN

if TYPE_CHECKING:
    from sphinx_amts.importers.d2l.edition import D2LEdition
    from sphinx_amts.importers.d2l.references import Target

_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_TOC_OPTIONS = ("caption", "hidden", "maxdepth", "reversed", "titlesonly")
_MISSING = {
    "label": Kind.NO_LABEL,
    "citation": Kind.NO_CITATION,
    "file": Kind.NO_FILE,
}


class Chapter:
    """A chapter that is being written: resolves its references, collects notes.

    Attributes:
        document: name of the document.
        language: language of its text.
        line: number of the first line of the block that is being written.
    """

    def __init__(self, edition: D2LEdition, document: str) -> None:
        self.document = document
        self.language = edition.language
        self.line = 0
        self._edition = edition
        self._folder = posixpath.dirname(document)

    def note(self, kind: Kind, line: int, text: str) -> None:
        """Add a note on the conversion of this chapter to the report."""
        self._edition.findings.append(ConversionNote(kind, self.document, line, text))

    def inline(self, text: str) -> str:
        """Convert running text from D2L's Markdown into MyST."""
        writer = InlineWriter(self)
        written = writer.write(text)
        for what, name in writer.missing:
            self.note(_MISSING[what], self.line, name)
        return written

    def target(self, label: str) -> Target | None:
        """Return the target of references to *label*, or None if it is not defined."""
        return self._edition.target(self.document, label)

    def is_numbered(self, document: str) -> bool:
        """Return whether sections of *document* have numbers."""
        return document in self._edition.numbered

    def is_cited(self, key: str) -> bool:
        """Return whether a bibliography has the citation key *key*."""
        return key in self._edition.folder.cited

    def file(self, path: str) -> str | None:
        """Return the path that replaces *path* in the converted book.

        The file is added to the assets of the book, unless it is a document.

        Returns:
            The path, or `#` with the name of a label; `None` if there is no such
            target.
        """
        path, _, fragment = path.partition("#")
        if not path:
            target = self.target(fragment)
            return f"#{target.name}" if target else None
        place = self._place(path)
        stem, suffix = posixpath.splitext(place)
        stem = stem.removesuffix(ORIGIN)
        if suffix in (".md", ".html", ".ipynb") and stem in self._edition.shared:
            return posixpath.relpath(f"{stem}.md", self._folder or ".")
        return path if suffix != ".md" and self._edition.add_asset(place) else None

    def image(self, path: str) -> str:
        """Return *path*; add the picture to the book, or a note that it is missing."""
        if not _REMOTE.match(path) and not self._edition.add_asset(self._place(path)):
            self.note(Kind.NO_IMAGE, self.line, self._place(path))
        return path

    def contents(self, block: Contents) -> str:
        """Convert a table of contents into MyST, empty if no entry is left."""
        entries = self._edition.tree.entries(block)
        if not entries:
            return ""
        options = [
            f":{name}: {block.options[name]}".rstrip()
            for name in _TOC_OPTIONS
            if name in block.options
        ]
        if "numbered" in block.options and not self._folder:
            options.append(":numbered:")
        return "\n".join(["```{toctree}", *options, "", *entries, "```"])

    def bibliography(self, path: str) -> str:
        """Return MyST for the list of references, of which a book has only one.

        Returns:
            A directive; empty if there is one already; *path* as code if it is unknown.
        """
        known = {file.name for file in self._edition.folder.bibliographies}
        if posixpath.basename(path) not in known:
            self.note(Kind.NO_BIBLIOGRAPHY, self.line, path)
            return f"`{path}`"
        if self._edition.has_bibliography:
            return ""
        self._edition.has_bibliography = True
        return "```{bibliography}\n```"

    def _place(self, path: str) -> str:
        """Convert a path relative to the chapter into a path relative to the book."""
        path = unquote(path)
        if path.startswith("/"):
            return posixpath.normpath(path.lstrip("/"))
        return posixpath.normpath(posixpath.join(self._folder, path))
