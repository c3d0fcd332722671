"""Keep section anchors in notebooks, which nbsphinx derives from translated titles.

A link in a notebook contains the title in the source language. So a section keeps its
anchor if its title has no human translation. With a human translation, the anchor is
the same as in plain Sphinx.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import extract_messages

from sphinx_amts.extension.session.domain import session_of

_ANCHOR = "amts_anchor"


class NoteAnchors(SphinxTransform):
    """Transform that saves the anchors which nbsphinx derives from source titles."""

    default_priority = 18

    def apply(self, **kwargs: Any) -> None:
        """Save the anchors of sections whose titles have no human translation."""
        session = session_of(self.env)
        if session is None or "nbsphinx" not in self.config.extensions:
            return
        docname = self.env.docname
        domain = docname_to_domain(docname, self.config.gettext_compact)
        human = session.catalogs.human(domain)
        for node, text in extract_messages(self.document):
            section = node.parent
            is_heading = isinstance(node, nodes.title) and isinstance(
                section, nodes.section
            )
            if is_heading and text not in human:
                section[_ANCHOR] = _anchor(node)


class KeepAnchors(SphinxTransform):
    """Transform that restores saved anchors before nbsphinx creates labels for them."""

    default_priority = 201  # after the transform of nbsphinx that makes anchors

    def apply(self, **kwargs: Any) -> None:
        """Restore the saved anchors, after nbsphinx has set anchors."""
        sections = [*self.document.findall(nodes.section)]
        taken = {name for section in sections for name in section["ids"]}
        for section in sections:
            anchor = section.attributes.pop(_ANCHOR, None)
            if anchor is None or section["ids"] != [_anchor(section[0])]:
                continue  # no notebook, or a title that occurs twice
            if anchor not in taken:
                section["ids"] = [anchor]
                taken.add(anchor)


def _anchor(title: nodes.Node) -> str:
    return title.astext().replace(" ", "-").replace('"', "%22")
