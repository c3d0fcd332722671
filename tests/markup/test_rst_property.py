"""Whatever the texts and their order, docutils reads back what was written."""

from __future__ import annotations

import functools
import io
import re
import sys
import unicodedata
from dataclasses import replace

import pytest
from docutils import nodes, utils
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import punctuation_chars
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept_parser import KeptParser

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.model import Placeable, Span, Text, visible_text
from sphinx_amts.markup.rst import RstCodec
from sphinx_amts.model import MessageKind

CONSTRUCTS = [
    "*emphasis*",
    "**strong**",
    "``literal``",
    "``a\\``",
    "``*`` x``",
    ":emphasis:`text`",
    ":strong:`text`",
    "`text`:sup:",
    ":sub:`2`",
    "`a title`",
    ":math:`a_b \\cdot |x|`",
    "`text <http://example.org/a?b=c>`__",
    "`text <http://example.org/>`_",
    "`text <name_>`__",
    "`a phrase`_",
    "`anonymous`__",
    "word_",
    "word__",
    "[1]_",
    "[#label]_",
    "[CIT2002]_",
    "|substitution|",
    "_`inline target`",
    "http://example.org/path",
    "https://example.org/a(b)_c?d=e#f",
    "mailto:someone@example.org",
    "someone@example.org",
]
TOKENS = [
    *"*`_|\\:<>[](){}#.,;!?-+~=/@&%$^\"'",
    *"“”«»‘’「」（），。：！？、…—–·¿¡",
    *" \u00a0\u3000\u200b\u202f\u2028\t\x00\x1f",
    *"aZ1é中あ가بאกдΩß\u0301\U0001f600",
    *["**", "``", "::", "__", "..", "- ", "* ", "1. ", "(a) ", "A. ", "#. ", ">>> "],
    *["| ", "+---+", "==== ====", ":field: ", "-o x", "--opt  ", "/opt", "__ ", ".. "],
    *["http://x.org", "a@b.org", "ftp:a", "note:a", "word_", "[1]_", "|s|", ":r:`x`"],
    *["# noqa", "#noqa", " : ", "====", "....", "\\ ", "`x <y>`_", "`", "*a*"],
]
one_of_each_script = st.characters(
    blacklist_categories=("Cs",), blacklist_characters="\r\n"
)
texts = st.lists(
    st.one_of(st.sampled_from(TOKENS), one_of_each_script), min_size=1, max_size=6
).map("".join)


def docutils_settings(**changes):
    found = get_default_settings(Parser)
    for name, value in {
        "report_level": 5,
        "halt_level": 6,
        "warning_stream": io.StringIO(),
        **changes,
    }.items():
        setattr(found, name, value)
    return found


SETTINGS = docutils_settings()
PARSER = KeptParser(SETTINGS)
CODEC = RstCodec(SETTINGS)
ELEMENTS = [CODEC.encode(construct)[0] for construct in CONSTRUCTS]


def parse(source):
    document = utils.new_document("test", SETTINGS)
    PARSER.parse(source, document)
    for message in list(document.findall(nodes.system_message)):
        message.parent.remove(message)
    return document


def without_noqa(source):
    match = re.match(r"(.*)(?<!\\)#\s*noqa\s*$", source, re.DOTALL)  # as Sphinx does
    return match[1] if match else source


def shown(text):
    """The text as one line, which is all that docutils can show of it."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text)


def describe(node):
    name = node.tagname
    refname = node.get("refname")
    return (
        name,
        node.astext(),
        node.get("refuri"),
        refname,
        node.get("anonymous"),
        tuple(node.get("classes", ())),
    )


@functools.cache
def description(number):
    """Describe what docutils reads in one of CONSTRUCTS."""
    return describe(parse(CONSTRUCTS[number])[0][0])


def seen(paragraph):
    """Texts and elements of *paragraph*; targets that show nothing left out."""
    parts = [""]
    for child in paragraph.children:
        if isinstance(child, nodes.Text):
            parts[-1] += child.astext()
        elif not (isinstance(child, nodes.target) and not child.children):
            parts += [describe(child), ""]
    parts[0] = parts[0].lstrip(" ")
    parts[-1] = parts[-1].rstrip()
    return parts


def meant(inlines):
    parts = [""]
    for inline in inlines:
        if isinstance(inline, Text):
            parts[-1] += shown(inline.text)
            continue
        content = shown(visible_text([inline]))
        original = description(ELEMENTS_BY_SOURCE[key(inline)])
        if isinstance(inline, Span):
            before = content[: len(content) - len(content.lstrip())]
            after = content[len(content.rstrip()) :]
            parts[-1] += before
            original = (original[0], content.strip(), *original[2:])
        else:
            after = ""
        parts += [original, after]
    parts[0] = parts[0].lstrip(" ")
    parts[-1] = parts[-1].rstrip()
    return parts


def key(inline):
    if isinstance(inline, Placeable):
        return inline.kind, inline.source
    return inline.kind, inline.opening, inline.closing, inline.source


ELEMENTS_BY_SOURCE = {key(element): n for n, element in enumerate(ELEMENTS)}

placeables = st.sampled_from([e for e in ELEMENTS if isinstance(e, Placeable)])
spans = st.builds(
    lambda span, text: replace(span, children=(Text(text),)),
    st.sampled_from([e for e in ELEMENTS if isinstance(e, Span)]),
    texts.filter(lambda text: shown(text).strip()),
)
unchanged = st.sampled_from(ELEMENTS)
messages = st.lists(
    st.one_of(texts.map(Text), placeables, spans, unchanged), min_size=1, max_size=7
)


def check(inlines, kind):
    source = CODEC.decode(inlines, kind=kind)
    assert "\n" not in source
    bare = without_noqa(source)
    wanted = meant(inlines)
    document = parse(bare)
    if wanted == [""]:
        assert not document.children
        return ""
    assert [type(node) for node in document] == [nodes.paragraph], source
    assert seen(document[0]) == wanted, source
    return bare


@settings(max_examples=200, deadline=None, derandomize=True)
@given(messages)
def test_any_text_and_elements_are_read_back(inlines):
    source = check(inlines, MessageKind.BLOCK)
    if source and not source.endswith(" "):
        again = CODEC.decode(CODEC.encode(source))
        assert seen(parse(without_noqa(again))[0]) == seen(parse(source)[0])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(messages)
def test_titles_are_read_back_with_and_without_their_line(inlines):
    source = check(inlines, MessageKind.TITLE)
    if not source:
        return
    document = parse(f"{source}\n{'=' * len(source) * 2}")
    title = next(document.findall(nodes.title))
    assert seen(title) == meant(inlines), source


@settings(max_examples=100, deadline=None, derandomize=True)
@given(messages)
def test_terms_have_no_classifier(inlines):
    source = check(inlines, MessageKind.TERM)
    literals = "".join(e.source for e in inlines if isinstance(e, Placeable))
    if source and " : " not in literals:
        assert len(re.split(" +: +", source)) == 1


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from([*CONSTRUCTS, *TOKENS, " ", "中"]), max_size=9))
def test_any_message_survives(parts):
    message = " ".join("".join(parts).replace("\x00", "").split())
    source = parse(message)
    if [type(node) for node in source] != [nodes.paragraph]:
        return
    again = parse(without_noqa(CODEC.decode(CODEC.encode(message))))
    if any(source.findall(nodes.problematic)):
        # an error may have become the text that it is shown as
        assert again.astext() == source.astext(), message
    else:
        assert seen(again[0]) == seen(source[0]), message


@functools.cache
def one_of_each_kind():
    """A character for each kind that Unicode or docutils' rules tell apart."""
    kinds = {}
    for point in range(0x20, sys.maxunicode + 1):
        character = chr(point)
        category = unicodedata.category(character)
        if category in {"Cs", "Cn", "Co", "Cc"}:
            continue
        kind = (
            category,
            point < 128 and category[0] in "PSZ" and character,
            bool(OPENERS.match(character)),
            bool(CLOSERS.match(character)),
            bool(DELIMITERS.match(character)),
            unicodedata.east_asian_width(character),
            unicodedata.bidirectional(character),
        )
        kinds.setdefault(kind, character)
    return sorted(kinds.values())


OPENERS = re.compile(f"[{punctuation_chars.openers}]")
CLOSERS = re.compile(f"[{punctuation_chars.closers}]")
DELIMITERS = re.compile(f"[{punctuation_chars.delimiters}]")


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_every_kind_of_character_may_touch_an_element(construct):
    element = CODEC.encode(construct)[0]
    for character in one_of_each_kind():
        inlines = [
            Text("x" + character),
            element,
            Text(character + "x"),
            element,
            Text(character),
        ]
        if character.strip():
            inlines += [element]
        check(inlines, MessageKind.BLOCK)


def test_nested_spans_are_refused():
    inner = Span("strong", "**", "**", (Text("a"),))
    with pytest.raises(PlaceableError, match="other markup"):
        CODEC.decode([Span("emphasis", "*", "*", (Text("b"), inner))])
