"""Human text is parsed and split only where it may have a sentence that is wanted."""

from __future__ import annotations

import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.markup.exchange import key_form
from sphinx_amts.markup.rst import RstCodec
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.memory.sentences_on_demand import MOST, SentencesOnDemand

PAIR = ("source", "target")
RST = RstCodec(get_default_settings(Parser))

PARTS = [
    *"aé中א１²\u0301😀\u00a0\u3000\u200b _*`|\\:<>&;.-",
    *["Flour", "water", "don't", " and ", ". ", "  ", "\\ ", "&amp;", "&nbsp "],
    *["*dough*", "**of** ", "``x y``", ":ref:`the oven`", "|s|", "A_b", "(c)", "…"],
    "&eacute;",
]  # fmt: skip
messages = st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map("".join)


def forms_of(codec, message):
    return split_sentences(codec.encode(message), "en").forms


class Making:
    """Sentences on demand, and how often their index was made."""

    def __init__(self, sources, index):
        self.made = 0
        self._index = index
        self.sentences = SentencesOnDemand(sources, self._make)

    def _make(self):
        self.made += 1
        return self._index


def is_found(codec, message):
    for form in forms_of(codec, message):
        making = Making(["Something else.", message], {form: PAIR})
        if making.sentences.get(form) != PAIR:
            return False
    return True


@given(messages)
def test_whatever_the_markup_a_sentence_is_found_in_its_message(message):
    assert is_found(RST, message)


@given(messages)
def test_whatever_the_markup_a_sentence_of_markdown_is_found(message):
    pytest.importorskip("myst_parser")
    from myst_parser.config.main import MdParserConfig

    from sphinx_amts.markup.myst import MystCodec

    extensions = {"dollarmath", "replacements", "smartquotes", "substitution"}
    assert is_found(MystCodec(MdParserConfig(enable_extensions=extensions)), message)


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ("Bake the bread for an hour.", 0),
        ("Bake *the dough* for two hours.", 0),
        ("Knead the dough.", 1),
        ("Knead *the dough*.", 1),
        ("The dough rises for an hour.", 1),
        ("``oven``", 1),
    ],
)
def test_the_index_is_made_with_the_first_sentence_that_it_may_have(wanted, made):
    sources = ["Knead the dough. The dough rises for an hour.", "Weigh the flour."]
    index = {form: PAIR for source in sources for form in forms_of(RST, source)}
    making = Making(sources, index)
    (form,) = forms_of(RST, wanted)
    for _ in range(2):
        assert making.sentences.get(form) == index.get(form)
    assert making.made == made


def test_the_index_is_made_where_many_sentences_are_wanted():
    index = {"Knead the dough.": PAIR}
    making = Making(index, index)
    wanted = [key_form(RST.encode(f"Sentence number {n}.")) for n in range(2 * MOST)]
    assert not any(form in making.sentences for form in wanted)
    assert making.made == 1
    assert dict(making.sentences) == index
