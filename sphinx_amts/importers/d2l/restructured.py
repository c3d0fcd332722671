"""Convert reStructuredText in a chapter, or show it as code where that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.importers.d2l.model import Fence, Kind

if TYPE_CHECKING:
    from sphinx_amts.importers.d2l.chapter import Chapter

_DIRECTIVE = re.compile(r"^[ \t]*\.\. ([\w:-]+)::", re.MULTILINE)
# directives that need neither other files nor labels
_SELF_CONTAINED = frozenset(
    """
    admonition attention caution centered class code code-block container danger
    epigraph error highlights hint important list-table math note pull-quote raw rubric
    seealso
    table tip topic versionadded versionchanged warning
    """.split()
)
_NEEDS_FILE = re.compile(r"^[ \t]*:(file|url):", re.MULTILINE)
_UNDERLINE = re.compile(r"""^([=\-~^"'`#*+.:_])\1{2,}[ \t]*$""", re.MULTILINE)
_ROLE = re.compile(r":[a-z][\w:+-]*:`|`_\b|\|\w+\|")


def as_myst(block: Fence, chapter: Chapter) -> str:
    """Convert an `eval_rst` fence into MyST; show it as code if that is impossible."""
    code = block.code.strip("\n")
    names = [match[1] for match in _DIRECTIVE.finditer(code)]
    if (
        not all(name in _SELF_CONTAINED for name in names)
        or _NEEDS_FILE.search(code)
        or _UNDERLINE.search(code)
        or _ROLE.search(code)
    ):
        chapter.note(Kind.ONLY_CODE, block.line, ", ".join(dict.fromkeys(names)))
        return f"{block.marker}rst\n{code}\n{block.marker}"
    if not code:
        return ""
    return f"{block.marker}{{eval-rst}}\n{code}\n{block.marker}"
