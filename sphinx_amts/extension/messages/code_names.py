"""Recognise messages that consist of code alone, without code markup.

Extensions create such messages: the title of a page is the name of an object, or a
table has the name of a function with its signature.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_amts.extension.messages.ancestors import with_ancestors
from sphinx_amts.markup.code_shapes import is_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = "autosummary_table"
_MODULE = "module-"
_CODE = (nodes.emphasis, nodes.strong, nodes.literal, addnodes.pending_xref)
_WORD = re.compile(r"[^\W\d][\w.]*")
_TYPE = re.compile(r"[!-~]+(?:(?:, | \| |\| | or | -> )[!-~]+)*")
"""Pattern of a type such as ``dict[str, int] | None``: words with punctuation."""
_TYPES = frozenset(
    "None bool bytearray bytes callable complex dict float frozenset int iter iterable "
    "list memoryview ndarray obj object range set slice str tuple type Any or".split()
)


class CodeNames:
    """Detector of messages that consist of code alone, for one document.

    Args:
        document: document before translations are applied.
    """

    def __init__(self, document: nodes.document) -> None:
        self._everywhere: set[str] = set()
        self._by_section: dict[int, set[str]] = {}
        for node in document.findall(_declares):
            assert isinstance(node, nodes.Element)
            for name in _names(node):
                if "." in name or "::" in name:
                    self._everywhere.add(name)
                section = self._by_section.setdefault(id(_section(node)), set())
                section.add(name)

    def is_code(self, node: nodes.Element) -> bool:
        """Return whether the message of *node* is nothing but code."""
        if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
            name = node.astext()
            return (
                is_name(name)
                or name in self._everywhere
                or name in self._by_section.get(id(node.parent), ())
            )
        return _is_first_in_summary(node) or self._is_type(node)

    def _is_type(self, node: nodes.Element) -> bool:
        """Return whether *node*, in a field of an object description, is only a type.

        Napoleon writes a return value without description as ``*int*``, and a return
        value with a name as ``**size** (*int*)``.
        """
        if not _is_in_field(node):
            return False
        marked = [child for child in node.children if not isinstance(child, nodes.Text)]
        plain = "".join(str(c) for c in node.children if isinstance(c, nodes.Text))
        if not marked:
            return bool(plain) and self._is_of_types(plain)
        types = [child for child in marked if not isinstance(child, nodes.strong)]
        return (
            bool(types)
            and all(isinstance(child, _CODE) for child in marked)
            and all(self._is_of_types(child.astext()) for child in types)
            and all(word in _TYPES for word in _WORD.findall(plain))
        )

    def _is_of_types(self, text: str) -> bool:
        """Return whether all words of *text*, without markup, are names of types."""
        return _TYPE.fullmatch(text) is not None and all(
            word in _TYPES or word in self._everywhere or is_name(word)
            for word in _WORD.findall(text)
        )


def _is_in_field(node: nodes.Element) -> bool:
    """Return whether *node* is in a field of an object description, e.g. "Returns"."""
    in_field = False
    for above in with_ancestors(node.parent):
        if isinstance(above, addnodes.desc_content):
            return in_field
        in_field = in_field or isinstance(above, nodes.field_body)
    return False


def _declares(node: nodes.Node) -> bool:
    return isinstance(node, addnodes.desc_signature) or (
        isinstance(node, nodes.target) and bool(node.get("ismod"))
    )


def _names(node: nodes.Element) -> Iterator[str]:
    """Yield the spellings of the name of the object that *node* declares."""
    if isinstance(node, nodes.target):
        for identifier in node["ids"]:
            yield identifier.removeprefix(_MODULE)
        return
    name = "".join(part.astext() for part in node.findall(addnodes.desc_name))
    before = "".join(part.astext() for part in node.findall(addnodes.desc_addname))
    full = str(node.get("fullname") or "")
    module = str(node.get("module") or "")
    for written in (name, before + name, full, f"{module}.{full}"):
        if written.strip("."):
            yield written
            yield f"{written}()"


def _section(node: nodes.Node) -> nodes.Node | None:
    return next((n for n in with_ancestors(node) if isinstance(n, nodes.section)), None)


def _is_first_in_summary(node: nodes.Node) -> bool:
    """Return whether *node* is in the first column of an autosummary table.

    This column has names of objects with their signatures.
    """
    entry = node.parent
    row = entry.parent if isinstance(entry, nodes.entry) else None
    if row is None or row.index(entry) > 0:
        return False
    return any(
        isinstance(above, nodes.Element) and above.tagname == _TABLE
        for above in with_ancestors(row.parent)
    )
