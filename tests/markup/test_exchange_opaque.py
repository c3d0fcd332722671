"""What an engine is given that takes all text for text, and how it is read back."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, to_html
from sphinx_amts.markup.exchange_opaque import from_opaque, to_opaque
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.terminology.terms import pattern_of

GREEN = Placeable("literal", "``green <lid>``", "green <lid>")
KEY = Placeable("role", ":kbd:`Esc`", "Esc")
SOURCE = (
    Text("The "),
    GREEN,
    Text(" jar & the "),
    Span("strong", "**", "**", (Text("old "), KEY, Text(" Sphinx"))),
    Text("."),
)
SENT = to_html(SOURCE, keep=pattern_of(("Sphinx",)))


def read(answer):
    return from_html(from_opaque(answer, SENT), SOURCE, sent=SENT)


def test_nothing_stands_in_what_is_marked():
    opaque = to_opaque(SENT)
    assert opaque == (
        'The <code id="x1" translate="no"></code> jar &amp; the '
        '<strong id="x2">old <span id="x3" translate="no"></span> '
        '<span id="t1" translate="no"></span></strong>.'
    )
    assert to_opaque(opaque) == opaque


def test_what_came_back_untouched_is_the_form_that_was_sent():
    assert from_opaque(to_opaque(SENT), SENT) == SENT
    assert read(to_opaque(SENT)) == SOURCE


def test_the_source_may_show_tags_in_its_text():
    source = (Text('<code id="x1" translate="no">a</code> '), GREEN)
    sent = to_html(source)
    assert from_html(from_opaque(to_opaque(sent), sent), source, sent=sent) == source


@pytest.mark.parametrize(
    "answer",
    [
        'LA <code id="x1">JARRA</code> y <strong id="x2">VIEJO'
        ' <span id="x3"></span> <span id="t1"></span></strong>.',
        'LA <code id="x1"><font>JARRA</font></code> y <strong id="x2">VIEJO'
        " <span id=x3></span> <span id=t1></span></strong>.",
    ],
)
def test_words_that_were_moved_into_a_placeable_stand_behind_it(answer):
    inlines = read(answer)
    assert inlines[:3] == (Text("LA "), GREEN, Text("JARRA y "))
    assert inlines[3].children[1:] == (KEY, Text(" Sphinx"))


def test_words_that_were_moved_into_a_kept_word_are_not_lost():
    answer = to_opaque(SENT).replace('"t1" translate="no">', '"t1">VIEJO')
    assert read(answer)[3].children[-1] == Text(" SphinxVIEJO")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('<code id="x1" translate="no"></code>', "", "is lost"),
        ('<span id="t1" translate="no"></span>', "", "'Sphinx' is lost"),
        ("</code>", '</code><code id="x1"></code>', "came back twice"),
        ("</code>", '</code><code id="x7"></code>', "is invented"),
        ("</code>", '</code><code id="evil"></code>', "is invented"),
        ("</code>", "</code><b>loud</b>", "is invented"),
        ("</code>", "</code><img src=x>", "is invented"),
        ("</code>", "</code><!-- x -->", "a comment"),
    ],
)
def test_damage_is_refused_as_in_the_full_form(old, new, fault):
    answer = to_opaque(SENT).replace(old, new)
    with pytest.raises(PlaceableError, match=fault):
        read(answer)
