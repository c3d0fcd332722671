"""Signs that an engine has put beside code, where there may be nothing beside it."""

from __future__ import annotations

import pytest

from sphinx_amts.markup.exchange import from_html
from sphinx_amts.markup.model import Placeable, Span, Text

CODE = Placeable("literal", "``__init__``", "__init__")
BOLD = Span("strong", "**", "**", (Text("b"),))


@pytest.mark.parametrize(
    ("html", "restored"),
    [
        # the last text is not the one before the first element
        (
            '<code id="x1">init</code> a <strong id="x2">b</strong> c',
            (CODE, Text(" a "), BOLD, Text(" c")),
        ),
        (
            'a <strong id="x2">b</strong> c <code id="x1">init</code>',
            (Text("a "), BOLD, Text(" c "), CODE),
        ),
        (
            'a __<code id="x1">init</code>__ c <strong id="x2">b</strong>',
            (Text("a "), CODE, Text(" c "), BOLD),
        ),
    ],
)
def test_code_without_its_signs(html, restored):
    source = (CODE, Text(" x "), BOLD, Text(" y"))
    assert from_html(html, source) == restored


def test_an_emptied_element_takes_no_signs_from_the_text():
    source = (Placeable("literal", "``a>``", "a>"), Text(" x"))
    answer = '<code id="x1"></code>&gt; b'
    assert from_html(answer, source) == (source[0], Text("> b"))
