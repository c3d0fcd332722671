"""Propose repairs of translations with broken markup.

Proposals are not verified here: the guard parses each and compares it with the source.
Each changes only punctuation and blanks of markup, restores inline code with the same
words, or marks a name as code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.checks.elements import words
from sphinx_amts.markup.limits import LONGEST
from sphinx_amts.markup.rst_mending import add_escaped_blanks
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = "[ \u00a0\u3000]*"
_QUOTES = "['\"‘’“”´]"
_SPAN = {
    Dialect.RST: re.compile(
        r"(?P<role>:[a-zA-Z][\w.+:-]*:)?(?P<ticks>``|(?<=:)`)(?P<code>[^`]+)(?P=ticks)"
    ),
    Dialect.MYST: re.compile(
        r"(?P<role>\{[\w:+-]+\})?(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)(?!`)"
    ),
}
_ROLE = {
    Dialect.RST: re.compile(rf"[:：]([a-zA-Z][\w.+-]*)[:：]{_BLANK}(?=`)"),
    Dialect.MYST: re.compile(rf"[{{｛]([\w:+-]+)[}}｝]{_BLANK}(?=`)"),
}
_WRITTEN_ROLE = {Dialect.RST: ":{}:", Dialect.MYST: "{{{}}}"}
_TOKEN = re.compile(r"(?P<role>:[a-zA-Z][\w.+:-]*:|\{[\w:+-]+\})?`{1,4}([^`]+)`{1,4}")
_WIDE = {"｀": "`", "＊": "*", "｜": "|", "＄": "$", "＿": "_"}
_STRONG = re.compile(rf"(?<!\*)\*\*{_BLANK}([^*]+?){_BLANK}\*\*(?!\*)")
_EMPHASIS = re.compile(rf"(?<!\*)\*{_BLANK}([^*]+?){_BLANK}\*(?!\*)")
_CODE = re.compile(rf"``{_BLANK}([^`]+?){_BLANK}``")
_RST_LINK = re.compile(rf"`([^`<＜]*?){_BLANK}[<＜]([^`<>＜＞]+)[>＞]{_BLANK}`(_*)")
_MYST_LINK = re.compile(
    rf"[\[［【]([^\[\]［］【】]+)[\]］】]{_BLANK}[(（]([^\s()（）]+)[)）]"
)
_BACKQUOTED = re.compile(r"(`+[^`]+`+)")
_MARKER = re.compile(r"[0-9]{1,9}(?=[.)])")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repaired translation, still to be verified.

    Attributes:
        text: the repaired translation.
        sure: whether the proposal needs no review, provided that it has the markup of
            the source.
    """

    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Span:
    """Inline code or a role in the source: as written, its role and content."""

    raw: str
    role: str
    code: str


def proposals(source: str, text: str, dialect: Dialect) -> Iterator[Proposal]:
    """Yield repaired versions of *text*, the smallest change first.

    Args:
        source: the message that *text* translates.
        text: the translation.
        dialect: dialect of both texts; there are no proposals for plain text, nor for a
            text above the limit of the readers.
    """
    if dialect is Dialect.PLAIN or max(len(source), len(text)) > LONGEST:
        return
    restored = _with_markup_characters(source, text, dialect)
    bases = [text, restored, _without_blanks(restored)]
    repaired = [_with_code(source, base, dialect) for base in bases]
    marked = [_with_names(source, base, dialect) for base in repaired]
    seen = {text}
    for better in (*bases, *repaired, *marked):
        parted = _parted(better, dialect)
        if parted not in seen:
            seen.add(parted)
            yield Proposal(parted, sure=better in bases or better in repaired)


def as_paragraph(text: str, dialect: Dialect) -> Iterator[Proposal]:
    """Yield versions of *text* as one paragraph, if it starts another block."""
    stripped = text.lstrip()
    if stripped != text:
        yield Proposal(stripped)
    if number := _MARKER.match(stripped):
        yield Proposal(f"{number[0]}\\{stripped[number.end() :]}")
    if dialect is Dialect.RST or stripped[:1] in {*"-+*#>=~|:"}:
        yield Proposal(f"\\{stripped}")


def _parted(text: str, dialect: Dialect) -> str:
    if dialect is Dialect.RST:
        return add_escaped_blanks(text)
    from sphinx_amts.markup.myst_mending import add_separators

    return add_separators(text)


def _with_markup_characters(source: str, text: str, dialect: Dialect) -> str:
    """Return *text* with wide or damaged markup characters as in *source*."""
    for wide, character in _WIDE.items():
        if character in source and wide not in source:
            text = text.replace(wide, character)

    def role(match: re.Match[str]) -> str:
        written = _WRITTEN_ROLE[dialect].format(match[1])
        return written if f"{written}`" in source else match[0]

    def myst_link(match: re.Match[str]) -> str:
        known = f"]({match[2]})" in source
        return f"[{match[1]}]({match[2]})" if known else match[0]

    def rst_link(match: re.Match[str]) -> str:
        known = [m for m in ("", "_", "__") if f"<{match[2]}>`{m}" in source]
        return f"`{match[1]} <{match[2]}>`{known[-1]}" if known else match[0]

    text = _ROLE[dialect].sub(role, text)
    if dialect is Dialect.RST:
        text = _CODE.sub(r"``\1``", _RST_LINK.sub(rst_link, text))
    else:
        text = _MYST_LINK.sub(myst_link, text)
    return text


def _without_blanks(text: str) -> str:
    """Remove blanks between asterisks and the words that they emphasise."""
    parts = _BACKQUOTED.split(text)  # asterisks in code are no markup
    for at in range(0, len(parts), 2):
        parts[at] = _EMPHASIS.sub(r"*\1*", _STRONG.sub(r"**\1**", parts[at]))
    return "".join(parts)


def _with_code(source: str, text: str, dialect: Dialect) -> str:
    """Return *text* with its code as in *source* where only punctuation differs."""
    spans = _spans(source, dialect)
    for span in spans:
        if _count(span, text) >= _count(span, source):
            continue
        same = [s for s in spans if words(s.code) == words(span.code)]
        if len(same) > 1:
            continue  # it is ambiguous which one was meant
        text = _repaired(text, span, {s.raw for s in spans})
    return text


def _repaired(text: str, span: _Span, intact: set[str]) -> str:
    def token(match: re.Match[str]) -> str:
        if match[0] in intact or (match["role"] or "") != span.role:
            return match[0]
        return span.raw if _same_words(match[2], span.code) else match[0]

    better = _TOKEN.sub(token, text)
    if better != text:
        return better
    name = re.escape(span.code)
    role = re.escape(span.role)
    if span.role:
        quoted = rf"{role}{_BLANK}{_QUOTES}+{name}{_QUOTES}+"
        better = re.sub(quoted, lambda _: span.raw, text)
        open_only = re.compile(rf"{role}`{name}(?![\w`])", re.ASCII)
        return open_only.sub(lambda _: span.raw, better)
    open_only = re.compile(rf"(?<!`)`{{1,2}}{name}(?![\w`])", re.ASCII)
    closed_only = re.compile(rf"(?<![\w`]){name}`{{1,2}}(?!`)", re.ASCII)
    better = open_only.sub(lambda _: span.raw, text)
    return better if better != text else closed_only.sub(lambda _: span.raw, text)


def _count(span: _Span, text: str) -> int:
    before = "(?<!`)" if span.role else "(?<![`:}])"
    return len(re.findall(rf"{before}{re.escape(span.raw)}(?!`)", text))


def _same_words(one: str, other: str) -> bool:
    if words(other):
        return words(one) == words(other)
    return "".join(one.split()) == "".join(other.split())


def _with_names(source: str, text: str, dialect: Dialect) -> str:
    """Return *text* with code markup for names that are code in the source."""
    for span in _spans(source, dialect):
        if span.role or span.raw in text or not words(span.code):
            continue
        name = re.escape(span.code)
        bare = rf"{_QUOTES}{name}{_QUOTES}|(?<![\w`<:./]){name}(?![\w`>:/(]|\.\w)"
        pieces = re.split(bare, text, flags=re.ASCII)
        if len(pieces) == source.count(span.raw) + 1:
            text = span.raw.join(pieces)
    return text


def _spans(source: str, dialect: Dialect) -> list[_Span]:
    return list(
        dict.fromkeys(
            _Span(match[0], match["role"] or "", match["code"])
            for match in _SPAN[dialect].finditer(source)
        )
    )
