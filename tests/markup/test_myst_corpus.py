"""Real pages in MyST: round trip, and a translation of every text into Chinese.

Read back by MyST's own docutils renderer, and compared as document trees.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from samples import D2L, needs_d2l

pytest.importorskip("myst_parser")

from typing import TYPE_CHECKING

from myst_parser.config.main import MdParserConfig
from myst_parser.docutils_ import Parser

from sphinx_amts.markup.model import Inline, Span, Text
from sphinx_amts.markup.myst import MystCodec, link_definitions
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.frontend import Values

OWN = "own page"
BOOKS = (OWN, "Dive into Deep Learning")
SAMPLE = 150
EXTENSIONS = {
    "none": set(),
    "math": {"dollarmath", "amsmath", "colon_fence", "deflist"},
    "most": {
        *("dollarmath", "amsmath", "colon_fence", "deflist", "substitution"),
        *("attrs_inline", "attrs_block", "strikethrough", "smartquotes"),
        *("replacements", "fieldlist", "tasklist", "html_image"),
    },
}

PAGE = """\
# A *title* with `code`

1. An item, **bold (x)** and [a link](https://a.b "t") or [another][key].
2. <https://c.d>, {sub}`low` and H{sup}`2`O

| head | *cell* |
|------|--------|
| a \\| b | ![alt](x.png) |

Some_text with 2 * 3, a\\*b, "quotes" -- and **nested *spans* with `code`**.
A [link with **bold**](#anchor), a note[^1] &amp; <b>raw</b> &nbsp; text.

[^1]: A footnote with _emphasis_.

[key]: https://e.f
"""


@cache
def page_settings(extensions: frozenset[str]) -> Values:
    """Return the settings of a page, which take longer to make than a page to read."""
    page = publish_doctree(
        "",
        parser=Parser(),
        settings_overrides={
            "myst_enable_extensions": sorted(extensions),
            "report_level": 5,
            "halt_level": 6,
            "doctitle_xform": False,
        },
    )
    return page.settings


def read(source: str, extensions: set[str]) -> nodes.document:
    settings = page_settings(frozenset(extensions)).copy()
    return publish_doctree(source, parser=Parser(), settings=settings)


def messages(source: str, extensions: set[str]) -> Iterator[tuple[str, MessageKind]]:
    """Yield what Sphinx extracts: one line for each paragraph, title and term."""
    for node in read(source, extensions).findall(nodes.TextElement):
        message = node.rawsource.replace("\n", " ").strip()
        if message and isinstance(node, nodes.paragraph | nodes.title | nodes.term):
            is_title = isinstance(node, nodes.title)
            yield message, MessageKind.TITLE if is_title else MessageKind.BLOCK


@cache
def sample(book: str, name: str) -> list[tuple[str, MessageKind, MystCodec, str]]:
    extensions = EXTENSIONS[name]
    config = MdParserConfig(enable_extensions=set(extensions))
    pages = sorted(D2L.glob("chapter_*/*.md"))
    if book == OWN:
        pages = []
    chosen = random.Random(1).sample(pages, min(12, len(pages)))
    found = []
    for source in [PAGE, *(page.read_text(encoding="utf-8") for page in chosen)]:
        references = link_definitions(source, config)
        codec = MystCodec(config, references=references)
        definitions = "\n".join(
            f'[{key}]: <{definition.href}> "{definition.title}"'
            for key, definition in references.items()
        )
        found += [(*item, codec, definitions) for item in messages(source, extensions)]
    head, rest = found[:10], found[10:]
    return head + random.Random(2).sample(rest, min(SAMPLE, len(rest)))


def content(
    source: str, kind: MessageKind, extensions: set[str], definitions: str = ""
) -> list[nodes.Node] | None:
    """Return the children of the only block of *source*, None if there are more."""
    source = source.strip()
    if kind is MessageKind.TITLE:
        source = f"{source}\n{'=' * len(source) * 2}"
    blocks = [
        block
        for block in read(f"{source}\n\n{definitions}", extensions).children
        if not isinstance(block, nodes.system_message)
    ]
    if len(blocks) != 1:
        return None
    (block,) = blocks
    block = block.children[0] if isinstance(block, nodes.section) else block
    return block.children if isinstance(block, nodes.TextElement) else None


HIDDEN = {"ids", "names", "backrefs", "dupnames", "refid", "xml:space"}


def tree(children: list[nodes.Node], *, texts: bool) -> list[object]:
    """Return *children* as a tree: with the texts in order, or without in any."""
    found: list[object] = []
    text = ""
    for child in children:
        if isinstance(child, nodes.system_message):
            continue
        if isinstance(child, nodes.Text):
            text += str(child)
            continue
        if texts and text.strip():
            found.append(" ".join(text.split()))
        text = ""
        attributes = sorted(
            (key, repr(value))
            for key, value in child.attributes.items()
            if key not in HIDDEN and value not in ([], None)
        )
        verbatim = isinstance(child, nodes.literal | nodes.math | nodes.raw)
        shown = " ".join(child.astext().split()) if verbatim else bool(child.astext())
        inside = tree(child.children, texts=texts) if not verbatim else []
        found.append((child.tagname, attributes, shown, inside))
    if texts and text.strip():
        found.append(" ".join(text.split()))
    return found if texts else sorted(found, key=repr)


@pytest.mark.parametrize("name", EXTENSIONS)
@pytest.mark.parametrize("book", BOOKS)
def test_round_trip_gives_the_same_tree(book: str, name: str) -> None:
    if book != OWN:
        needs_d2l()
    extensions = EXTENSIONS[name]
    compared = 0
    for message, kind, codec, definitions in sample(book, name):
        before = content(message, kind, extensions, definitions)
        if before is None:  # a message with a look of its own, as that of a cell
            continue
        after = content(codec.decode(codec.encode(message)), kind, extensions)
        assert after is not None, message
        assert tree(after, texts=True) == tree(before, texts=True), message
        compared += 1
    assert compared >= (SAMPLE if book != OWN else 8)


CHINESE = (
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
)
LEFT = [
    "",
    "",
    "",
    "（",
    "“",
    "《",
    "「",
    "¿",
    "—",
    "$",
    "*",
    "[",
    "<",
    "1.",
    "#",
    "-",
    "_",
]
RIGHT = [
    "",
    "",
    "",
    "）",
    "”",
    "》",
    "：",
    "。",
    "！",
    "?",
    "...",
    "*",
    ":",
    "]",
    "$",
    "_",
    "::",
]


def translated(
    inlines: tuple[Inline, ...], rng: random.Random, runs: list[str]
) -> tuple[Inline, ...]:
    """Return *inlines* in Chinese, in another order and without a blank anywhere."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Span):
            children = translated(inline.children, rng, runs)
            found.append(replace(inline, children=children))
        elif not isinstance(inline, Text):
            found.append(inline)
        elif inline.text.strip() or len(inlines) == 1:
            words = "".join(rng.choices(CHINESE, k=rng.randint(3, 6)))
            runs.append(words)
            found.append(Text(rng.choice(LEFT) + words + rng.choice(RIGHT)))
    rng.shuffle(found)
    return tuple(found)


@pytest.mark.parametrize("name", EXTENSIONS)
@pytest.mark.parametrize("book", BOOKS)
def test_a_fake_translation_keeps_the_tree_of_elements(book: str, name: str) -> None:
    if book != OWN:
        needs_d2l()
    extensions = EXTENSIONS[name]
    rng = random.Random(3)
    for message, kind, codec, _ in sample(book, name):
        encoded = codec.encode(message)
        before = content(codec.decode(encoded, kind=kind), kind, extensions)
        runs: list[str] = []
        source = codec.decode(translated(encoded, rng, runs), kind=kind)
        after = content(source, kind, extensions)
        assert before is not None, message
        assert after is not None, source
        assert tree(after, texts=False) == tree(before, texts=False), source
        shown = "".join(child.astext() for child in after)
        assert [run for run in runs if run not in shown] == [], source
