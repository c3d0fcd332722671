"""Mark the language of titles and captions that `toctree` directives set.

In a table of contents, Sphinx shows such a title instead of the title of the document,
which may be in another language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.extension.compat.toctrees import ENTRY, TABLE, wrap_toctrees
from sphinx_amts.extension.pages.title_languages import mark_of

if TYPE_CHECKING:
    from sphinx import addnodes


def mark_own_titles() -> None:
    """Make Sphinx mark toctree titles and captions that are in the source language."""
    wrap_toctrees({ENTRY: _mark_title, TABLE: _mark_caption}, mark_of)


def _mark_title(
    made: tuple[nodes.Element, str],
    title: str | None,
    table: addnodes.toctree,
    mark: str,
) -> None:
    """Mark the language of an entry whose title the toctree sets.

    Args:
        made: node of the entry that Sphinx has created, and a second return value.
        title: title that the toctree sets; `None` for the title of the document.
        table: node of the toctree.
        mark: class that marks the source language.
    """
    if not title or not made[0].children:
        return
    for reference in made[0][0].findall(nodes.reference):
        if reference.astext() == title and not reference.get("anchorname"):
            if mark in reference["classes"]:
                reference["classes"].remove(mark)
            if title in table.get("rawentries", ()):
                reference["classes"].append(mark)
            return


def _mark_caption(
    made: nodes.Element, _: object, table: addnodes.toctree, mark: str
) -> None:
    caption = table.get("caption")
    if caption and caption == table.get("rawcaption"):
        for child in made.children[:1]:
            if isinstance(child, nodes.title):
                child["classes"].append(mark)
