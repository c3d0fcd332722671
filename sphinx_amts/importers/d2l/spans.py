"""Match spans in D2L's Markdown that are not running text: code, formulas, roles."""

from __future__ import annotations

import re

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


def masked(text: str) -> str:
    """Return *text* with each span replaced by filler of the same length."""
    return SPAN.sub(lambda match: _FILLER * len(match[0]), text)
