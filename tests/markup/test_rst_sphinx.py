"""The codec under Sphinx' roles: real messages, and pages that are really built."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from docutils import nodes, utils
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, roles
from kept_parser import KeptParser
from samples import CATALOGS, EXAMPLE_BOOK, catalog_folder
from sphinx.application import Sphinx
from sphinx.transforms.i18n import parse_noqa
from sphinx.util.docutils import docutils_namespace, patch_docutils, sphinx_domains

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import from_html, key_form, to_html
from sphinx_amts.markup.model import Placeable, Span, Text, elements, visible_text
from sphinx_amts.markup.rst import RstCodec

CHINESE = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可"
MARKS = "，。、：；！？（）「」“”…—"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Docutils settings while Sphinx reads a page."""
    folder = tmp_path_factory.mktemp("book")
    folder.joinpath("conf.py").write_text("", "utf-8")
    folder.joinpath("index.rst").write_text("Title\n=====\n", "utf-8")
    out = folder / "_build"
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            folder, folder, out, out, "dummy", status=None, warning=io.StringIO()
        )
        for name in ("source", "issue", "gh", "pypi", "bpo", "opcode"):
            roles.register_local_role(name, roles.generic_custom_role)
        settings = get_default_settings(Parser)
        changes = {"report_level": 5, "halt_level": 6, "warning_stream": io.StringIO()}
        for name, value in {**app.env.settings, **changes, "env": app.env}.items():
            setattr(settings, name, value)
        app.env.prepare_settings("index")
        with sphinx_domains(app.env):
            yield settings


@pytest.fixture(scope="module")
def codec(page):
    return RstCodec(page)


@pytest.fixture(scope="module")
def parse(page):
    parser = KeptParser(page)

    def parse_block(source):
        """The first node of the page, as Sphinx takes it for a translation."""
        found = re.match(r"(.*)(?<!\\)#\s*noqa\s*$", source, re.DOTALL)
        source = found[1] if found else source
        if source.strip().endswith("::"):
            source += "\n\n   dummy literal"
        document = utils.new_document("test", page)
        parser.parse(source, document)
        return document[0] if document.children else document

    return parse_block


def normal(node):
    """The tree of *node*, without what counts up from page to page."""
    node = node.deepcopy()
    for element in node.findall(nodes.Element):
        for name in ("ids", "refid", "backrefs"):
            element.attributes.pop(name, None)
    return re.sub(r"index-\d+", "index", node.pformat())


def signature(node):
    """A bag of the inline elements of *node* and what they point to."""
    found = Counter()
    for child in node.children:
        if isinstance(child, nodes.Text) or child.tagname == "index":
            continue
        if isinstance(child, nodes.target) and not child.children:
            continue
        verbatim = child.tagname in {
            *("literal", "math", "footnote_reference", "citation_reference"),
            *("substitution_reference", "raw"),
        }
        names = ("refuri", "refname", "reftarget", "reftype", "refdomain", "anonymous")
        targets = tuple(child.get(name) for name in names)
        text = child.astext()
        found[
            child.tagname,
            targets,
            tuple(child.get("classes", ())),
            text if verbatim else bool(text),
        ] += 1
    return found


SHARE = {"example book": 1, "Python documentation": 5}
"""One message of so many; the programs in `benchmarks` take them all."""


def real_messages(name, languages=("zh_CN", "es"), *, translations=True):
    texts = {}
    for language in languages:
        for path in sorted(catalog_folder(name, language).rglob("*.po")):
            if name == "example book" and not is_rst(path):
                continue
            with path.open("rb") as file:
                catalog = read_po(file)
            for entry in catalog:
                if entry.id:
                    texts[entry.id] = True
                if entry.id and entry.string and translations:
                    texts[entry.string] = True
    # Sphinx extracts code with its line breaks; no codec is asked for it
    found = [parse_noqa(text)[0] for text in texts if "\n" not in text.strip()]
    return found[:: SHARE[name]]


def is_rst(catalog):
    return (EXAMPLE_BOOK / catalog.stem).with_suffix(".rst").is_file()


def chinese(rng, text):
    """Text of as many characters, without blanks."""
    words = "".join(
        rng.choice(CHINESE)
        if c.isalnum()
        else rng.choice(MARKS)
        if rng.random() < 0.3
        else c
        for c in text
        if c != " "
    )
    return words or text


def translated(rng, inlines):
    return [
        Text(chinese(rng, inline.text))
        if isinstance(inline, Text)
        else replace(inline, children=tuple(translated(rng, inline.children)))
        if isinstance(inline, Span)
        else inline
        for inline in inlines
    ]


@pytest.mark.parametrize("name", CATALOGS)
def test_real_messages_come_back_as_the_same_tree(codec, parse, name):
    messages = real_messages(name)
    changed = []
    for message in messages:
        source = codec.decode(codec.encode(message))
        if source == message:
            continue
        before, after = parse(message), parse(source)
        # a text that Sphinx would drop, as a list, is made a paragraph
        if isinstance(before, nodes.paragraph) and normal(before) != normal(after):
            changed.append((message, source))
    assert changed == []
    assert len(messages) > (2000 if name == "Python documentation" else 400)


@pytest.mark.parametrize("name", CATALOGS)
def test_real_messages_survive_chinese_without_blanks(codec, parse, name):
    rng = random.Random(3)
    wrong, rejected, count = [], [], 0
    for message in real_messages(name, ["zh_CN"], translations=False):
        source = codec.encode(message)
        before = parse(message)
        if not any(elements(source)) or not isinstance(before, nodes.paragraph):
            continue
        if any(element.kind == "problematic" for element in elements(source)):
            continue  # an error in the source, which may as well go
        count += 1
        inlines = translated(rng, from_html(to_html(source), source))
        rng.shuffle(inlines)
        try:
            after = parse(codec.decode(inlines))
        except PlaceableError as exc:
            rejected.append((message, str(exc)))
            continue
        same_text = re.sub(r"\s", "", after.astext()) == re.sub(
            r"\s", "", visible_text(inlines)
        )
        if (
            not isinstance(after, nodes.paragraph)
            or signature(before) != signature(after)
            or not (same_text or has_generated_text(source))
        ):
            wrong.append((message, codec.decode(inlines)))
    assert wrong == []
    assert len(rejected) <= 1 + count / 1000, rejected
    assert count > (400 if name == "Python documentation" else 40)


def has_generated_text(inlines):
    """Whether an element shows text that Sphinx makes up, or hides some."""
    return any(
        e.kind == "explanation"
        or (isinstance(e, Placeable) and e.kind not in {"literal", "link", "math"})
        # the words of a formula that an engine sees have no backslashes
        or (e.kind == "math" and "\\" in e.source)
        for e in elements(inlines)
    )


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("See :ref:`x`.", "See <1 xref/>."),
        ("See :ref:`the text <x>`.", "See <1 xref>the text</>."),
        ("See :doc:`the text <x>`.", "See <1 xref>the text</>."),
        ("See :py:func:`~a.b`.", "See <1 xref/>."),
        ("See :func:`sorted <builtins.sorted>`.", "See <1 xref/>."),
        ("See :func:`the other one <b>`.", "See <1 xref>the other one</>."),
        ("See :func:`!a.b`.", "See <1 xref/>."),
        ("A :term:`word` here", "A <1 xref>word</> here"),
        ("A :index:`word` here", "A <1 index>word</> here"),
        ("A :index:`a; b` here", "A <1 index/> here"),
        (
            ":abbr:`LIFO (last in)` x",
            "<1 abbreviation>LIFO <2 explanation>last in</></> x",
        ),
        (":numref:`Figure %s <x>`", "<1 xref>Figure <2 number/></>"),
        (":pep:`8` and :kbd:`C-x`", "<1 xref/> and <2 role/>"),
        (":program:`ls` and :dfn:`word`", "<1 role/> and <2 emphasis>word</>"),
        ("`x <http://a.b>`_ y", "<1 link>x</> y"),
        ("http://a.b and *b*", "<1 link/> and <2 emphasis>b</>"),
        (":nosuchrole:`x` and :no:such:`x`", "<1 role/> and <2 role/>"),
        (r"\*a\* ``b``\ s", "*a* <1 literal/>s"),
        ("no *end", "no <1 problematic/>end"),
        (
            ":math:`a_b` [1]_ [C]_ |s|",
            "<1 math/> <2 footnote/> <3 citation/> <4 substitution/>",
        ),
    ],
)
def test_what_is_translated(codec, message, key):
    assert key_form(codec.encode(message)) == key


@pytest.mark.parametrize(
    ("message", "words", "source"),
    [
        ("A :term:`word`", ["一", "词"], r"一\ :term:`词 <word>`"),
        ("A :term:`word`", ["A ", "word"], "A :term:`word`"),
        ("A :term:`word <word>`", ["A ", "word"], "A :term:`word <word>`"),
        ("A :term:`a word <word>`", ["一", "词"], r"一\ :term:`词 <word>`"),
        ("A :index:`word`", ["一", "词"], r"一\ :index:`词 <word>`"),
        (":abbr:`A (b)`", ["甲", "乙"], ":abbr:`甲 (乙)`"),
        (":numref:`Figure %s <x>`", ["图"], ":numref:`图%s <x>`"),
        ("`x <http://a.b>`_", ["x"], "`x <http://a.b>`_"),
        ("`x <http://a.b>`_", ["甲"], "`甲 <http://a.b>`__"),
        ("`x`_ y", ["甲", "乙"], r"`甲 <x_>`__\ 乙 # noqa"),
        ("`x y`_ z", ["x y", "乙"], r"`x y`_\ 乙"),
        ("word_ z", ["甲", "乙"], r"`甲 <word_>`__\ 乙 # noqa"),
        ("word_ z", ["word", "乙"], r"word_\ 乙"),
        ("`x`__ y", ["甲", "乙"], r"`甲`__\ 乙"),
        ("`x <y_>`_ z", ["甲", "乙"], r"`甲 <y_>`__\ 乙 # noqa"),
        (":ref:`x <y>`", ["a`b<c>"], r":ref:`a\`b\<c> <y>`"),
        (":ref:`x <y>`", ["!a"], r":ref:`\!a <y>`"),
        ("*x* y", [" 甲 ", "乙"], "*甲* 乙"),
    ],
)
def test_how_spans_are_written(codec, message, words, source):
    rest = iter(words)

    def put(inlines):
        return [
            replace(i, children=tuple(put(i.children)))
            if isinstance(i, Span)
            else Text(next(rest, ""))
            if isinstance(i, Text) and any(c.isalpha() for c in i.text)
            else Text("")
            if isinstance(i, Text)
            else i
            for i in inlines
        ]

    assert codec.decode(put(codec.encode(message))) == source


@pytest.mark.parametrize(
    ("message", "order", "source"),
    [
        ("[1]_ a [2]_", [2, 1, 0], "[2]_ a [1]_ # noqa"),
        ("[1]_ a [2]_", [1, 0, 2], r"a [1]_\ [2]_"),
        ("``a`` b [2]_", [2, 1, 0], "[2]_ b ``a``"),
    ],
)
def test_references_in_another_order_are_announced(codec, message, order, source):
    inlines = codec.encode(message)
    assert codec.decode([inlines[n] for n in order]) == source


@pytest.mark.parametrize(
    "message", ["[#]_ a [#]_", "`a`__ and `b`__", "|a|__ and b__", "[*]_ a [*]_"]
)
def test_what_is_matched_by_its_order_keeps_it(codec, message):
    first, text, second = codec.encode(message)
    with pytest.raises(PlaceableError, match="changed places"):
        codec.decode([second, text, first])


@pytest.mark.parametrize("text", ["甲 (乙)", "(乙)"])
def test_abbreviations_gain_no_explanation(codec, text):
    (span,) = codec.encode(":abbr:`LIFO`")
    with pytest.raises(PlaceableError, match="explanation"):
        codec.decode([replace(span, children=(Text(text),))])
