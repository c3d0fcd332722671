"""Add escaped spaces where docutils would not see inline markup.

Chinese and Japanese have no spaces between words, and docutils recognises markup only
between white space and punctuation: ``是``x``的`` stays as it is on the page.
"""

from __future__ import annotations

import re

from docutils.utils import punctuation_chars as signs

_GAP = "\\ "
_MARKUP = re.compile(
    r"""
    (?P<escaped> \\. )
    | ``(?=\S) (?:(?!``).)+ (?<=\S)`` (?!`)
    | (?::[a-zA-Z][\w.+:-]{0,99}:)? `(?=[^\s`]) [^`]+ (?<=\S)` (?:__?)?
    | \*\*(?=[^\s*]) (?:(?!\*\*).)+ (?<=[^\s*])\*\* (?!\*)
    | \*(?=[^\s*]) [^*]+ (?<=[^\s*])\* (?!\*)
    | \|(?=[^\s|]) [^|]+ (?<=[^\s|])\| (?:__?)?
    | \[(?: \#[\w-]* | \* | \d+ )\]_
    """,
    re.VERBOSE | re.DOTALL,
)
# As the patterns of docutils' `Inliner`.
_MAY_PRECEDE = re.compile(rf"[\s{signs.openers}{signs.delimiters}]")
_MAY_FOLLOW = re.compile(
    rf"[\s{signs.closing_delimiters}{signs.delimiters}{signs.closers}]"
)


def add_escaped_blanks(text: str) -> str:
    """Add escaped spaces between markup and adjacent text; nothing else changes."""
    parts: list[str] = []
    end = 0
    for match in _MARKUP.finditer(text):
        if match["escaped"]:
            continue
        parts.append(text[end : match.start()])
        before = "".join(parts[-2:])[-1:]
        if before and not _MAY_PRECEDE.match(before):
            parts.append(_GAP)
        end = match.end()
        parts.append(match[0])
        if end < len(text) and not _MAY_FOLLOW.match(text[end]):
            parts.append(_GAP)
    return "".join([*parts, text[end:]])
