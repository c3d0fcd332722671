"""Text written so that MyST reads it back as the same text, escaped where needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct

from sphinx_amts.markup.model import Inline, Placeable, Span, Text

if TYPE_CHECKING:
    from sphinx_amts.markup.myst_syntax import Syntax

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_ROLE_NAME_AT_END = re.compile(r"\{[a-zA-Z0-9_\-+:]+\}$")
_NOQA_AT_END = re.compile(r"#\s*noqa\s*$")
_REPLACED = re.compile(r"\.{2,}|,{2,}|-{2,}|\+-|[?!]{4,}|\((?:c|r|tm)\)", re.I)
_BARE_LINK = re.compile(r"(?:www|https?|mailto|xmpp)[.:]|@", re.I)
_SECTION = re.compile(r"§(?=[0-9])")
_LIST_NUMBER = re.compile(r"[0-9]{1,9}(?=[.)])")


class Escaper:
    """Escapes text for one syntax."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        always = "`["
        for enabled, characters in (
            (syntax.math, "$"),
            (syntax.smart_quotes, "'\""),
        ):
            always += characters if enabled else ""
        self._always = frozenset(always)
        candidates = set(always) | set("\\*_]!<&{(") | set(syntax.substitution)
        candidates |= {"~"} if syntax.strikethrough else set()
        pattern = "".join(re.escape(character) for character in sorted(candidates))
        self._candidates = re.compile(f"[{pattern}]")
        self._scans = syntax.linkify or syntax.bare_links or syntax.replacements
        special = candidates | (set(".,:@-+?") if self._scans else set())
        special |= {"§"} if syntax.section_numbers else set()
        pattern = "".join(re.escape(character) for character in sorted(special))
        self._special = re.compile(f"[{pattern}\n\r\t\v\f\0]|#\\s*noqa|::$")

    def is_plain(self, text: str) -> bool:
        """Whether *text* needs no escape in the middle of a paragraph."""
        return self._special.search(text) is None

    def escape(
        self,
        text: str,
        *,
        before: Inline | None,
        after: Inline | None,
        inside_brackets: bool,
    ) -> str:
        """Return *text* for the place between the siblings *before* and *after*."""
        if self.is_plain(text) and not (before or after):
            return text
        forced = set(self._forced(text)) if self._scans else set()
        written: list[str] = []
        done = 0
        positions = {found.start() for found in self._candidates.finditer(text)}
        for at in sorted(positions | forced):
            if at in forced or self._needs(text, at, before, after, inside_brackets):
                written += text[done:at], _escaped(text[at])
                done = at + 1
        escaped = "".join(written) + text[done:]
        if self._syntax.section_numbers:
            escaped = _SECTION.sub("&sect;", escaped)
        if isinstance(before, Placeable) and before.kind == "break":
            escaped = escape_start(escaped) or escaped
        return escaped

    def _needs(
        self,
        text: str,
        at: int,
        before: Inline | None,
        after: Inline | None,
        inside_brackets: bool,
    ) -> bool:
        character = text[at]
        previous = text[at - 1] if at else ""
        following = text[at + 1] if at + 1 < len(text) else ""
        if character in self._always or character == "\\":
            return True
        if character == "]":
            return inside_brackets
        if character == "*":
            return not (previous == " " == following)
        if character == "_":
            inside_word = previous.isalnum() and following.isalnum()
            return not (inside_word or previous == " " == following)
        if character == "~":
            alone = previous not in {"", "~"} and following not in {"", "~"}
            return self._syntax.single_tilde or not alone
        if character == "!":
            return not following and after is not None
        if character == "<":
            return not following or following in "/!?" or following.isalpha()
        if character == "&":
            return _ENTITY.match(text, at) is not None
        if character == "(":
            # `[^1](x)` would be a link
            return at == 0 and isinstance(before, Placeable)
        return self._needs_brace(text, at, before, after)

    def _needs_brace(
        self, text: str, at: int, before: Inline | None, after: Inline | None
    ) -> bool:
        character = text[at]
        if character == self._syntax.substitution and (
            text[at + 1 : at + 2] == character or at + 1 == len(text)
        ):
            return True
        if character != "{":
            return False
        if at == 0 and before is not None and self._syntax.attributes:
            return True
        return (
            self._syntax.roles
            and after is not None
            and _ROLE_NAME_AT_END.match(text, at) is not None
        )

    def _forced(self, text: str) -> Iterator[int]:
        """Yield what to escape against the typographer and bare links."""
        syntax = self._syntax
        ranges: list[tuple[int, int]] = []
        if syntax.replacements:
            ranges += (found.span() for found in _REPLACED.finditer(text))
        if syntax.bare_links:
            ranges += (found.span() for found in _BARE_LINK.finditer(text))
        if syntax.linkify and syntax.parser.linkify is not None:
            found = syntax.parser.linkify.match(text) or ()
            ranges += ((link.index, link.last_index) for link in found)
        for start, stop in ranges:
            for at in range(start, stop):
                if isMdAsciiPunct(ord(text[at])):
                    yield at


def _escaped(character: str) -> str:
    if isMdAsciiPunct(ord(character)):
        return f"\\{character}"
    return entity(character)


def entity(character: str) -> str:
    """Return *character* as an entity, which is punctuation to the parser."""
    return f"&#{ord(character)};"


def escape_start(line: str) -> str | None:
    """Return *line*, which begins with text, so that it begins no block."""
    if number := _LIST_NUMBER.match(line):
        return f"{line[: number.end()]}\\{line[number.end() :]}"
    if line and isMdAsciiPunct(ord(line[0])) and line[0] != "\\":
        return f"\\{line}"
    return None


def escape_end(line: str) -> str:
    r"""Return *line*, which ends with text, so that Sphinx takes its end as it is.

    Sphinx adds a line to a message that ends with `::`, which breaks titles, and
    cuts off `# noqa`; the dollarmath rule takes a last `\` for one before the first.
    """
    if line.endswith("::"):
        return f"{line[:-1]}\\:"
    if found := _NOQA_AT_END.search(line):
        return f"{line[: found.start()]}\\{line[found.start() :]}"
    if line.endswith("\\\\"):
        return f"{line[:-2]}&#92;"
    return line
