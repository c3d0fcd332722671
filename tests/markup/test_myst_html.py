"""Elements of HTML in MyST messages: code in them stays, and tags keep their order."""

from __future__ import annotations

import pytest

pytest.importorskip("myst_parser")

from myst_parser.config.main import MdParserConfig

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, to_html
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.myst import MystCodec

CODEC = MystCodec(MdParserConfig())


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("<kbd>Ctrl C</kbd>", "Ctrl C"),
        ("<code>a *b* c</code>", "a b c"),
        ("<SAMP>out</SAMP>", "out"),
        ('<span class="x" translate="no">Foo Bar</span>', "Foo Bar"),
        ("<kbd><kbd>Ctrl</kbd>+<kbd>C</kbd></kbd>", "Ctrl+C"),
    ],
)
def test_code_in_html_is_no_text_to_translate(element: str, text: str) -> None:
    read = CODEC.encode(f"Press {element} now.")
    assert read == (Text("Press "), Placeable("raw", element, text), Text(" now."))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("<b>", "</b>"), ('<a href="/x?a=1">', "</a>"), ('<i title="a>b">', "</i >")],
)
def test_text_in_other_elements_is_translated(opening: str, closing: str) -> None:
    message = f"See {opening}the *new* tin{closing} there."
    read = CODEC.encode(message)
    inside = (Text("the "), Span("emphasis", "*", "*", (Text("new"),)), Text(" tin"))
    span = Span("html", opening, closing, inside)
    assert read == (Text("See "), span, Text(" there."))
    assert CODEC.decode(read) == message


@pytest.mark.parametrize(
    "message",
    [
        "One<br>two <b>bold *x</b> y* <br/>three.",
        "A <b>b <i>c</b> d</i> e.",
        "No start</u> and <u>no end.",
        "<a id='z'></a>**a <b>b</b>** <sub>2</sub><sup>3</sup>",
        "[a <b>b</b> c](https://x.example) <!-- <b> --> <b>`x`</b>",
        "<B>upper</b> and <b>one <b>in</b> another</b>",
    ],
)
def test_what_is_read_is_written_as_it_was(message: str) -> None:
    assert CODEC.decode(CODEC.encode(message)) == message


def test_tags_cannot_come_back_in_another_order() -> None:
    message = 'A <b>big</b> tin and <a href="/y">a *small* one</a>.'
    source = CODEC.encode(message)
    assert to_html(source).count("translate=") == 0
    answer = (
        '<span id="x2">una <em id="x3">chica</em></span> y <span id="x1">grande</span>'
    )
    written = CODEC.decode(from_html(answer, source))
    assert written == '<a href="/y">una *chica*</a> y <b>grande</b>'
    with pytest.raises(PlaceableError):
        from_html('una <em id="x3">chica</em> y <span id="x1">x</span>', source)


def test_bold_text_in_an_element_can_be_written_beside_chinese() -> None:
    span = Span("html", "<u>", "</u>", (Span("strong", "**", "**", (Text("是"),)),))
    written = CODEC.decode((Text("这"), span, Text("的")))
    assert written == "这<u>**是**</u>的"
    assert CODEC.encode(written) == (Text("这"), span, Text("的"))
