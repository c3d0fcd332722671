"""Judges a translated message by the HTML page that it makes.

It knows nothing of how this project reads, writes or compares markup: it parses both
texts as Sphinx does, writes them with Sphinx's HTML writer, reads the HTML back with
`html.parser`, and compares what is there.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from sphinx.transforms.i18n import parse_noqa
from sphinx.writers.html import HTMLWriter

from sphinx_amts.extension.compat.parsing import TranslationParser
from sphinx_amts.extension.compat.trial import without_traces
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents

_UNSEEN = (nodes.Invisible, nodes.system_message)
_VERBATIM = {"code", "kbd", "samp", "math", "tt"}
_POINTERS = ("href", "src", "alt")
_COUNTED = re.compile(r"\b(?:index|id|footnote|citation|problematic)-\d+\b")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


@dataclass
class Element:
    """An element of a page, with the text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    verbatim: bool = False

    @property
    def points_to(self) -> tuple[str, ...]:
        """Return what it shows or leads to, in attributes."""
        classes = _COUNTED.sub("", self.attributes.get("class", ""))
        found = [self.attributes.get(name, "") for name in _POINTERS]
        if self.tag != "abbr":  # whose title is translated
            found.append(self.attributes.get("title", ""))
        return (self.tag, " ".join(classes.split()), *found)


@dataclass
class Page:
    """A message as HTML, read back.

    Attributes:
        elements: in reading order.
        text: all that is shown, and the explanations of abbreviations.
        prose: the same without what code and formulas show.
    """

    elements: list[Element] = field(default_factory=list)
    text: str = ""
    prose: str = ""

    def bag(self, *, empty_ones: bool = True) -> Counter:
        """Count elements, by all but the text that is translated.

        Whether they show any text makes a difference if *empty_ones* is true.
        """
        return Counter(
            (
                *e.points_to,
                empty_ones and bool(e.text.strip()),
                e.text if e.verbatim else "",
            )
            for e in self.elements
        )

    def links(self) -> list[tuple[str, str]]:
        """Return where links lead, and what they show."""
        return [
            (e.attributes.get("href", ""), " ".join(e.text.split()))
            for e in self.elements
            if e.tag == "a"
        ]


def compare(before: Page, after: Page, *, empty_ones: bool = True) -> str:
    """Say which elements of *before* are missing in *after*, and which are new."""
    was, now = before.bag(empty_ones=empty_ones), after.bag(empty_ones=empty_ones)
    words = [f"lost {part}" for part in (was - now).elements()]
    words += [f"gained {part}" for part in (now - was).elements()]
    return "; ".join(words)


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, Element]] = []

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        written = tag
        if attributes.get("class") == "pre":
            tag, attributes = "", {}  # the writer puts one around each word of code
        classes = set(attributes.get("class", "").split())
        # the title of a reference may be translated, though it looks like code
        verbatim = (tag in _VERBATIM or "math" in classes) and "xref" not in classes
        element = Element(tag, attributes, verbatim=verbatim)
        if tag == "abbr":
            self.page.text += f" {attributes.get('title', '')} "
            self.page.prose += f" {attributes.get('title', '')} "
        if tag:
            self.page.elements.append(element)
        if tag not in {"img", "br", "wbr"}:
            self._open.append((written, element))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag not in [name for name, _ in self._open]:
            return
        name = ""
        while name != tag:
            name, element = self._open.pop()
            if name != tag:  # never closed: what follows is beside it, not in it
                element.text = ""

    def handle_data(self, data):
        self.page.text += data
        if not any(element.verbatim for _, element in self._open):
            self.page.prose += data
        for _, element in self._open:
            element.text += data


def read_page(html: str) -> Page:
    """Return what is in *html*."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    return reader.page


class Checker:
    """Makes pages of messages of one book."""

    def __init__(self, book, codecs) -> None:
        self.codecs = codecs
        self._book = book
        self._page_settings = get_default_settings(HTMLWriter(book.app.builder))
        suffix = ".rst" if book.dialect == "rst" else ".md"
        source = str(book.env.srcdir / f"message{suffix}")
        self._parser = TranslationParser(book.env, codecs.settings, source)

    def block(self, text: str) -> nodes.Element | None:
        """Return the one paragraph that Sphinx reads in a translation, if it does."""
        text, _ = parse_noqa(text)
        if text.strip().endswith("::"):
            text += "\n\n   dummy literal"
        node = self._parse(text)
        if not isinstance(node, nodes.paragraph) or node.parent is None:
            return None
        rest = [n for n in node.parent.children[1:] if not isinstance(n, _UNSEEN)]
        if rest and not (
            text.endswith("dummy literal") and isinstance(rest[0], nodes.literal_block)
        ):
            return None
        return node

    def source(self, message: str) -> nodes.Element | None:
        """Return the content of *message*, whatever block it would be by itself.

        A title `1. Flour` is a list on its own; so are many cells of tables.
        """
        node = self.block(message)
        if node is not None:
            return node
        if self._book.dialect == "rst":
            return self.block(f"\\ {message}")
        section = self._parse(f"# {message}")
        title = section.children[0] if section.children else None
        return title if isinstance(title, nodes.title) else None

    def _parse(self, text: str) -> nodes.Element:
        return self._parser.parse(1, text)

    def page(self, node: nodes.Element) -> Page:
        """Return *node* as Sphinx writes it."""
        return read_page(self.html(node))

    def html(self, node: nodes.Element) -> str:
        """Return the HTML of the content of *node*, with all links made visible."""
        paragraph = nodes.paragraph("", "", *(c.deepcopy() for c in node.children))
        _make_links_visible(paragraph)
        document = new_document("page", self._page_settings)
        document += paragraph
        builder = self._book.app.builder
        visitor = builder.create_translator(document, builder)
        document.walkabout(visitor)
        return "".join(visitor.body)


@contextmanager
def checker(book):
    """Make a checker, while the roles of the book are in force."""
    with codecs_outside_documents(book.env) as codecs, without_traces(book.env):
        yield Checker(book, codecs)


def _make_links_visible(paragraph: nodes.Element) -> None:
    """Turn references, which only a whole book can resolve, into links.

    The address tells what they refer to.
    """
    for node in list(paragraph.findall(nodes.Element)):
        address = _address(node)
        if _is_unseen(node):
            node.parent.remove(node)
        elif address:
            link = nodes.reference("", "", *node.children, refuri=address)
            link["classes"] = node["classes"]
            node.replace_self(link)


def _is_unseen(node: nodes.Element) -> bool:
    if isinstance(node, nodes.target):
        return not node.children
    return node.tagname == "index" or isinstance(node, nodes.system_message)


def _address(node: nodes.Element) -> str:
    if node.tagname == "pending_xref" or "reftarget" in node:
        names = ("refdomain", "reftype", "reftarget", "py:module", "py:class")
        return ":".join(["xref", *(str(node.get(name, "")) for name in names)])
    if isinstance(node, nodes.footnote_reference | nodes.citation_reference):
        auto = node.get("auto", "")
        return f"{node.tagname}:{auto}:{node.get('refname', '')}"
    if isinstance(node, nodes.substitution_reference):
        return f"substitution:{node.get('refname', '')}"
    if isinstance(node, nodes.reference) and not node.get("refuri"):
        if node.get("anonymous"):
            return "anonymous"
        return f"name:{node.get('refname', '')}:{node.get('refid', '')}"
    return ""


def tree(node: nodes.Element) -> list[object]:
    """Return the content of *node* without what counts up from parse to parse."""
    found: list[object] = []
    text = ""
    for child in node.children:
        if isinstance(child, nodes.Text):
            text += child.astext()
            continue
        if isinstance(child, nodes.system_message):
            continue
        found += [_text(text, node), _tree_of(child)]
        text = ""
    return [part for part in [*found, _text(text, node)] if part]


def _text(text: str, node: nodes.Element) -> str:
    if isinstance(node, nodes.literal | nodes.math):
        return text
    text = _BLANKS.sub(" ", text)
    return text if isinstance(node, nodes.Inline) else text.strip(" ") and text


_COUNTERS = {"ids", "backrefs", "refid", "dupnames", "xml:space"}


def _tree_of(node: nodes.Element) -> object:
    attributes = {
        name: _COUNTED.sub("", repr(value))
        for name, value in node.attributes.items()
        if name not in _COUNTERS and value not in ([], None)
    }
    return (node.tagname, sorted(attributes.items()), tree(node))
