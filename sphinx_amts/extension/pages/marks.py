"""Mark outdated translations, visibly and for screen readers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.extension.pages.shown_classes import MACHINE_CLASS, OUTDATED_CLASS
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.notices import of_earlier_version, partly_by_machine

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MARK_CLASS = "amts-mark"
"""Class of the mark, for style sheets."""


def mark_outdated(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Append a notice to each outdated translation, on pages in HTML.

    Titles have the class only: their text gets into addresses and tables of contents.
    """
    session = session_of(app.env)
    if session is None or app.builder.format != "html":
        return
    target = session.languages.target
    for node in list(doctree.findall(nodes.TextElement)):
        if OUTDATED_CLASS not in node["classes"] or isinstance(node, nodes.title):
            continue
        mended = MACHINE_CLASS in node["classes"]
        words = partly_by_machine if mended else of_earlier_version
        text, code = words(target)
        html = (
            f' <small class="{MARK_CLASS}" lang="{language(code).bcp47}">'
            f"({escape(text)})</small>"
        )
        node.append(nodes.raw("", html, format="html"))
