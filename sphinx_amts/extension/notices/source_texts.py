"""List the source texts of a page, and link paragraphs to pages that edit them."""

from __future__ import annotations

from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.extension.notices.mark_node import MarkNode
from sphinx_amts.extension.notices.site_pages import shares_of
from sphinx_amts.extension.pages.shown_classes import (
    MACHINE_CLASS,
    OUTDATED_CLASS,
    UNCONFIRMED_CLASS,
)
from sphinx_amts.notices.improving import Place, link
from sphinx_amts.notices.writing import ENTRY, MOST_LINKS, SourceEntry, source_link

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.paragraphs import Paragraph
    from sphinx_amts.extension.session.session import Session

_LINKED = (nodes.paragraph, nodes.term, nodes.line, nodes.attribution, nodes.caption)
"""Classes of elements to whose end a link may be added."""


class SourceTexts:
    """Writer of the list of source texts of a page.

    Args:
        app: application.
        session: session of the build.
    """

    def __init__(self, app: Sphinx, session: Session) -> None:
        self._app = app
        self._session = session
        self._settings = session.settings
        self._files: dict[Path, str] = {}

    def of_page(
        self,
        doctree: nodes.document,
        docname: str,
        noted: list[tuple[nodes.Element, Paragraph]],
    ) -> list[SourceEntry]:
        """Number the paragraphs of a page that need a source text or link.

        Args:
            doctree: tree of the page, whose elements get classes and links.
            docname: name of the document.
            noted: elements with their messages.

        Returns:
            an entry for each numbered paragraph.
        """
        shares = shares_of(self._app.env, docname, doctree)
        mode = self._settings.source_text
        sources = mode == "always" or (mode == "auto" and shares.doubtful > 0)
        linked: list[tuple[nodes.Element, SourceEntry]] = []
        for node, paragraph in noted:
            entry = SourceEntry(
                number=len(linked) + 1,
                text=paragraph.source if sources else "",
                improve=self._improve(paragraph),
                untranslated=not paragraph.translated,
            )
            if entry.improve or (sources and paragraph.translated):
                node["classes"].append(f"{ENTRY}{entry.number}")
                linked.append((node, entry))
        if len(linked) <= MOST_LINKS:
            for node, entry in linked:
                if isinstance(node, _LINKED):
                    html = source_link(
                        entry, self._kind(node), self._session.notice_texts
                    )
                    node.append(MarkNode(html=html))
        return [entry for _, entry in linked]

    def _improve(self, paragraph: Paragraph) -> str:
        template = self._settings.improve
        if template is None:
            return ""
        docname = paragraph.docname
        domain = docname_to_domain(docname, self._app.config.gettext_compact)
        found = self._session.entry_lines.place_of(domain, paragraph.msgid)
        if found is None:
            return ""
        path, line = found
        if path not in self._files:
            name = Path(relpath(path, self._app.confdir)).as_posix()
            self._files[path] = name
        place = Place(
            file=self._files[path],
            line=line,
            msgid=paragraph.msgid,
            docname=docname,
            language=self._session.languages.target,
            branch=self._settings.branch,
        )
        return link(template, place)

    def _kind(self, node: nodes.Element) -> str:
        """Return the state that the link names; "" if the element has its own mark."""
        classes = node["classes"]
        if not self._settings.marks or OUTDATED_CLASS in classes:
            return ""
        if UNCONFIRMED_CLASS in classes:
            return "unconfirmed"
        return "machine" if MACHINE_CLASS in classes else ""
