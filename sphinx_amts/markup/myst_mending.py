"""Add invisible separators where CommonMark would not see emphasis.

A run of `*` or `_` beside a letter opens or closes nothing if punctuation is on its
other side: ``**是（好）**的`` stays as it is on the page.
"""

from __future__ import annotations

import re

from sphinx_amts.markup.myst_delimiters import OTHER, SEPARATOR, fits

_MARKUP = re.compile(
    r"""
    (?P<kept> \\.
      | (?: (?<!`) | (?<=\\`) ) (?P<ticks>`++) .+? (?<!`)(?P=ticks)(?!`) )
    | (?<!\*) (?P<mark>\*\*?) (?=[^\s*]) (?P<stars>[^*]*[^\s*]) (?P=mark) (?!\*)
    | (?<![a-zA-Z0-9_]) (?P<under>__?) (?=[^\s_]) (?P<content>[^_]*[^\s_])
      (?P=under) (?![a-zA-Z0-9_])
    """,
    re.VERBOSE | re.DOTALL,
)


def add_separators(text: str) -> str:
    """Add separators beside emphasis in *text*, only where they are needed."""
    parts: list[str] = []
    end = 0
    for match in _MARKUP.finditer(text):
        if match["kept"]:
            continue
        parts.append(text[end : match.start()])
        end = match.end()
        mark = match["mark"] or match["under"]
        content = match["stars"] or match["content"]
        before = text[match.start() - 1 : match.start()] or " "
        after = text[end : end + 1] or " "
        parts.append(_span(mark, content, before, after) or match[0])
    return "".join([*parts, text[end:]])


def _span(mark: str, content: str, before: str, after: str) -> str:
    """Return the span with the separators it needs; empty if none of them helps."""
    marks = [mark, OTHER[mark]] if mark[0] == "_" else [mark]
    for left, right in (("", ""), ("", SEPARATOR), (SEPARATOR, ""), (SEPARATOR,) * 2):
        for chosen in marks:
            previous, following = (left or before)[-1], (right or after)[0]
            if fits(chosen, content, previous, following, ()):
                return f"{left}{chosen}{content}{chosen}{right}"
    return ""
