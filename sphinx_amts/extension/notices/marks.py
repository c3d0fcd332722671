"""Mark paragraphs that are not the present text of people, and link their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.extension.notices.mark_node import MarkNode
from sphinx_amts.extension.pages.shown_classes import MACHINE_CLASS, OUTDATED_CLASS
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.extension.session.paragraphs import PARAGRAPH

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.paragraphs import Paragraph
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.notices.writing import SourceEntry

_ENTRIES = "amts_source_entries"


def mark_paragraphs(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark the paragraphs of a page in HTML, and number those with a source text.

    Titles have classes only: their text gets into addresses and tables of contents.
    """
    session = session_of(app.env)
    if session is None:
        return
    noted = _take_paragraphs(doctree) if session.settings.keeps_sources else []
    if app.builder.format != "html":
        return
    if session.settings.marks:
        _mark_outdated(doctree, session)
    if noted and makes_site_pages(app.builder):
        # loaded only where the settings ask for source texts or links
        from sphinx_amts.extension.notices.source_texts import SourceTexts

        texts = SourceTexts(app, session)
        setattr(doctree, _ENTRIES, texts.of_page(doctree, docname, noted))


def source_entries(doctree: nodes.document) -> list[SourceEntry]:
    """Return the source texts of a page whose paragraphs are marked."""
    entries: list[SourceEntry] = doctree.__dict__.get(_ENTRIES, [])
    return entries


def _take_paragraphs(
    doctree: nodes.document,
) -> list[tuple[nodes.Element, Paragraph]]:
    """Return the elements with a message; nothing of that is left on them."""
    return [
        (node, node.attributes.pop(PARAGRAPH))
        for node in doctree.findall(nodes.Element)
        if PARAGRAPH in node.attributes
    ]


def _mark_outdated(doctree: nodes.document, session: Session) -> None:
    outdated = [
        node
        for node in doctree.findall(nodes.TextElement)
        if OUTDATED_CLASS in node["classes"] and not isinstance(node, nodes.title)
    ]
    if not outdated:
        return
    from sphinx_amts.notices.writing import mark  # loaded with the first

    for node in outdated:
        kind = "partly" if MACHINE_CLASS in node["classes"] else "outdated"
        node.append(MarkNode(html=mark(kind, session.notice_texts)))
