"""Support footnote references in translations with MyST-Parser 3.

A translation is parsed by itself, but its footnotes are defined in the page. Before
version 4, MyST-Parser reads a reference to a footnote that is not defined in the same
text as plain text, so that plain Sphinx shows ``[^note]`` in every translation.
"""

from __future__ import annotations

from dataclasses import replace
from types import MethodType
from typing import Any

_FOOTNOTE = "footnote"


def refer_to_footnotes(parser: Any) -> None:
    """Make MyST's *parser* create nodes for references to footnotes in translations.

    At the end of a text, MyST-Parser 3 would search for the definitions, warn of
    missing ones, and insert a line before the footnotes. The only setting for this
    applies to the whole page.

    Tried with MyST-Parser 3.0.1; later versions have no such step.
    """
    import myst_parser

    from sphinx_amts.markup.myst_syntax import match_footnotes

    match_footnotes(parser)
    if int(myst_parser.__version__.partition(".")[0]) > 3:
        return
    renderer = parser.renderer
    finish, warn = renderer._render_finalise, renderer.create_warning

    def create_warning(_: object, message: str, subtype: Any, **where: Any) -> Any:
        return None if subtype.value == _FOOTNOTE else warn(message, subtype, **where)

    def finish_without_definitions(renderer: Any) -> None:
        renderer.md_config = replace(renderer.md_config, footnote_transition=False)
        finish()

    renderer.create_warning = MethodType(create_warning, renderer)
    renderer._render_finalise = MethodType(finish_without_definitions, renderer)
