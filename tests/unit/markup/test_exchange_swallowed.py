"""Text that damaged markup swallows is never lost without a word."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_document, from_html, to_document
from sphinx_amts.markup.model import Text


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
