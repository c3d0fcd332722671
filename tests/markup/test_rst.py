"""Plain reStructuredText: what is escaped, and what is left as it is."""

from __future__ import annotations

import io
import re

import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.rst import RstCodec
from sphinx_amts.model import Dialect, MessageKind


def settings(**changes):
    found = get_default_settings(Parser)
    changes = {"report_level": 5, "warning_stream": io.StringIO(), **changes}
    for name, value in changes.items():
        setattr(found, name, value)
    return found


CODEC = RstCodec(settings())
CODE = Placeable("literal", "``x``", "x")
BOLD = Span("strong", "**", "**", (Text("b"),))


def test_dialect():
    assert CODEC.dialect is Dialect.RST


@pytest.mark.parametrize(
    "text",
    [
        "A sentence: 1 * 2 = 2, a_b, _a, __init__, x|y?",
        "Ends with a colon:",
        "note: this, a:b, 10:30, C:",
        "中文，没有空格。",
        "\"*\" and (*) and '`' and “_”",
        "[1] and [a]",
        "1.5 and -1 and *",
        "...and so on",
        "!!!",
        "A.B. Smith",
    ],
)
def test_harmless_text_is_not_escaped(text):
    assert CODEC.decode([Text(text)]) == text
    assert CODEC.encode(text) == (Text(text),)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a *b* c", r"a \*b* c"),
        ("a **b** c", r"a \**b** c"),
        ("a `b` c", r"a \`b` c"),
        ("a ``b`` c", r"a \``b`` c"),
        ("a |b| c", r"a \|b| c"),
        ("a word_ c", r"a word\_ c"),
        ("see [1]_", r"see [1]\_"),
        (":ref:`x`", r":ref:\`x`"),
        (r"a\b", r"a\\b"),
        ("at http://a.b now", r"at http\://a.b now"),
        ("mail a@b.c", r"mail a\@b.c"),
        ("so::", r"so:\:"),
        ("so ::", r"so :\:"),
        ("1. one", r"\1. one"),
        ("- one", r"\- one"),
        ("* one", r"\* one"),
        ("• one", r"\• one"),
        ("#. one", r"\#. one"),
        ("(a) one", r"\(a) one"),
        ("A. one", r"\A. one"),
        ("| one", r"\| one"),
        (">>> one", r"\>>> one"),
        (".. one", r"\.. one"),
        ("..", r"\.."),
        (":a: one", r"\:a: one"),
        ("f(*args, **kwargs)", r"f(\*args, \**kwargs)"),
        ("-o one", r"\-o one"),
        ("-o  one", r"\-o  one"),
        ("--one", r"\--one"),
        ("+---+", r"\+---+"),
        ("==== ====", r"\==== ===="),
        ("====", r"\===="),
        ("__ one", r"\__ one"),
        ("\\" * 4, r"\ " + "\\" * 8),
        ("no # noqa", r"no \# noqa"),
        ("no #noqa ", r"no \#noqa"),
        (" one ", "one"),
        ("one\ntwo\u2028three", "one two three"),
    ],
)
def test_what_would_be_markup_is_escaped(text, source):
    assert CODEC.decode([Text(text)]) == source
    assert CODEC.encode(source) == (Text(re.sub("[\n\u2028]", " ", text).strip()),)


@pytest.mark.parametrize(
    ("inlines", "source"),
    [
        ([Text("中"), CODE, Text("文")], r"中\ ``x``\ 文"),
        ([Text("中，"), CODE, Text("。文")], "中，``x``。文"),
        ([Text("中（"), CODE, Text("）文")], "中（``x``）文"),
        ([Text("“"), BOLD, Text("”")], "“**b**”"),
        ([CODE, BOLD], r"``x``\ **b**"),
        ([Text("a "), CODE, Text("s")], r"a ``x``\ s"),
        ([Text("1. "), CODE], r"\1. ``x``"),
        ([CODE, Text("::")], r"``x``:\:"),
        ([Placeable("link", "http://a.b", ""), Text("中")], r"http://a.b\ 中"),
        ([Placeable("link", "http://a.b", ""), Text("/c")], r"http://a.b\ /c"),
        ([Text("x:y "), Placeable("link", "http://a.b", "")], r"x\:y http://a.b"),
        (
            [Text("see "), Placeable("link", "http://a.b/#noqa", "")],
            r"see http://a.b/#noqa\ ",
        ),
        (
            [Text("中"), Span("strong", "**", "**", (Text(" b "),)), CODE],
            "中 **b** ``x``",
        ),
        ([Span("emphasis", "*", "*", (Text("a*b\\"),))], r"*a\*b\\*"),
        ([], ""),
        ([Text(" ")], ""),
    ],
)
def test_borders(inlines, source):
    assert CODEC.decode(inlines) == source


def test_characters_may_be_marked_up_where_the_settings_say_so():
    codec = RstCodec(settings(character_level_inline_markup=True))
    assert codec.encode("中**b**文") == (Text("中"), BOLD, Text("文"))
    assert codec.decode([Text("中"), BOLD, Text("文 2*3")]) == r"中**b**文 2\*3"


def test_references_to_peps_follow_the_settings():
    codec = RstCodec(settings(pep_references=True, rfc_references=True))
    kinds = [type(inline) for inline in codec.encode("See PEP 8, RFC 2822.")]
    assert kinds == [Text, Placeable, Text, Placeable, Text]
    assert codec.decode(codec.encode("中 PEP 8 RFC 2822")) == "中 PEP 8 RFC 2822"
    assert codec.decode([Text("See PEP 8")]) == r"See \PEP 8"
    assert CODEC.encode("See PEP 8.") == (Text("See PEP 8."),)


@pytest.mark.parametrize(
    ("message", "text"),
    [("Code::", "Code:"), ("Code ::", "Code"), (r"Code\::", "Code::")],
)
def test_the_colons_that_announce_code_are_not_text(message, text):
    assert CODEC.encode(message) == (Text(text),)


def test_terms_keep_their_colon():
    inlines = [Text("中 : 文 "), CODE]
    assert CODEC.decode(inlines, kind=MessageKind.TERM) == r"中 \: 文 ``x``"
    assert CODEC.decode(inlines) == "中 : 文 ``x``"


def test_what_cannot_be_written_is_refused():
    with pytest.raises(PlaceableError, match="other markup"):
        CODEC.decode([Span("strong", "**", "**", (Text("a"), CODE))])
    with pytest.raises(PlaceableError, match="empty"):
        CODEC.decode([Span("strong", "**", "**", (Text(" "),))])
    with pytest.raises(PlaceableError, match="cannot be written"):
        CODEC.decode([Placeable("literal", "``x", "x")])
