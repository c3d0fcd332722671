"""Ids that changed places between an element to translate and one to keep."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, to_html
from sphinx_amts.markup.model import Placeable, Span, Text

SOURCE = (
    Span("strikethrough", "~~", "~~", (Text("old"),)),
    Text(" and "),
    Placeable("xref", "{ref}`label`", "label"),
)


def test_a_span_with_the_text_of_a_placeable_is_refused():
    html = to_html(SOURCE).replace("old", "alt")
    assert from_html(html, SOURCE)[0] != SOURCE[0]
    swapped = html.replace("x1", "x0").replace("x2", "x1").replace("x0", "x2")
    with pytest.raises(PlaceableError, match="text of another"):
        from_html(swapped, SOURCE)
