"""Parse MyST messages into inline elements and write them, by the book's own parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.markup.limits import refuse_long
from sphinx_amts.markup.model import HARD_BREAK, Inline, Text, visible_text
from sphinx_amts.markup.myst_escaping import (
    entity,
    entity_last,
    escape_end,
    escape_start,
    is_dollar_math,
)
from sphinx_amts.markup.myst_reading import read_tokens
from sphinx_amts.markup.myst_syntax import (
    LinkDefinition,
    read_definitions,
    syntax_of,
)
from sphinx_amts.markup.myst_writing import MystWriter, tidy
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from myst_parser.config.main import MdParserConfig

    from sphinx_amts.markup.myst_roles import RoleOf

__all__ = ["LinkDefinition", "MystCodec", "link_definitions"]

_CLASSIFIER = re.compile(r" :(?= )")
_BLANK_AT_START = "&#32;"
"""A blank that keeps inline code from being taken for a block, and is not shown."""


class MystCodec:
    """Parser and writer of MyST messages, under the settings of one page.

    Args:
        config: the book's MyST settings, with those of the page's front matter.
        references: link definitions of the page, by key, as `link_definitions` returns
            them. Needed only to parse messages of the page: links are written with
            their URL.
        role_of: classifies roles that only this book has.
    """

    dialect = Dialect.MYST

    def __init__(
        self,
        config: MdParserConfig,
        *,
        references: Mapping[str, LinkDefinition] | None = None,
        role_of: RoleOf | None = None,
    ) -> None:
        self._role_of = role_of
        self._syntax = syntax_of(config)
        self._writer = MystWriter(self._syntax)
        self._references = {
            key: {"href": definition.href, "title": definition.title}
            for key, definition in (references or {}).items()
        }

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Parse *message*, as Sphinx extracts it, into text, placeables and spans.

        Raises:
            TooLongError: *message* has markup, and is longer than the limit.
        """
        if self._syntax.markup.search(message) is None:
            return (Text(message),) if message else ()
        refuse_long(len(message))
        tokens = self._syntax.parse(message, self._references)
        return read_tokens(tokens, message, self._syntax, self._role_of)

    def decode(
        self, inlines: Sequence[Inline], *, kind: MessageKind = MessageKind.BLOCK
    ) -> str:
        """Write *inlines* as one line of MyST source, to be parsed as one paragraph.

        Titles need no other form: a line that is a paragraph is a title when
        underlined.

        Raises:
            PlaceableError: the elements are nested or emptied in a way that cannot be
                written in MyST (a link in a link, markup in a role, empty emphasis), or
                the line is too long.
        """
        tidied = tidy(inlines)
        if not tidied:
            return ""
        text = visible_text(tidied)
        if len(tidied) > 1 or self._syntax.markup.search(text):
            refuse_long(len(text))
        line = self._writer.write(tidied)
        if self._syntax.markup.search(line):
            refuse_long(len(line))
        first, last = isinstance(tidied[0], Text), isinstance(tidied[-1], Text)
        if first:
            line = line.lstrip(" \t")
        if last:
            line = _at_end(line)
            if not self._syntax.math_digits and is_dollar_math(tidied[0]):
                # the rule takes the last character for the one before the first
                line = entity_last(line) if line[-1:].isdigit() else line
        if not line:
            return ""
        if kind is MessageKind.TERM:
            # Sphinx takes what follows ` : ` in a glossary for a sort key
            line = _CLASSIFIER.sub(r" \\:", line)
        line, *others = re.split(r"[ \t]*\\\n[ \t]*", line)
        written = [self._as_paragraph(line, starts_with_text=first) if line else ""]
        written += [self._as_next_line(other) for other in others]
        return HARD_BREAK.join(written)

    def _as_next_line(self, line: str) -> str:
        """Escape *line* so that it does not end the paragraph it continues."""
        before = f"x{HARD_BREAK}"
        for form in (line, escape_start(line)):
            if form and self._syntax.is_paragraph(before + form):
                return form
        return _BLANK_AT_START + line

    def _as_paragraph(self, line: str, *, starts_with_text: bool) -> str:
        start = line[0]
        if start.isspace():
            # the parser would strip it
            return entity(start) + line[1:]
        if start.isalpha() or not (start.isascii() or "\n" in line):
            return line
        if self._syntax.is_paragraph(line):
            return line
        if starts_with_text:
            escaped = escape_start(line)
            if escaped is not None and self._syntax.is_paragraph(escaped):
                return escaped
        return _BLANK_AT_START + line


def _at_end(line: str) -> str:
    """Remove invisible white space from the end of *line*, which ends with text."""
    line = line.rstrip(" \t")
    if line and line[-1].isspace():
        return line[:-1] + entity(line[-1])
    return escape_end(line)


def link_definitions(source: str, config: MdParserConfig) -> dict[str, LinkDefinition]:
    """Return the link definitions `[key]: url "title"` of the page *source*, by key.

    Keys are normalised. Definitions inside directives hold for the directive only, and
    are left out.
    """
    if "]:" not in source:
        return {}
    return read_definitions(source, syntax_of(config))
