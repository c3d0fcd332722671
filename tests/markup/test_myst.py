"""MyST messages: what is read as text, placeable or span, and how it is written."""

from __future__ import annotations

import pytest

pytest.importorskip("myst_parser")

from myst_parser.config.main import MdParserConfig

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.model import (
    Inline,
    Placeable,
    Span,
    Text,
    visible_text,
)
from sphinx_amts.markup.myst import (
    LinkDefinition,
    MystCodec,
    link_definitions,
)
from sphinx_amts.model import Dialect, MessageKind

ALL = {
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "strikethrough",
    "substitution",
    "tasklist",
}


def codec(*extensions: str, **settings: object) -> MystCodec:
    return MystCodec(MdParserConfig(enable_extensions=set(extensions), **settings))


PLAIN, FULL = codec(), codec(*ALL)


def strong(*children: Inline | str) -> Span:
    found = tuple(Text(c) if isinstance(c, str) else c for c in children)
    return Span("strong", "**", "**", found)


def emphasis(*children: Inline | str) -> Span:
    found = tuple(Text(c) if isinstance(c, str) else c for c in children)
    return Span("emphasis", "*", "*", found)


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("`a_b`", "literal", "a_b"),
        ("`` a`b ``", "literal", "a`b"),
        ("`x`{l=python}", "literal", "x"),
        ("$x_1$", "math", "x_1"),
        ("{math}`x_1`", "math", "x_1"),
        ("{eq}`label`", "xref", "label"),
        ("{numref}`fig`", "xref", "fig"),
        ("{ref}`there`", "xref", "there"),
        ("{py:func}`~os.path.join`", "xref", "~os.path.join"),
        ("{py:func}`!os.path`", "xref", "!os.path"),
        ("{cite:p}`knuth`", "citation", "knuth"),
        ("{kbd}`Ctrl+C`", "role", "Ctrl+C"),
        ("{nosuchrole}`a <b>`", "role", "a <b>"),
        ("[^note]", "footnote", "note"),
        ("![alt](a.png)", "image", "alt"),
        ("![alt](a.png){w=3}", "image", "alt"),
        ("<span>", "raw", ""),
        ("<https://a.b/c>", "link", "https://a.b/c"),
        ("<project:#there>", "xref", "project:#there"),
        ("[](#there)", "xref", ""),
        ("[](other.md)", "xref", ""),
        ("{{ key }}", "substitution", "key"),
    ],
)
def test_inline_code_is_a_placeable(source: str, kind: str, text: str) -> None:
    message = FULL.encode(f"a {source} b")
    assert message == (Text("a "), Placeable(kind, source, text), Text(" b"))
    assert FULL.decode(message) == f"a {source} b"


@pytest.mark.parametrize(
    ("source", "kind", "opening", "closing"),
    [
        ("*x*", "emphasis", "*", "*"),
        ("_x_", "emphasis", "_", "_"),
        ("**x**", "strong", "**", "**"),
        ("~~x~~", "strikethrough", "~~", "~~"),
        ('[x](https://a.b "t")', "link", "[", '](https://a.b "t")'),
        ("[x](other.md)", "xref", "[", "](other.md)"),
        ("[x](#a){.c #d}", "xref", "[", "](#a){.c #d}"),
        ("[x]{.c}", "role", "[", "]{.c}"),
        ("{ref}`x <there>`", "xref", "{ref}`", " <there>`"),
        ("{py:func}`x <os.path>`", "xref", "{py:func}`", " <os.path>`"),
        ("{abbr}`x (Unknown)`", "abbreviation", "{abbr}`", " (Unknown)`"),
        ("{sub}`x`", "subscript", "{sub}`", "`"),
        ("{term}`x`", "xref", "{term}`", "<x>`"),
        ("{index}`x`", "index", "{index}`", "<x>`"),
    ],
)
def test_what_shows_text_is_a_span(
    source: str, kind: str, opening: str, closing: str
) -> None:
    message = FULL.encode(f"a {source} b")
    span = Span(kind, opening, closing, (Text("x"),))
    assert message == (Text("a "), span, Text(" b"))
    assert FULL.decode(message) == f"a {source} b"


def test_spans_nest() -> None:
    (link,) = FULL.encode("[a **b `c` *d***](#e)")
    assert isinstance(link, Span)
    assert visible_text([link]) == "a b c d"
    inner = link.children[1]
    assert isinstance(inner, Span)
    assert [type(child) for child in inner.children] == [Text, Placeable, Text, Span]


def test_text_has_escapes_and_entities_undone() -> None:
    assert PLAIN.encode(r"1 \* 2 &lt; 3 &amp; \a &#20013;") == (
        Text(r"1 * 2 < 3 & \a 中"),
    )


def test_entities_for_blanks_that_no_text_keeps_are_placeables() -> None:
    message = PLAIN.encode("a&#10;b&nbsp;c")
    assert message == (
        Text("a"),
        Placeable("raw", "&#10;", "\n"),
        Text("b\u00a0c"),
    )


def test_footnotes_say_in_which_order_they_stand() -> None:
    message = PLAIN.encode("a[^x] b[^y]")
    orders = [part.order for part in message if isinstance(part, Placeable)]
    assert orders == [1, 2]


PAGE = 'Text with [one].\n\n[one]: https://a.b/(c) "A \\"title\\""\n[Two]: <x y.md>\n'


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("[text][one]", '[text](<https://a.b/(c)> "A \\"title\\"")'),
        ("[One][]", '[One](<https://a.b/(c)> "A \\"title\\"")'),
        ("[one]", '[one](<https://a.b/(c)> "A \\"title\\"")'),
        ("[two]{.c}", "[two](x%20y.md){.c}"),
        ("![alt][two]", "![alt](x%20y.md)"),
        ("[three]", "\\[three]"),
    ],
)
def test_references_are_written_with_their_url(message: str, written: str) -> None:
    config = MdParserConfig(enable_extensions=ALL)
    definitions = link_definitions(PAGE, config)
    assert definitions["TWO"] == LinkDefinition(href="x%20y.md")
    reader = MystCodec(config, references=definitions)
    assert reader.decode(reader.encode(message)) == written


def test_a_message_without_markup_does_not_reach_the_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = codec("dollarmath")
    for name in ("inline", "block"):
        monkeypatch.setattr(plain._syntax.parser, name, None)
    message = "Plain text (with: punctuation), and 中文。"
    assert plain.encode(message) == (Text(message),)
    assert plain.decode([Text(message)]) == message


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("1. x", r"1\. x"),
        ("2) x", r"2\) x"),
        ("- x", r"\- x"),
        ("# x", r"\# x"),
        ("> x", r"\> x"),
        ("---", r"\---"),
        ("+++ x", r"\+++ x"),
        ("% x", r"\% x"),
        ("~~~ x", r"\~\~\~ x"),
        ("(x)=", r"\(x)="),
        ("::: x", r"\::: x"),
        (":x: y", r"\:x: y"),
        ("{.c}", r"\{.c}"),
        ("[x]: y", r"\[x]: y"),
        ("snake_case and 2 * 3 - 1.", "snake_case and 2 * 3 - 1."),
        ("#1 and 1.5 (a) {b} <3 & so on!", "#1 and 1.5 (a) {b} <3 & so on!"),
        ("a*b", r"a\*b"),
        ("_a_", r"\_a\_"),
        ("`a`", r"\`a\`"),
        ("[a](b)", r"\[a](b)"),
        ("<b>", r"\<b>"),
        ("&amp; &x", r"\&amp; &x"),
        ("5$", r"5\$"),
        ("{{x}}", r"\{{x}}"),
        ("a\\", "a&#92;"),
        ("a\\*", r"a\\\*"),
        ("a::", r"a:\:"),
        ("a # noqa", r"a \# noqa"),
        ("a\n\nb", "a b"),
        ("  a ", "a"),
        ("\u3000a", "&#12288;a"),
    ],
)
def test_text_is_escaped_where_it_would_be_markup(text: str, source: str) -> None:
    assert FULL.decode([Text(text)]) == source
    assert FULL.decode([Text(text)], kind=MessageKind.TITLE) == source


def test_what_needs_an_escape_depends_on_the_extensions() -> None:
    assert PLAIN.decode([Text("5$ ~~x~~ {{x}}")]) == "5$ ~~x~~ {{x}}"
    typographer = codec("smartquotes", "replacements")
    assert typographer.decode([Text("'a' -- (c)...")]) == (r"\'a\' \-\- \(c\)\.\.\.")


def test_typographer_is_undone_by_nothing() -> None:
    typographer = codec("smartquotes", "replacements")
    message = typographer.encode('He said "no" -- (c)')
    assert message == (Text("He said “no” – ©"),)
    assert typographer.decode(message) == "He said “no” – ©"


def test_terms_keep_what_sphinx_would_take_for_a_sort_key() -> None:
    text = [Text("mot : autre")]
    assert PLAIN.decode(text, kind=MessageKind.TERM) == r"mot \: autre"
    assert PLAIN.decode(text) == "mot : autre"


CODE = Placeable("literal", "`x`", "x")


@pytest.mark.parametrize(
    ("message", "source"),
    [
        # bold next to Chinese is plain text to a parser of Markdown
        ((Text("中"), strong("粗体"), Text("文")), "中**粗体**文"),
        ((strong("注意："), Text("请")), "{strong}`注意：`请"),
        ((Text("中"), strong("（x）"), Text("文")), "中{strong}`（x）`文"),
        ((strong("注意：", CODE), Text("请")), "**注意：`x`**&#35831;"),
        ((Text("请"), strong(CODE, "。"), Text(" 是")), "&#35831;**`x`。** 是"),
        ((emphasis("a"), emphasis("b")), "*a*_b_"),
        ((strong("甲", emphasis("乙")), Text("。")), "**甲{emphasis}`乙`**。"),
        ((strong("a ", emphasis("b")), Text(".")), "**a _b_**."),
        ((strong(emphasis("甲"), "乙"), Text("丙")), "**{emphasis}`甲`乙**丙"),
        ((Text("a"), strong(" b "), Text("c")), "a **b** c"),
        (
            (Text("中"), Span("emphasis", "_", "_", (Text("文"),)), Text("字")),
            "中*文*字",
        ),
        ((CODE, CODE), "`x`{literal}`x`"),
        ((Text("嗨!"), Span("link", "[", "](u:v)", (Text("x"),))), r"嗨\![x](u:v)"),
        ((Placeable("footnote", "[^1]", "1"), Text("(x)")), r"[^1]\(x)"),
        ((Placeable("footnote", "[^1]", "1"), Text(": x")), "&#32;[^1]: x"),
        ((Placeable("raw", "<div>"), Text("x")), "&#32;<div>x"),
    ],
)
def test_elements_keep_their_form_next_to_anything(
    message: tuple[Inline, ...], source: str
) -> None:
    assert PLAIN.decode(message) == source


@pytest.mark.parametrize(
    ("source", "text", "written"),
    [
        ("{ref}`x <there>`", "到 `a` 去", "{ref}``到 `a` 去 <there>``"),
        ("{ref}`x <there>`", "!x", "{ref}` !x <there>`"),
        ("{ref}`x <there>`", "a<b", "{ref}`a＜b <there>`"),
        ("{term}`word`", "词", "{term}`词 <word>`"),
        ("{term}`word`", "word", "{term}`word`"),
        ("{term}`word <word>`", "word", "{term}`word <word>`"),
        ("{index}`word`", "词", "{index}`词 <single: word>`"),
        ("{abbr}`LIFO (last in)`", "后进(先出)", "{abbr}`后进（先出） (last in)`"),
        ("{sub}`x`", "*x*", "{sub}`*x*`"),
        ("{strong}`x`", "注意：", "{strong}`注意：`"),
    ],
)
def test_roles_take_a_new_text(source: str, text: str, written: str) -> None:
    (span,) = PLAIN.encode(source)
    assert isinstance(span, Span)
    new = Span(span.kind, span.opening, span.closing, (Text(text),))
    assert PLAIN.decode([new]) == written


LINK = Span("link", "[", "](u:v)", (Text("x"),))


@pytest.mark.parametrize(
    "message",
    [
        Span("link", "[", "](u:w)", (LINK,)),
        Span("link", "[", "](u:w)", (Placeable("footnote", "[^1]", "1"),)),
        Span("xref", "{ref}`", " <there>`", (CODE,)),
        Span("xref", "{ref}`", " <there>`", (Text(" "),)),
        strong(),
        strong(" "),
    ],
)
def test_what_has_no_form_is_refused(message: Span) -> None:
    with pytest.raises(PlaceableError):
        PLAIN.decode([message])


def test_bare_links_get_an_end() -> None:
    pytest.importorskip("linkify_it")
    linkify = codec("linkify")
    message = linkify.encode("see https://a.b/c and www.d.org")
    assert linkify.decode([*message, Text("。")]) == (
        "see <https://a.b/c> and [www\\.d\\.org](http://www.d.org)。"
    )
    # what was no link in the source does not become one
    assert linkify.decode([Text("https://a.b")]) == r"https\:\/\/a.b"
    assert linkify.encode(r"https\:\/\/a.b") == (Text("https://a.b"),)


def test_parsers_are_made_once_for_the_same_settings() -> None:
    first, second = codec("dollarmath"), codec("dollarmath")
    assert first._syntax is second._syntax
    assert first._syntax is not codec("dollarmath", dmath_allow_space=False)._syntax


@pytest.mark.parametrize("only", ["commonmark_only", "gfm_only"])
def test_without_roles_a_neighbour_becomes_an_entity(only: str) -> None:
    plain = codec(**{only: True})
    assert plain.dialect is Dialect.MYST
    assert plain.decode([strong("注意："), Text("请")]) == "**注意：**&#35831;"
