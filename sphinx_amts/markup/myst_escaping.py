"""Escape text so that MyST parses it as the same text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Inline, Placeable
from sphinx_amts.markup.myst_characters import is_ascii_punctuation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx_amts.markup.myst_syntax import Syntax

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_ROLE_NAME_AT_END = re.compile(r"\{[a-zA-Z0-9_\-+:]+\}$")
_NOQA_AT_END = re.compile(r"#\s*noqa\s*$")
_REPLACED = re.compile(r"\.{2,}|,{2,}|-{2,}|\+-|[?!]{4,}|\((?:c|r|tm)\)", re.I)
_BARE_LINK = re.compile(r"(?:www|https?|mailto|xmpp)[.:]|@", re.I)
_SCHEME = re.compile(r"://")
_SECTION = re.compile(r"§(?=[0-9])")
_LIST_NUMBER = re.compile(r"[0-9]{1,9}(?=[.)])")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Character of a text that may have to be escaped, and its context.

    Attributes:
        text: the text.
        at: index of the character in `text`.
        before: sibling before the text, `None` if there is none.
        after: sibling after the text, `None` if there is none.
        brackets: whether the text is in a link or another bracketed span.
    """

    text: str
    at: int
    before: Inline | None
    after: Inline | None
    brackets: bool

    @property
    def previous(self) -> str:
        return self.text[self.at - 1] if self.at else ""

    @property
    def following(self) -> str:
        return self.text[self.at + 1 : self.at + 2]

    @property
    def between_blanks(self) -> bool:
        return self.previous == " " == self.following


class Escaper:
    """Escaper of text for the MyST syntax of one page."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._tests: dict[str, Callable[[_Spot], bool]] = {
            "]": lambda spot: spot.brackets,
            "*": lambda spot: not spot.between_blanks,
            "_": _is_underscore,
            "!": lambda spot: not spot.following and spot.after is not None,
            "<": _is_tag,
            "&": lambda spot: _ENTITY.match(spot.text, spot.at) is not None,
            # `[^1](x)` would be a link
            "(": lambda spot: spot.at == 0 and isinstance(spot.before, Placeable),
            # `[^x]` would be a footnote
            "^": lambda spot: spot.brackets and spot.at == 0 and spot.before is None,
            "{": self._is_brace,
        }
        if syntax.strikethrough:
            self._tests["~"] = self._is_tilde
        if syntax.substitution:
            self._tests.setdefault(syntax.substitution, self._is_substitution)
        always = "\\`["
        always += "$" if syntax.math else ""
        always += "'\"" if syntax.smart_quotes else ""
        self._candidates = _any_of({*always, *self._tests})
        self._scans = syntax.linkify or syntax.bare_links or syntax.replacements
        special = {*always, *self._tests, *(".,:@-+?" if self._scans else "")}
        special |= {"§"} if syntax.section_numbers else set()
        self._special = _any_of(special)

    def escape(
        self,
        text: str,
        *,
        before: Inline | None,
        after: Inline | None,
        inside_brackets: bool,
    ) -> str:
        """Escape *text* for its position between the siblings *before* and *after*.

        Args:
            text: the text, not empty.
            before: sibling before the text, `None` if there is none.
            after: sibling after the text, `None` if there is none.
            inside_brackets: whether the text is in a link or another bracketed span.
        """
        behind_break = isinstance(before, Placeable) and before.kind == "break"
        if self._special.search(text) is not None:
            escaped = self._escape(text, before, after, brackets=inside_brackets)
        else:
            escaped = text
        if behind_break:
            escaped = escape_start(escaped) or escaped
        if not self._syntax.math_digits:
            escaped = _escape_digits_beside_math(escaped, before, after)
        return escaped

    def _escape(
        self, text: str, before: Inline | None, after: Inline | None, *, brackets: bool
    ) -> str:
        places = self._typography(text)
        for found in self._candidates.finditer(text):
            spot = _Spot(text, found.start(), before, after, brackets)
            test = self._tests.get(found.group())
            if test is None or test(spot):
                places.add(spot.at)
        if self._syntax.linkify:
            _add_linkified(self._syntax, text, places)
        written: list[str] = []
        done = 0
        for at in sorted(places):
            # older roles take any backslash right before them for an escape
            last = text[at] == "\\" and at + 1 == len(text) and after is not None
            written += text[done:at], entity("\\") if last else _escaped(text[at])
            done = at + 1
        escaped = "".join(written) + text[done:]
        if self._syntax.section_numbers:
            escaped = _SECTION.sub("&sect;", escaped)
        return escaped

    def _is_tilde(self, spot: _Spot) -> bool:
        beside = {spot.previous, spot.following}
        return self._syntax.single_tilde or not beside.isdisjoint({"", "~"})

    def _is_substitution(self, spot: _Spot) -> bool:
        return spot.following in {"", spot.text[spot.at]}

    def _is_brace(self, spot: _Spot) -> bool:
        if self._syntax.substitution == "{" and self._is_substitution(spot):
            return True
        if spot.at == 0 and spot.before is not None and self._syntax.attributes:
            return True
        role = self._syntax.roles and spot.after is not None
        return role and _ROLE_NAME_AT_END.match(spot.text, spot.at) is not None

    def _typography(self, text: str) -> set[int]:
        """Return the indexes to escape so that neither typographer nor links change."""
        places: set[int] = set()
        for enabled, pattern in (
            (self._syntax.replacements, _REPLACED),
            (self._syntax.bare_links, _BARE_LINK),
            (self._syntax.linkify, _SCHEME),
        ):
            if enabled:
                for found in pattern.finditer(text):
                    places |= _punctuation(text, *found.span())
        return places


def _add_linkified(syntax: Syntax, text: str, places: set[int]) -> None:
    """Add the punctuation of bare links to *places*, the indexes to escape.

    The parser looks for links in each piece of text between two escapes. The first and
    the last letter may become entities later, and end a piece as well.
    """
    linkify = syntax.parser.linkify
    more = {-1}
    while linkify is not None and more:
        more = set()
        for ends in ((), (0, len(text) - 1)):
            start = 0
            for stop in [*sorted({*places, *ends}), len(text)]:
                for link in linkify.match(text[start:stop]) or ():
                    span = (start + link.index, start + link.last_index)
                    more |= _punctuation(text, *span)
                start = stop + 1
        more -= places
        places |= more


def _punctuation(text: str, start: int, stop: int) -> set[int]:
    return {at for at in range(start, stop) if is_ascii_punctuation(text[at])}


def _is_underscore(spot: _Spot) -> bool:
    inside_word = spot.previous.isalnum() and spot.following.isalnum()
    return not (inside_word or spot.between_blanks)


def _is_tag(spot: _Spot) -> bool:
    return spot.following in {"", "/", "!", "?"} or spot.following.isalpha()


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, sorted(characters)))}]")


def _escaped(character: str) -> str:
    if is_ascii_punctuation(character):
        return f"\\{character}"
    return entity(character)


def entity(character: str) -> str:
    """Return *character* as an HTML entity, which the parser takes for punctuation."""
    return f"&#{ord(character)};"


def entity_first(source: str) -> str:
    """Return *source*, which is escaped text, with its first letter as an entity."""
    rest = source[1:]
    return entity(source[0]) + (f"\\{rest}" if rest.startswith("_") else rest)


def entity_last(source: str) -> str:
    """Return *source*, which is escaped text, with its last letter as an entity."""
    start = source[:-1]
    if start.endswith("_") and not start.endswith("\\_"):
        start = f"{start[:-1]}\\_"
    return start + entity(source[-1])


def _escape_digits_beside_math(
    text: str, before: Inline | None, after: Inline | None
) -> str:
    """Write digits beside math in `$` as entities: they would prevent the math."""
    if text[-1].isdigit() and is_dollar_math(after):
        text = entity_last(text)
    if text[0].isdigit() and is_dollar_math(before):
        text = entity_first(text)
    return text


def is_dollar_math(inline: Inline | None) -> bool:
    """Return whether *inline* is math between dollar signs."""
    return isinstance(inline, Placeable) and inline.source.startswith("$")


def escape_start(line: str) -> str | None:
    """Escape the start of *line*, which begins with text, so that no block starts.

    Returns:
        `None` if the start cannot be escaped.
    """
    if number := _LIST_NUMBER.match(line):
        return f"{line[: number.end()]}\\{line[number.end() :]}"
    if line and is_ascii_punctuation(line[0]) and line[0] != "\\":
        return f"\\{line}"
    return None


def escape_end(line: str) -> str:
    r"""Escape the end of *line*, which ends with text, so that Sphinx keeps it.

    Sphinx adds a line to a message that ends with `::`, which breaks titles, and
    cuts off `# noqa`. The rule for math in dollars takes a `\` at the end of a line for
    one before its first character.
    """
    if line.endswith("::"):
        return f"{line[:-1]}\\:"
    if found := _NOQA_AT_END.search(line):
        return f"{line[: found.start()]}\\{line[found.start() :]}"
    if line.endswith("\\\\"):
        return f"{line[:-2]}&#92;"
    return line
