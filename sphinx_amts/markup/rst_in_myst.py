"""Keep reStructuredText on MyST pages where MyST has no form for it.

MyST reads a block `{eval-rst}` in a translation as it reads one in a page, and Sphinx
shows the paragraph in it. So a message with citations, anonymous links or other markup
that only reStructuredText has is translated in such a block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.markup.model import Inline, Placeable, Span, elements

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLOCK = re.compile(
    r"(`{3,}|~{3,})\{eval-rst\}[ \t]*\n(.*)\n\1[ \t]*(# noqa)?", re.DOTALL
)
_NOQA = " # noqa"
_BACKTICKS = re.compile(r"`{3,}")
_ONLY_RST = frozenset({"citation", "target"})
_SUFFIXED = frozenset({"footnote", "link", "substitution"})
"""Kinds whose source ends with a mark that MyST does not write there."""


def is_rst(inlines: Iterable[Inline]) -> bool:
    """Return whether an element of *inlines* is written as only reStructuredText is."""
    return any(map(_is_rst, elements(inlines)))


def _is_rst(element: Placeable | Span) -> bool:
    if isinstance(element, Span):
        return element.kind == "link" and element.closing.endswith(("`_", "`__"))
    if element.kind in _SUFFIXED:
        return element.source.rstrip().endswith(("_", "|"))
    return element.kind in _ONLY_RST


def in_block(text: str) -> str:
    """Return *text*, a message in reStructuredText, in a block `{eval-rst}`."""
    body = text.removesuffix(_NOQA)
    noqa = _NOQA if body != text else ""  # `Locale` looks for it at the very end
    longest = max((len(found) for found in _BACKTICKS.findall(body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{{eval-rst}}\n{body}\n{fence}{noqa}"


def out_of_block(text: str) -> str | None:
    """Return the content of a block `{eval-rst}`; `None` if *text* is not one."""
    if "{eval-rst}" not in text or not (found := _BLOCK.fullmatch(text.strip())):
        return None
    return found[2] + (_NOQA if found[3] else "")
