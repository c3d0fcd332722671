"""Match spans in D2L's Markdown that are not running text: code, formulas, roles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SLIDES_START, SLIDES_END = "\ufdd0", "\ufdd1"
"""Delimiters of text that is on slides only: noncharacters, which no author uses."""

_FILLER = "\ufdd2"

SPAN = re.compile(
    r"""
    (?P<escape> \\[^\n] )
    | (?<![A-Za-z0-9_:]) : (?P<role> [a-z][a-z_]* ) : ` (?P<content> [^`]+ ) `
    | (?P<code> (?<!(?<!\\)`)(?P<ticks>`++)
        (?: (?!\n[ \t]*\n) . )+? (?<!`)(?P=ticks)(?!`) )
    | (?P<comment> <!-- .{0,5000}? --> )  # one without end is not looked for in all
    | \$\$ (?P<display> (?: (?!\n[ \t]*\n|\$\$) . )+ ) \$\$
    | \$ (?P<math> (?: \\. | (?!\n[ \t]*\n) [^$\\] )+ ) \$
    """,
    re.VERBOSE | re.DOTALL,
)


def masked(text: str, kept: Callable[[re.Match[str]], str] | None = None) -> str:
    """Return *text* with each span replaced by filler of the same length.

    Args:
        text: running text, with spans in it.
        kept: returns another replacement for a span, of the same length.
    """

    def fill(match: re.Match[str]) -> str:
        return _FILLER * len(match[0])

    return SPAN.sub(kept or fill, text)
