"""A generated book with messages of all kinds, each to be found again on its page."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass, field

KINDS_RST = (
    """paragraph paragraph paragraph list numbered cell note admonition definition
    term figure alt code-caption table-caption field rubric line topic changed quote
    title footnote index dropdown caption meta"""
).split()
KINDS_MYST = (
    """paragraph paragraph paragraph list numbered cell note admonition definition
    term figure alt figure-alt code-caption table-caption field rubric topic changed
    quote title task index card caption meta"""
).split()

PLAIN = {"alt", "figure-alt", "caption", "meta", "index"}
"""Kinds whose text Sphinx copies as it stands."""

_FEW = {"title", "admonition", "topic", "rubric", "definition", "code-caption", "card",
        "table-caption", "dropdown"}  # fmt: skip
_ONCE = {"caption", "meta"}

RST_CODES = [
    *("``co<de``", ":math:`a_b<c`", "[#note]_", "|sub|", ":kbd:`Ctrl+C`", ":ref:`sec`"),
    *(":doc:`index`", ":term:`loaf`", "https://ok.test/x", ":gh:`12`", ":pep:`8`"),
    *(":file:`a/{b}`", "named_", ":download:`file.txt`", ":safe:`x y`", "``**``"),
]
RST_SPANS = [
    *(("*", "*"), ("**", "**"), ("`", " <https://ok.test/a>`__")),
    *((":ref:`", " <sec>`"), (":sub:`", "`"), (":term:`", " <loaf>`")),
]
RST_SIMPLE = ["``co<de``", ":math:`a_b<c`", ":kbd:`Ctrl+C`", ":file:`a/{b}`"]
MYST_CODES = [
    *("`co<de`", "$a_b<c$", "{math}`a_b`", "[^note]", "{{ sub }}", "{kbd}`Ctrl+C`"),
    *("{ref}`sec`", "{doc}`index`", "{term}`loaf`", "<https://ok.test/x>", "{gh}`12`"),
    *("{pep}`8`", "![](pic.png)", "{download}`file.txt`", "{safe}`x y`", "<wbr>"),
    *("`at`{.known}", "`{{ sub }}`", "[](#sec)"),
]
MYST_SPANS = [
    *(("*", "*"), ("**", "**"), ("[", "](https://ok.test/a)"), ("{ref}`", " <sec>`")),
    *(("~~", "~~"), ("{sub}`", "`"), ("[", "][site]")),
]
MYST_SIMPLE = ["`co<de`", "$a_b<c$", "{kbd}`Ctrl+C`", "{safe}`x`"]

CONF = '''\
import pathlib
from docutils import nodes
from docutils.parsers.rst import Directive

project = "Hostile"
extensions = [
    "myst_nb", "sphinx_design", "sphinx.ext.autodoc", "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx", "sphinx.ext.extlinks", "sphinx.ext.doctest",
    "sphinx.ext.todo", "sphinx.ext.ifconfig", "sphinx.ext.mathjax",
    "sphinx.ext.graphviz", "sphinx_amts",
]
myst_enable_extensions = [
    "amsmath", "attrs_inline", "attrs_block", "colon_fence", "deflist", "dollarmath",
    "fieldlist", "html_admonition", "html_image", "linkify", "replacements",
    "smartquotes", "strikethrough", "substitution", "tasklist",
]
myst_substitutions = {"sub": "substituted"}
myst_heading_anchors = 3
nb_execution_mode = "off"
intersphinx_mapping = {}
extlinks = {"gh": ("https://ok.test/issue/%s", "issue %s")}
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb"}
suppress_warnings = ["myst.strikethrough"]
exclude_patterns = ["secret", "amts"]
gettext_additional_targets = ["index"]
rst_prolog = ""
smartquotes = False
todo_include_todos = True
html_theme = "basic"
html_copy_source = False
language = "en"
amts_segment = "message"
amts_typography = {"spanish-opening-marks": False}
amts_banner = "never"
amts_marks = False


def note(name):
    path = pathlib.Path(__file__).with_name("canary-" + name.strip()[:40])
    path.write_text("run", encoding="utf-8")


def shell(role, rawtext, text, lineno, inliner, options=None, content=()):
    note("".join(c for c in text if c.isalnum()))
    return [nodes.Text(text)], []


def safe(role, rawtext, text, lineno, inliner, options=None, content=()):
    return [nodes.literal(rawtext, text)], []


class Shell(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        text = " ".join([*self.arguments, *self.content])
        note("".join(c for c in text if c.isalnum()))
        return []


def setup(app):
    app.add_role("shell", shell)
    app.add_role("safe", safe)
    app.add_directive("shell", Shell)
'''  # fmt: skip
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
INDEX = """\
.. _sec:

Hostile
=======

.. glossary::

   loaf
      ``1``

.. toctree::

{pages}
"""
RST_FRAME = """\
{head}
P{page}
===

.. |sub| replace:: substituted

.. role:: raw-html(raw)
   :format: html

.. _named: https://named.test

.. [#note] ``1``

{body}
"""
MYST_FRAME = """\
{head}
# P{page}

[site]: https://site.test

[^note]: `1`

[^note]

{body}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a message, as a reader sees them."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Inline markup that stays as it is."""

    source: str


@dataclass(frozen=True, slots=True)
class Span:
    """Inline markup around words."""

    opening: str
    closing: str
    text: str


@dataclass(slots=True)
class Message:
    """A message of the book.

    Attributes:
        number: place in the whole book.
        page: name of its document.
        pieces: what it is made of, with blanks between them.
        msgid: as Sphinx extracts it; empty until the book has been read.
        sent: key and exchange form, once an engine has been asked.
    """

    number: int
    page: str
    dialect: str
    kind: str
    pieces: list[Text | Code | Span] = field(default_factory=list)
    msgid: str = ""
    sent: tuple[str, str] | None = None

    @property
    def word(self) -> str:
        """Return the word that only this message holds."""
        return word(self.number)

    @property
    def source(self) -> str:
        return " ".join(written(piece, str) for piece in self.pieces)

    @property
    def has_markup(self) -> bool:
        return any(not isinstance(piece, Text) for piece in self.pieces)


def word(number: int) -> str:
    """Return a word that names a message in its own text."""
    return f"Wq{number}z"


def written(piece, escape) -> str:
    """Return *piece* in its dialect, its words as *escape* writes them."""
    if isinstance(piece, Code):
        return piece.source
    if isinstance(piece, Span):
        return piece.opening + escape(piece.text) + piece.closing
    return escape(piece.text)


class Book:
    """All messages, and the files that hold them.

    Args:
        pages: how many documents; every other one is in MyST.
        size: messages in each.
    """

    def __init__(self, pages: int, size: int, seed: int) -> None:
        self.size = size
        self.messages: list[Message] = []
        self.pages: dict[str, str] = {}
        rng = random.Random(f"book {seed}")
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        self._words = ["".join(rng.choices(syllables, k=3)) for _ in range(3000)]
        self._rng = rng
        for page in range(pages):
            dialect = "rst" if page % 2 == 0 else "myst"
            self.pages[f"page{page}"] = dialect
            kinds = KINDS_RST if dialect == "rst" else KINDS_MYST
            rare = list(_ONCE)
            for number in range(size):
                every = rng.choice([k for k in kinds if k not in _ONCE])
                kind = rare.pop() if rare and number >= size - 2 else every
                self.messages.append(
                    self._message(page * size + number, f"page{page}", dialect, kind)
                )

    def _message(self, number: int, page: str, dialect: str, kind: str) -> Message:
        message = Message(number, page, dialect, kind)
        message.pieces = [Text(f"{word(number)} {self._some()}")]
        if kind in PLAIN or self._rng.random() < 0.3:
            return message
        rst = dialect == "rst"
        codes = list(RST_CODES if rst else MYST_CODES)
        spans = list(RST_SPANS if rst else MYST_SPANS)
        if kind in _FEW | {"term", "index"}:
            codes, spans = list(RST_SIMPLE if rst else MYST_SIMPLE), spans[:1]
        if kind == "term":
            spans = []
        for _ in range(self._rng.randint(1, 3)):
            if spans and self._rng.random() < 0.4:
                opening, closing = spans.pop(self._rng.randrange(len(spans)))
                piece = Span(opening, closing, self._some())
            elif codes:
                piece = Code(codes.pop(self._rng.randrange(len(codes))))
            else:
                break
            message.pieces.append(piece)
            if self._rng.random() < 0.7:
                message.pieces.append(Text(self._some()))
        return message

    def _some(self) -> str:
        return " ".join(self._rng.choices(self._words, k=self._rng.randint(2, 4)))

    def write(self, folder, pages) -> None:
        """Write the source of the book with *pages* into *folder*."""
        folder.mkdir(parents=True)
        (folder / "conf.py").write_text(CONF, encoding="utf-8")
        (folder / "pic.png").write_bytes(PICTURE)
        (folder / "file.txt").write_text("1", encoding="utf-8")
        names = "\n".join(f"   {page}" for page in pages)
        (folder / "index.rst").write_text(INDEX.format(pages=names), encoding="utf-8")
        for page in pages:
            dialect = self.pages[page]
            messages = [m for m in self.messages if m.page == page]
            body = "\n".join(PLACES[dialect](m) for m in messages if m.kind != "meta")
            frame, head = (
                (RST_FRAME, RST_META) if dialect == "rst" else (MYST_FRAME, MYST_META)
            )
            meta = "".join(head.format(m.source) for m in messages if m.kind == "meta")
            name = f"{page}.{'rst' if dialect == 'rst' else 'md'}"
            text = frame.format(head=meta, page=page[4:], body=body)
            (folder / name).write_text(text, encoding="utf-8")


RST_META = ".. meta::\n   :description: {}\n"
MYST_META = "---\nmyst:\n  html_meta:\n    description: {}\n---\n"

_RST = {
    "paragraph": "{}",
    "list": "* {}",
    "numbered": "#. {}",
    "cell": ".. list-table::\n\n   * - {}\n     - 1",
    "note": ".. note:: {}",
    "admonition": ".. admonition:: {}\n\n   1",
    "definition": "{}\n   1",
    "term": ".. glossary::\n\n   {}\n      1",
    "figure": ".. figure:: pic.png\n\n   {}",
    "alt": ".. image:: pic.png\n   :alt: {}",
    "code-caption": ".. code-block:: text\n   :caption: {}\n\n   1",
    "table-caption": ".. list-table:: {}\n\n   * - 1",
    "field": ":1: {}",
    "rubric": ".. rubric:: {}",
    "line": "| {}",
    "topic": ".. topic:: {}\n   :class: m-0\n\n   1",
    "changed": ".. versionchanged:: 1.0\n   {}",
    "quote": ".. epigraph::\n\n   {}",
    "dropdown": ".. dropdown:: {}\n\n   1",
}
_MYST = {
    "paragraph": "{}",
    "list": "- {}",
    "numbered": "1. {}",
    "cell": "| {} |\n|---|\n| 1 |",
    "note": ":::{{note}}\n{}\n:::",
    "admonition": ":::{{admonition}} {}\n1\n:::",
    "definition": "{}\n: 1",
    "term": ":::{{glossary}}\n{}\n  1\n:::",
    "figure": ":::{{figure}} pic.png\n\n{}\n:::",
    "alt": "![{}](pic.png)",
    "figure-alt": ":::{{image}} pic.png\n:alt: {}\n:::",
    "code-caption": "```{{code-block}} text\n:caption: {}\n\n1\n```",
    "table-caption": ":::{{list-table}} {}\n\n* - 1\n:::",
    "field": "\n:1: {}",
    "rubric": ":::{{rubric}} {}\n:::",
    "topic": ":::{{topic}} {}\n:class: m-0\n\n1\n:::",
    "changed": ":::{{versionchanged}} 1.0\n{}\n:::",
    "quote": "> {}",
    "task": "- [ ] {}",
    "card": ":::{{card}} {}\n1\n:::",
}


def _rst(message: Message) -> str:
    number, text = message.number, message.source
    if message.kind == "title":
        return f".. _t-{number}:\n\n{text}\n{'-' * (len(text) + 2)}\n"
    if message.kind == "footnote":
        return _contained(number, f".. [#f{number}] {text}")
    if message.kind == "index":
        return f".. index:: single: {text}\n\n1\n"
    if message.kind == "topic":
        return _RST["topic"].format(text).replace("m-0", f"m-{number}") + "\n"
    if message.kind == "caption":
        return _contained(
            number, f".. toctree::\n   :caption: {text}\n\n   1 <https://ok.test>"
        )
    return _contained(number, _RST[message.kind].format(text))


def _contained(number: int, text: str) -> str:
    lines = "\n".join(f"   {line}".rstrip() for line in text.split("\n"))
    return f".. container:: m-{number}\n\n{lines}\n"


def _myst(message: Message) -> str:
    number, text = message.number, message.source
    if message.kind == "title":
        return f"(t-{number})=\n## {text}\n"
    if message.kind == "index":
        return f"```{{index}} single: {text}\n```\n\n1\n"
    if message.kind == "topic":
        return _MYST["topic"].format(text).replace("m-0", f"m-{number}") + "\n"
    if message.kind == "caption":
        inner = f"```{{toctree}}\n:caption: {text}\n\n1 <https://ok.test>\n```"
    else:
        inner = _MYST[message.kind].format(text)
    return f"::::{{container}} m-{number}\n{inner}\n::::\n"


PLACES = {"rst": _rst, "myst": _myst}
