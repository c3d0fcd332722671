"""Extract the main text of a page as blocks that can be aligned.

Menus, headers, footers and advertisements are left out by trafilatura. Source:
A. Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
Discovery and Extraction", 2021.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sphinx_amts.corpus_collection.html_text import parsed
from sphinx_amts.editions.model import Block, BlockKind
from sphinx_amts.errors import PageError
from sphinx_amts.markup.model import Placeable, Text, merged, visible_text
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_amts.corpus_collection.fetching import Fetched
    from sphinx_amts.markup.model import Inline

_HOLDERS = frozenset({"list", "table", "row", "quote", "body", "main", "div"})
_INLINE = frozenset({"hi", "ref", "del", "lb", "graphic", "code"})
_BLANKS = re.compile(r"\s+")
_LITERAL = "literal"
_SHORT = "60"
"""Fewest characters that trafilatura accepts as the main text of a page.

With less, it returns all text of the page as one block. Its default of 250 characters
is too high for pages in Chinese.
"""

_HARD_SPACE = "\u00a0"
_OWN_NOTICES = " | ".join(
    f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in ("amts-banner", "amts-sources", "amts-mark", "amts-note")
)
"""XPath of notices that this package adds to pages, which are not extracted."""


def blocks_of(page: Fetched) -> list[Block]:
    """Return the blocks of the main text of a page, with their numbers as lines.

    Raises:
        PageError: the page has no main text, or it cannot be extracted.
    """
    from trafilatura import bare_extraction

    tree = parsed(page.body, page.headers)
    _drop(tree.xpath(_OWN_NOTICES))
    # links beside titles that lead to the title, such as ¶
    _drop(
        link
        for link in tree.xpath("//a[starts-with(@href, '#')]")
        if not any(character.isalnum() for character in link.text_content())
    )
    try:
        with _silence():
            found: Any = bare_extraction(
                tree,
                include_comments=False,
                include_tables=True,
                include_formatting=True,
                with_metadata=False,
                config=_config(),
            )
        body = getattr(found, "body", None)
        blocks = [] if body is None else list(_numbered(_walk(body, 0)))
    except Exception as exc:  # a parser of pages of all kinds fails in all ways
        raise PageError(f"its text cannot be extracted ({type(exc).__name__})") from exc
    if not any(block.message_kind is not None for block in blocks):
        raise PageError("there is no text in it")
    return blocks


def _drop(elements: Iterable[Any]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


@contextmanager
def _silence() -> Iterator[None]:
    """Disable logging in the block, as log records would have text of the page."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@cache
def _config() -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _SHORT
    return config


def prose_of(blocks: Sequence[Block]) -> str:
    """Return the text of *blocks* without code, with one line for each block."""
    lines = (
        " ".join(part.text for part in block.inlines if isinstance(part, Text))
        for block in blocks
    )
    return "\n".join(filter(None, lines))


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks, start=1):
        yield replace(block, line=number, position=number)


def _walk(element: Any, depth: int) -> Iterator[Block]:
    """Yield the blocks in an element that contains blocks, and in the text between."""
    loose: list[Inline] = [Text(element.text or "")]
    level = depth
    for child in element:
        if child.tag in _INLINE and not _is_code_block(child):
            loose += _inlines(child)
        else:
            yield from _text(loose, level)
            loose = []
            if child.tag == "head":
                level = _level(child)
                yield from _text(_content(child), level, MessageKind.TITLE)
            elif child.tag == "code":
                yield _anchor(BlockKind.CODE, "".join(child.itertext()), level)
            elif child.tag in _HOLDERS or any(_is_block(inner) for inner in child):
                yield from _walk(child, level)
            else:
                yield from _text(_content(child), level)
        loose.append(Text(child.tail or ""))
    yield from _text(loose, level)


def _is_block(element: Any) -> bool:
    return element.tag not in _INLINE or _is_code_block(element)


def _is_code_block(element: Any) -> bool:
    """Return whether an element is a block of code, not code within a line."""
    if element.tag != "code":
        return False
    return len(element) > 0 or "\n" in (element.text or "").strip()


def _level(element: Any) -> int:
    digits = (element.get("rend") or "").removeprefix("h")
    return int(digits) if digits.isdecimal() and len(digits) == 1 else 2


def _content(element: Any) -> list[Inline]:
    found: list[Inline] = [Text(element.text or "")]
    for child in element:
        found += _inlines(child)
        found.append(Text(child.tail or ""))
    return found


def _inlines(element: Any) -> list[Inline]:
    if element.tag == "code":
        code = _BLANKS.sub(" ", "".join(element.itertext())).strip()
        return [Placeable(_LITERAL, code, code)] if code else []
    if element.tag in {"lb", "graphic"}:
        return [Text(" ")]
    return _content(element)


def _text(
    inlines: Sequence[Inline], depth: int, kind: MessageKind = MessageKind.BLOCK
) -> Iterator[Block]:
    """Yield a block of text, unless it has no letters."""
    parts = [
        Text(_BLANKS.sub(_blank, part.text)) if isinstance(part, Text) else part
        for part in merged(inlines)
    ]
    if parts and isinstance(parts[0], Text):
        parts[0] = Text(parts[0].text.lstrip())
    if parts and isinstance(parts[-1], Text):
        parts[-1] = Text(parts[-1].text.rstrip())
    content = merged(parts)
    shown = "".join(part.text for part in content if isinstance(part, Text))
    if not any(character.isalpha() for character in shown):
        return
    yield Block(
        kind=BlockKind.TITLE if kind is MessageKind.TITLE else BlockKind.TEXT,
        text=visible_text(content),
        depth=depth,
        inlines=content,
        message_kind=kind,
        dialect=Dialect.PLAIN,
    )


def _blank(found: re.Match[str]) -> str:
    return _HARD_SPACE if found[0] == _HARD_SPACE else " "


def _anchor(kind: BlockKind, text: str, depth: int) -> Block:
    return Block(kind=kind, text=text.strip(), depth=depth)
