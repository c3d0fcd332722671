"""Translate HTML as the service does: only text is translated, elements are kept.

Assumed: a block element contains one text; attributes are not changed; elements inside
a text may change their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from sphinx_amts.emulator.translator import (
    Customisation,
    label,
    translate_run,
)
from sphinx_amts.markup.html_reading import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.emulator.faults import Faults

_BLOCKS = frozenset(
    """
    html head body p div section article main header footer nav aside ul ol li dl dt dd
    table thead tbody tr td th h1 h2 h3 h4 h5 h6 blockquote pre figure figcaption title
    """.split()
)
_DEPTH = 200
"""Deepest nesting; the content of a deeper element is added to its parent."""

_VOID = frozenset("area base br col embed hr img input link meta source wbr".split())


@dataclass(slots=True)
class Element:
    """An HTML element, or the root of a document."""

    tag: str = ""
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    children: list[Element | str] = field(default_factory=list)

    @property
    def protected(self) -> bool:
        """Return whether the element is marked as not to be translated."""
        return ("translate", "no") in self.attributes

    @property
    def is_block(self) -> bool:
        """Return whether the element separates its text from the texts around it."""
        return self.tag in _BLOCKS or not self.tag


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element()]
        self.prologue = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, attrs)
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) <= _DEPTH:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_decl(self, decl: str) -> None:
        self.prologue += f"<!{decl}>"


@dataclass(slots=True)
class EmulatedTranslation:
    """Translation of an HTML document, with the texts that are billed.

    Attributes:
        html: the translated document.
        texts: the texts that are billed, in order.
    """

    html: str
    texts: list[str]


def translate_html(
    html: str, target: str, custom: Customisation, faults: Faults, *, whole: bool
) -> EmulatedTranslation:
    """Translate an HTML document, or a text with tags.

    Args:
        html: the document or text.
        target: code of the target language.
        custom: parallel data and terminology.
        faults: the simulated faults.
        whole: whether only the content of `html` elements is translated, as in batch
            jobs.
    """
    builder, roots = _parsed(html, whole=whole)
    root = builder.open[0]
    texts: list[str] = []
    for element in roots:
        _translate_blocks(element, target, custom, faults, texts)
    body = "".join(_written(root, faults))
    return EmulatedTranslation(f"{builder.prologue}{body}", texts)


def texts_of(html: str, *, whole: bool) -> Iterator[str]:
    """Yield the text of each part of an HTML document that is translated.

    Args:
        html: the document, or a text with tags.
        whole: whether only the content of `html` elements is translated.
    """
    for element in _parsed(html, whole=whole)[1]:
        yield text_of(element)


def _parsed(html: str, *, whole: bool) -> tuple[_Builder, list[Element]]:
    """Return the builder with the parsed document, and the elements to translate."""
    builder = _Builder()
    builder.feed(readable(html))
    builder.close()
    root = builder.open[0]
    if not whole:
        return builder, [root]
    return builder, [e for e in _elements(root) if e.tag == "html"]


def text_of(element: Element) -> str:
    """Return the text of *element*, without tags."""
    return "".join(c if isinstance(c, str) else text_of(c) for c in element.children)


def _elements(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            yield child
            yield from _elements(child)


def _translate_blocks(
    element: Element,
    target: str,
    custom: Customisation,
    faults: Faults,
    texts: list[str],
) -> None:
    if element.protected or element.tag == "head":
        return
    if any(isinstance(c, Element) and c.is_block for c in element.children):
        for child in element.children:
            if isinstance(child, Element):
                _translate_blocks(child, target, custom, faults, texts)
        return
    text = text_of(element)
    if not text.strip():
        return
    texts.append(text)
    example = custom.examples.find(text)
    if example is not None:
        element.children = _placed(element, example)
    else:
        _translate_runs(element, target, custom, faults)
        element.children.insert(0, label(target))
    _apply_faults(element, faults)


def _translate_runs(
    element: Element, target: str, custom: Customisation, faults: Faults
) -> None:
    for number, child in enumerate(element.children):
        if isinstance(child, str):
            element.children[number] = translate_run(child, target, custom)
        elif not child.protected or faults.take("sentinel"):
            _translate_runs(child, target, custom, faults)


def _placed(element: Element, text: str) -> list[Element | str]:
    """Return *text* with each child element of *element* in place of its own text.

    Child elements whose text does not occur in *text* come last, so that none is lost.
    """
    parts: list[Element | str] = [text]
    for child in element.children:
        if isinstance(child, str):
            continue
        inner = text_of(child)
        for number, part in enumerate(parts):
            if isinstance(part, str) and inner and inner in part:
                before, _, after = part.partition(inner)
                parts[number : number + 1] = [before, child, after]
                break
        else:
            parts.append(child)
    return [part for part in parts if part != ""]


def _apply_faults(element: Element, faults: Faults) -> None:
    """Apply the faults that are switched on to a translated element."""
    inline = [n for n, c in enumerate(element.children) if isinstance(c, Element)]
    children = element.children
    if len(inline) > 1 and faults.take("reorder"):
        for one, other in zip(
            inline[: len(inline) // 2], reversed(inline), strict=False
        ):
            children[one], children[other] = children[other], children[one]
    if inline and faults.take("blanks"):
        children[inline[0] : inline[0] + 1] = [" ", children[inline[0]], " "]
        inline = [n for n, c in enumerate(children) if isinstance(c, Element)]
    if inline and faults.take("no-blanks"):
        for number, child in enumerate(children):
            if isinstance(child, str):
                children[number] = child.strip()
    if inline and faults.take("tag-lost"):
        lost = children[inline[-1]]
        assert isinstance(lost, Element)
        children[inline[-1]] = text_of(lost)
    if inline and faults.take("tag-doubled"):
        children.append(children[inline[0]])
    if inline and faults.take("stray-lt"):
        children[inline[0]] = "<DNT_GEBK"
    if faults.take("sentence-dropped"):
        del children[max(1, len(children) // 2) :]
    if faults.take("blank-text"):
        children.clear()


def _written(element: Element, faults: Faults) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield _escaped(child, faults)
            continue
        unquoted = any(n == "translate" for n, _ in child.attributes) and faults.take(
            "unquoted"
        )
        attributes = "".join(
            f" {name}={value}"
            if unquoted and value and value.isalnum()
            else f' {name}="{escape(value or "")}"'
            for name, value in child.attributes
        )
        yield f"<{child.tag}{attributes}>"
        if child.tag not in _VOID:
            yield from _written(child, faults)
            yield f"</{child.tag}>"


def _escaped(text: str, faults: Faults) -> str:
    if text.startswith("<DNT_"):
        return text
    html = escape(text, quote=False)
    if ("&" in html or '"' in html) and faults.take("entities"):
        html = html.replace("&amp;", "&#38;").replace('"', "&quot;")
        html = html.replace("&lt;", "&#x3C;").replace("&gt;", "&#62;")
    return html
