"""Mark outdated paragraphs, and collect the paragraphs with a source text."""

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
    """Mark outdated paragraphs of an HTML page, and store its source texts.

    Titles get no mark, because their text is used in addresses and tables of contents.
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
    """Return the source texts that `mark_paragraphs` has stored in *doctree*."""
    entries: list[SourceEntry] = doctree.__dict__.get(_ENTRIES, [])
    return entries


def _take_paragraphs(
    doctree: nodes.document,
) -> list[tuple[nodes.Element, Paragraph]]:
    """Remove the `Paragraph` from each element that has one, and return both."""
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
    from sphinx_amts.notices.writing import mark  # for the first mark

    for node in outdated:
        kind = "partly" if MACHINE_CLASS in node["classes"] else "outdated"
        node.append(MarkNode(html=mark(kind, session.notice_texts)))
