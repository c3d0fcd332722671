"""Whatever text and elements MyST is written from, it reads back as the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("myst_parser")

from myst_parser.config.main import MdParserConfig

from sphinx_amts.markup.model import Inline, Placeable, Span, Text
from sphinx_amts.markup.myst import MystCodec
from sphinx_amts.model import MessageKind

EXTENSIONS = [
    set(),
    {"dollarmath", "substitution", "attrs_inline", "strikethrough", "colon_fence"},
    {"smartquotes", "replacements", "strikethrough", "fieldlist", "attrs_block"},
    {"dollarmath", "amsmath", "deflist", "tasklist", "attrs_inline", "html_image"},
]
CODECS = [MystCodec(MdParserConfig(enable_extensions=names)) for names in EXTENSIONS]

# letters, digits, marks, punctuation of all kinds, symbols, blanks and formats, in
# scripts with and without blanks, and all that means something to MyST
LETTERS = "aé中א１²\u0301😀\u00a0\u3000\u200b "
SIGNS = "“”«»「」（）、。：！？¿·—-.,;:!?'\"()[]{}<>$€+=|~^`*_\\/#%&@"
BLOCKS = ["1. ", "# ", "- ", "::: ", "(x)=", "+++", "::"]
MARKUP = ["{ref}", "{{x}}", "&amp;", "&#65;", "](x)", "[^1]", "![", "<b>", "~~", "$$"]
TYPOGRAPHY = ["<http://x.y>", "--", "...", "(c)"]
pieces = st.sampled_from([*LETTERS, *SIGNS, *BLOCKS, *MARKUP, *TYPOGRAPHY])
texts = st.builds(Text, st.lists(pieces, min_size=1, max_size=4).map("".join))
no_brackets = st.sampled_from(
    [
        Placeable("literal", "`x*`", "x*"),
        Placeable("literal", "`` a`b ``", "a`b"),
        Placeable("role", "{kbd}`C-x`", "C-x"),
        Placeable("image", "![a](b.png)", "a"),
        Placeable("raw", "<br>"),
        Placeable("raw", "<div>"),
    ]
)
brackets = st.sampled_from(
    [
        Placeable("link", "<https://x.y>", "https://x.y"),
        Placeable("xref", "[](#a)"),
        Placeable("footnote", "[^1]", "1"),
    ]
)


def spans(children: st.SearchStrategy[tuple[Inline, ...]]) -> st.SearchStrategy[Inline]:
    def delimited(kind: str, mark: str) -> st.SearchStrategy[Inline]:
        # something that shows has to be in it
        filled = children.map(lambda found: (Text("字"), *found)) | children.map(
            lambda found: (*found, Text("x"))
        )
        return filled.map(lambda found: Span(kind, mark, mark, found))

    return (
        delimited("emphasis", "*")
        | delimited("emphasis", "_")
        | delimited("strong", "**")
        | delimited("strong", "__")
    )


def nested(leaf: st.SearchStrategy[Inline]) -> st.SearchStrategy[tuple[Inline, ...]]:
    return st.recursive(
        st.lists(leaf, min_size=1, max_size=3).map(tuple),
        lambda children: st.lists(leaf | spans(children), min_size=1, max_size=4).map(
            tuple
        ),
        max_leaves=12,
    )


inlines = nested(texts | no_brackets | brackets)
inside_links = nested(texts | no_brackets)
linked = st.tuples(inlines, inside_links, inlines).map(
    lambda parts: (*parts[0], Span("link", "[", "](http://a.b)", parts[1]), *parts[2])
)


def shape(found: tuple[Inline, ...] | list[Inline]) -> list[object]:
    """What is told apart: kinds, sources, and text without the blanks at its ends."""
    shapes: list[object] = []
    text = ""
    for inline in [*found, None]:
        if isinstance(inline, Text):
            text += inline.text
            continue
        if inline is not None and inline.source in {"&#32;"}:
            continue
        if isinstance(inline, Placeable) and inline.source == "&#8203;":
            continue
        if " ".join(text.replace("\u200b", "").split()):
            shapes.append(" ".join(text.replace("\u200b", "").split()))
        text = ""
        if isinstance(inline, Placeable):
            source = inline.text if inline.kind == "literal" else inline.source
            shapes.append((inline.kind, source))
        elif isinstance(inline, Span):
            shapes.append((inline.kind, shape(inline.children)))
    return shapes


@pytest.mark.parametrize("number", range(len(CODECS)))
@settings(max_examples=75, deadline=None)
@given(inlines | linked)
@example((Text("中"), Span("strong", "**", "**", (Text("注意："),)), Text("请")))
def test_what_is_written_is_read_back(number: int, message: tuple[Inline, ...]) -> None:
    codec = CODECS[number]
    source = codec.decode(message)
    assert shape(codec.encode(source)) == shape(message)
    assert codec._syntax.is_paragraph(source) or not shape(message)


def filled(kind: str, opening: str, closing: str) -> st.SearchStrategy[Inline]:
    return nested(texts | no_brackets).map(
        lambda children: Span(kind, opening, closing, (Text("字"), *children))
    )


extended = nested(
    texts
    | no_brackets
    | filled("strikethrough", "~~", "~~")
    | filled("role", "[", "]{.c}")
    | filled("strong", "{strong}`", "`")
    | st.sampled_from(
        [Placeable("math", "$x$", "x"), Placeable("substitution", "{{ x }}", "x")]
    )
)


@pytest.mark.slow
@settings(max_examples=75, deadline=None)
@given(extended)
def test_what_extensions_add_is_read_back(message: tuple[Inline, ...]) -> None:
    source = CODECS[1].decode(message)
    assert shape(CODECS[1].encode(source)) == shape(message)


@pytest.mark.parametrize("number", range(len(CODECS)))
@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join))
def test_any_text_is_read_back(number: int, text: str) -> None:
    codec = CODECS[number]
    source = codec.decode([Text(text)], kind=MessageKind.TITLE)
    assert "\n" not in source
    controls = dict.fromkeys([*range(9), *range(10, 32), *range(127, 160)], " ")
    expected = text.translate(controls).split()
    assert "".join(str(part) for part in shape(codec.encode(source))).split() == (
        " ".join(expected).replace("\u200b", "").split()
    )


@pytest.mark.parametrize("number", range(len(CODECS)))
@settings(max_examples=75, deadline=None)
@given(st.lists(pieces | st.sampled_from([" 字 ", "`", "**", "*", "_"])).map("".join))
def test_any_message_keeps_its_elements(number: int, message: str) -> None:
    codec = CODECS[number]
    read = codec.encode(message.strip())
    assert shape(codec.encode(codec.decode(read))) == shape(read)
