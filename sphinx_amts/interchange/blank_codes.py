"""Replace inline codes of other tools that represent white space by white space.

Tools use inline codes for white space that they do not show plainly in a segment: a
tab, a line break, a no-break space. If such a code were dropped, two words would be
joined; if it were kept, a code in only one of two texts would count as lost markup.

Sources: OASIS, XLIFF 1.2 specification, 2008, "ctype" ("lb", "pb", "cb") and
"equiv-text"; LISA, TMX 1.4b specification, 2005, "type"; files of memoQ ("ch"), Trados,
Okapi and Angular.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from sphinx_amts.interchange.inline_codes import (
    CLOSING,
    NATIVE,
    OPENING,
    Code,
    pair_name,
)
from sphinx_amts.languages.joining import separator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST = 100
_TYPES = re.compile(
    r"(?:x-)?(?:html-|mq:|w:|text:)?(?:lb|pb|cb|ch|br|tab|tabs?tops?|nbsp|nl|cr|lf|crlf"
    r"|space|(?:soft-?|hard-?)?(?:line-?|page-?|column-?)?break|new-?line|line-?feed"
    r"|non-?breaking-?space|carriage-?return)",
    re.IGNORECASE,
)
_ELEMENT = (
    r"</?(?:(?:w:|text:|mq:|xhtml:)?(?:br|cr|tab|lb|pb|nl|hr|p|newline|line-?break|nbsp)"
    r"|text:s)(?:\s[^<>]*)?/?>"
)
_CHARACTER = r"<mq:(?:ch|rxt)\b[^<>]*?\bval=(['\"])(?:\s|\\[nrt])+\1[^<>]*>"
_BLANK = re.compile(
    rf"(?:\s|\\[nrtfv]|[\u2028\u2029↵↩⏎¶→⇥]|{_CHARACTER}|{_ELEMENT}"
    r"|[{\[](?:br|nl|tab|lb|nbsp|\\n|\\t)/?[}\]])+",
    re.IGNORECASE,
)
_SHOWN = dict.fromkeys(("equiv-text", "displaytext", "equiv", "disp", "text"))
_LONGEST = 200


def with_blanks(content: Sequence[str | Code], language: str) -> list[str | Code]:
    """Replace the codes of a segment that represent white space by white space.

    Args:
        content: text and codes of the segment.
        language: code of the language of the segment; in languages without blanks
            between words, no blank is inserted between two words.
    """
    blanks = _blanks(list(_codes(content, _DEEPEST)))
    if not blanks:
        return list(content)
    gaps: list[str] = []
    before, waiting = "", 0
    for sign in _signs(content, blanks, _DEEPEST):
        if sign is None:
            waiting += 1
        else:
            if waiting:
                # several adjacent codes become one piece of white space
                gaps += [separator(before, sign, language), *[""] * (waiting - 1)]
            before, waiting = sign, 0
    gaps += [""] * waiting
    return _filled(content, blanks, iter(gaps), _DEEPEST)


def _blanks(codes: Sequence[Code]) -> set[int]:
    """Return `id` of each code that represents white space; of a pair, both or none."""
    found = {id(code) for code in codes if _stands_for_blank(code)}
    closing = {pair_name(c): c for c in codes if c.name in CLOSING}
    for code in codes:
        other = closing.get(pair_name(code)) if code.name in OPENING else None
        if other is None:
            continue
        if id(code) in found and not (
            other.content or other.attributes.keys() & _SHOWN
        ):
            found.add(id(other))
        elif (id(code) in found) != (id(other) in found):
            found -= {id(code), id(other)}
    return found


def _stands_for_blank(code: Code) -> bool:
    if any(isinstance(part, Code) for part in code.content):
        return False
    native = "".join(part for part in code.content if isinstance(part, str))
    shown = [code.attributes[name] for name in _SHOWN if code.attributes.get(name)]
    for text in [native, *shown]:
        if text:
            return len(text) <= _LONGEST and _is_blank(text)
    given = code.attributes.get("type") or code.attributes.get("ctype") or ""
    return _TYPES.fullmatch(given) is not None


def _is_blank(text: str) -> bool:
    # some tools escape the text of a code twice
    return any(_BLANK.fullmatch(t) for t in (text, unescape(text)))


def _codes(content: Sequence[str | Code], depth: int) -> Iterator[Code]:
    for part in content:
        if isinstance(part, Code):
            if part.name in NATIVE:
                yield part
            elif depth:
                yield from _codes(part.content, depth - 1)


def _signs(
    content: Sequence[str | Code], blanks: set[int], depth: int
) -> Iterator[str | None]:
    """Yield the texts of a segment in order, and `None` for each code in *blanks*."""
    for part in content:
        if isinstance(part, str):
            if part:
                yield part
        elif part.name in NATIVE:
            if id(part) in blanks:
                yield None
        elif depth:
            yield from _signs(part.content, blanks, depth - 1)


def _filled(
    content: Sequence[str | Code], blanks: set[int], gaps: Iterator[str], depth: int
) -> list[str | Code]:
    """Return *content* with each code in *blanks* replaced by the next of *gaps*."""
    filled: list[str | Code] = []
    for part in content:
        if isinstance(part, Code) and part.name not in NATIVE and depth:
            inner = _filled(part.content, blanks, gaps, depth - 1)
            filled.append(replace(part, content=inner))
        elif isinstance(part, Code) and id(part) in blanks:
            filled.append(next(gaps))
        else:
            filled.append(part)
    return filled
