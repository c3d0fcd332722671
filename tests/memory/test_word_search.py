"""Messages are found by the words of their sentences, whatever their markup."""

from __future__ import annotations

import re
from html import unescape

import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.markup.rst import RstCodec
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.memory.word_search import FEW, WordSearch

RST = RstCodec(get_default_settings(Parser))
BREAD = ["Weigh the flour.", "Knead *the* dough. It rises.", "Warm the oven."]

PARTS = [
    *"aé中א１²\u0301😀\u00a0\u3000\u200b *`|\\:<>&;.-",
    *["Flour", "water", "don't", " and ", ". ", "  ", "\\ ", "&amp;", "&nbsp "],
    *["*dough*", "**of** ", "``x y``", ":ref:`the oven`", "|s|", "A_b", "(c)", "…"],
    "&eacute;",
]  # fmt: skip
messages = st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map("".join)


def forms_of(codec, message):
    return split_sentences(codec.encode(message), "en").forms


def messages_with(messages, *forms, many):
    """Return the messages with a sentence that is looked for alone, or among many."""
    more = [f"Nobody wrote number {n}." for n in range(FEW)] if many else []
    return WordSearch(messages).messages_with([*more, *forms])


def has_words(form):
    """Return whether a sentence has more than elements and punctuation."""
    return any(map(str.isalnum, unescape(re.sub("<[^<>]*>", "", form))))


def is_found(codec, message):
    return all(
        messages_with(["Something else.", message], form, many=many) in ([1], [0, 1])
        for form in forms_of(codec, message)
        if has_words(form)
        for many in (False, True)
    )


@given(messages)
def test_whatever_the_markup_a_message_is_found_by_its_sentences(message):
    assert is_found(RST, message)


@given(messages)
def test_whatever_the_markup_a_message_of_markdown_is_found(message):
    pytest.importorskip("myst_parser")
    from myst_parser.config.main import MdParserConfig

    from sphinx_amts.markup.myst import MystCodec

    extensions = {"dollarmath", "replacements", "smartquotes", "substitution"}
    assert is_found(MystCodec(MdParserConfig(enable_extensions=extensions)), message)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Warm the oven.", [2]),
        ("Knead the dough.", []),
        ("Knead *the* dough.", [1]),
        ("It rises.", [1]),
        ("It rises *slowly*.", []),
        ("The oven is warm.", []),
        ("...", []),
    ],
)
def test_messages_have_all_words_of_a_sentence_in_their_order(sentence, expected, many):
    (form,) = forms_of(RST, sentence)
    assert messages_with(BREAD, form, many=many) == expected


@pytest.mark.parametrize("many", [False, True])
def test_each_message_is_found_once(many):
    forms = [form for message in BREAD for form in forms_of(RST, message)]
    assert messages_with(BREAD, *forms, many=many) == [0, 1, 2]
