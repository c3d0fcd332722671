"""Convert inline tokens of markdown-it, with their source, to inline elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.markup.html_pairs import paired
from sphinx_amts.markup.model import (
    BREAK,
    HARD_BREAK,
    Inline,
    Placeable,
    Span,
    Text,
    visible_text,
)
from sphinx_amts.markup.myst_roles import read_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sphinx_amts.markup.myst_roles import RoleOf
    from sphinx_amts.markup.myst_syntax import Syntax

_DELIMITED = {"em_open": "emphasis", "strong_open": "strong", "s_open": "strikethrough"}
_LEAVES = {
    "code_inline": "literal",
    "math_inline": "math",
    "math_inline_double": "math",
    "math_single": "math",
    "substitution_inline": "substitution",
    "section_ref": "xref",
}
_ASCII_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_AUTOLINK = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^<>\x00-\x20]*")


def read_tokens(
    tokens: Sequence[Token],
    source: str,
    syntax: Syntax,
    role_of: RoleOf | None = None,
) -> tuple[Inline, ...]:
    """Convert the inline tokens of *source* to text, placeables and spans.

    Args:
        tokens: inline tokens of *source*, as `Syntax.parse` returns them.
        source: the text that was parsed.
        syntax: MyST syntax of the page.
        role_of: classifies roles that only this book has.
    """
    return _Reader(tokens, source, syntax, role_of).read()


class _Reader:
    def __init__(
        self,
        tokens: Sequence[Token],
        source: str,
        syntax: Syntax,
        role_of: RoleOf | None,
    ) -> None:
        self._role_of = role_of
        self._tokens = tokens
        self._source = source
        self._syntax = syntax
        self._at = 0
        self._footnotes = 0

    def read(self) -> tuple[Inline, ...]:
        """Convert tokens up to the end of the innermost open element, or to the end."""
        found: list[Inline] = []
        tags: dict[int, Sequence[int]] = {}
        text: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.nesting == -1:
                break
            self._at += 1
            if token.type in {"text", "text_special"} and not _is_break(token):
                text.append(token.content)
            elif token.type == "softbreak":
                text.append(" ")
            else:
                if content := "".join(text):
                    found.append(Text(content))
                text.clear()
                if token.type == "html_inline" and token.map:
                    tags[len(found)] = token.map
                found.append(self._element(token))
        if content := "".join(text):
            found.append(Text(content))
        return paired(found, tags, self._source)

    def _element(self, token: Token) -> Inline:
        if token.nesting == 1:
            children = self.read()
            closing = self._tokens[self._at]
            self._at += 1
            return self._paired(token, closing, children)
        if token.type == "myst_role":
            name, written = token.meta["name"], self._slice(token)
            return read_role(name, token.content, written, self._role_of)
        return self._leaf(token)

    def _leaf(self, token: Token) -> Placeable:
        if token.type == "text_special":
            return Placeable("raw", token.markup, token.content)
        if token.type == "hardbreak":
            return Placeable(BREAK, HARD_BREAK, " ")
        slice_ = self._slice(token)
        if token.type == "image":
            return Placeable("image", self._image(token, slice_), token.content)
        if token.type == "footnote_ref":
            # Sphinx compares them in the order in which they stand
            self._footnotes += 1
            label = token.meta["label"]
            return Placeable("footnote", slice_, label, order=self._footnotes)
        kind = _LEAVES.get(token.type)
        return (
            Placeable(kind, slice_, token.content) if kind else Placeable("raw", slice_)
        )

    def _paired(
        self, token: Token, closing: Token, children: tuple[Inline, ...]
    ) -> Inline:
        if token.type in _DELIMITED:
            return Span(_DELIMITED[token.type], token.markup, closing.markup, children)
        if token.info == "auto":
            return self._autolink(token, children)
        opening, end = self._slice(token), self._slice(closing)
        kind = "role"
        if token.type == "link_open":
            kind = self._link_kind(token)
            if not end.startswith("]("):
                end = f"]({_destination(token, 'href')}){_attributes(end)}"
        if not children:
            return Placeable(kind, opening + end)
        return Span(kind, opening, end, children)

    def _autolink(self, token: Token, children: tuple[Inline, ...]) -> Placeable:
        kind, shown = self._link_kind(token), visible_text(children)
        if token.map and self._source[token.map[0]] == "<":
            return Placeable(kind, self._slice(token, whole=True), shown)
        # A bare address swallows the letters behind it, as there are no blanks
        # in Chinese: it is written in one of the forms that have an end.
        href = str(token.attrGet("href"))
        if (
            _AUTOLINK.fullmatch(shown)
            and self._syntax.parser.normalizeLink(shown) == href
        ):
            return Placeable(kind, f"<{shown}>", shown)
        label = _ASCII_PUNCTUATION.sub(r"\\\g<0>", shown)
        return Placeable(kind, f"[{label}]({_quoted(href)})", shown)

    def _link_kind(self, token: Token) -> str:
        scheme, colon, _ = str(token.attrGet("href") or "").partition(":")
        return "link" if colon and scheme in self._syntax.schemes else "xref"

    def _image(self, token: Token, slice_: str) -> str:
        """Return the source of an image, with a URL instead of a reference."""
        alone = self._syntax.parser.inline.parse(slice_, self._syntax.parser, {}, [])
        if len(alone) == 1 and alone[0].type == "image":
            return slice_
        target = _destination(token, "src")
        return f"![{token.content}]({target}){_attributes(slice_)}"

    def _slice(self, token: Token, *, whole: bool = False) -> str:
        if token.map is None:
            return token.markup + token.content + token.markup
        start, stop = token.map
        if whole:
            stop = (self._tokens[self._at - 1].map or token.map)[1]
        return self._source[start:stop].replace("\n", " ")


def _is_break(token: Token) -> bool:
    """Return whether *token* is an entity for white space that text would not keep."""
    return (
        token.info == "entity"
        and token.content.isspace()
        and token.content in " \t\n\r\v\f"
    )


def _destination(token: Token, attribute: str) -> str:
    href, title = str(token.attrGet(attribute) or ""), token.attrGet("title")
    if title is None:
        return _quoted(href)
    quoted = re.sub(r'([\\"&])', r"\\\1", str(title)).replace("\n", "&#10;")
    return f'{_quoted(href)} "{quoted}"'


def _quoted(href: str) -> str:
    """Return *href* as a link destination that is parsed to the same address."""
    escaped = re.sub(r"[\\<>]|&(?=#?\w+;)", r"\\\g<0>", href)
    return f"<{escaped}>" if not href or re.search(r"[\s()<>]", href) else escaped


def _attributes(closing: str) -> str:
    """Return the attribute blocks that follow a reference, `][key]{.class}`."""
    start = closing.rfind("]{")
    return closing[start + 1 :] if start >= 0 and closing.endswith("}") else ""
