"""Set the text direction of pages in languages that are written right to left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_amts.extension.compat.page_templates import (
    change_pages,
    makes_site_pages,
)
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

_STYLE = (
    "<style>:root{direction:rtl}"
    "pre,code,kbd,samp,.math,.highlight{direction:ltr;unicode-bidi:isolate}"
    "pre,.highlight{text-align:left}</style>"
)


_ROOT = re.compile(r"<html\b(?![^>]*\sdir=)")


def direct_root(app: Sphinx) -> None:
    """Add `dir="rtl"` to the root element of each page in a right-to-left language.

    Themes write the root element, and most of them omit this attribute.
    """
    if _is_right_to_left(app) and makes_site_pages(app.builder):
        change_pages(app.builder, _with_direction)


def _with_direction(html: str, _context: Mapping[str, Any]) -> str:
    return _ROOT.sub('<html dir="rtl"', html, count=1)


def isolate_code(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Isolate inline code and formulas from the right-to-left text around them.

    Otherwise brackets and operators at their ends appear on the wrong side.
    """
    if not _is_right_to_left(app) or app.builder.format != "html":
        return
    for node in list(
        doctree.findall(lambda n: isinstance(n, nodes.literal | nodes.math))
    ):
        parent = node.parent
        at = parent.index(node)
        parent[at : at + 1] = [_raw('<bdi dir="ltr">'), node, _raw("</bdi>")]


def direct_page(
    app: Sphinx,
    _pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Add a style sheet to a page that sets its direction from right to left."""
    if _is_right_to_left(app):
        context["metatags"] = context.get("metatags", "") + _STYLE


def _is_right_to_left(app: Sphinx) -> bool:
    session = session_of(app.env)
    return session is not None and language(session.languages.target).direction == "rtl"


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
