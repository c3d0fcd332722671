"""Text that damaged markup swallows is never lost without a word."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_document, from_html, to_document
from sphinx_amts.markup.model import Placeable, Span, Text


@pytest.mark.parametrize(
    "start", ["<?", "<!", "<!doctype ", "<!--", "<!-->x", "<![x[", "<"]
)
def test_what_follows_is_shown_or_the_answer_is_refused(start):
    document = to_document([("k", f"one {start} two")], language="en")
    try:
        blocks = from_document(document)
        (text,) = from_html(blocks.get("k", ""), (Text("one two"),))
    except PlaceableError:
        return
    # as text, as some versions of Python read it
    assert "two" in text.text


def test_declarations_in_front_of_the_blocks_are_no_part_of_them():
    document = to_document([("k", "one")], language="en")
    assert from_document(f'<?xml version="1.0"?>\n{document}') == {"k": "one"}


BOLD = Span("strong", "**", "**", (Text("b"),))


@pytest.mark.parametrize(
    "inner",
    [
        '<a one <strong id="x1">b</strong>',
        'one <a two<strong id="x1">b</strong>',
        '<strong id="x1">b</strong one> two',
        '<strong id="x1">b</strong> one<span &#111;ne two></span>',
        '<strong id="x1">b</strong></p> one two',
    ],
)
def test_text_in_a_tag_or_behind_the_end_of_a_block_is_noticed(inner):
    blocks = from_document(to_document([("k", inner)], language="en"))
    with pytest.raises(PlaceableError):
        from_html(blocks["k"], (BOLD, Text(" one two")))


def test_paragraphs_of_the_engine_between_blocks_are_left_out():
    html = '<p id="k">one</p><p>Translated by a machine</p><p id="l">two</p>'
    assert from_document(html) == {"k": "one", "l": "two"}


def test_text_in_the_tag_that_ends_code_is_no_part_of_the_code():
    code = Placeable("literal", "`a`", "a")
    source = (code, Text(" one two"))
    with pytest.raises(PlaceableError, match="text in a tag"):
        from_html('<code id="x1">a</code one> two', source)
    with pytest.raises(PlaceableError, match="closes nothing"):
        from_html('<code id="x1">a</codeone <b>two</b></code>', source)
    # what is inside of it is thrown away in any case
    answer = '<code id="x1">a<b>c</b one></code> two'
    assert from_html(answer, source) == (code, Text(" two"))
