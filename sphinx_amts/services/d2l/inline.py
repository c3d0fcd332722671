"""Roles, links and marks inside of lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.services.d2l.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE_OR_ROLE = re.compile(
    r":(?P<role>[a-z]+):`(?P<target>[^`]+)`|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)",
    re.S,
)
_LINK = re.compile(r"(?<!!)\[([^\]\[]*)\]\(([^()\s]+\.(?:md|ipynb))(#[^()\s]*)?\)")
_FENCED = re.compile(r"^(\s*```).*?^\1\s*$", re.M | re.S)
# `[**…**]` and `(**…**)`, and the same with tildes, mark what goes onto slides
_SLIDES = re.compile(r"[\[(](\*\*|~~)(?=\S)((?:(?!\n\n).)*?)\1[\])]", re.S)
_NUMBERED = {
    Kind.SECTION: "numref",
    Kind.FIGURE: "numref",
    Kind.TABLE: "numref",
    Kind.EQUATION: "eq",
}
_CITES = {"cite": "cite", "citet": "cite:t", "citep": "cite:p"}
_REFERENCES = frozenset({"numref", "ref", "eqref"})


@dataclass(slots=True)
class Book:
    """What a chapter can refer to, and what it could not.

    Attributes:
        labels: label -> what it stands at.
        owners: label -> document that defines it, the first one.
        documents: names of all documents.
        bibliography: whether there is a bibliography to cite from.
        missing: what was referred to and is not there, with its number.
        listed: documents that stand in a table of contents.
        pictures: paths of the pictures that are shown.
    """

    labels: Mapping[str, Kind]
    owners: Mapping[str, str]
    documents: frozenset[str]
    bibliography: bool = False
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    listed: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)


def without_slide_marks(text: str) -> str:
    """Return a chapter without the marks of what goes onto slides; code keeps all."""
    parts = []
    position = 0
    for fence in _FENCED.finditer(text):
        parts.append(_SLIDES.sub(lambda mark: mark[2], text[position : fence.start()]))
        parts.append(fence[0])
        position = fence.end()
    parts.append(_SLIDES.sub(lambda mark: mark[2], text[position:]))
    return "".join(parts)


def convert_inline(text: str, book: Book, folder: str) -> str:
    """Return a paragraph with the roles of MyST.

    Args:
        text: the paragraph, or several.
        book: what it can refer to.
        folder: that of its document, from which links start.
    """
    text = _LINK.sub(lambda link: _link(link, book, folder), text)
    return _CODE_OR_ROLE.sub(lambda found: _role(found, book), text)


def _role(found: re.Match[str], book: Book) -> str:
    role, target = found["role"], found["target"]
    if role is None:
        return found[0]
    if role in _REFERENCES:
        kind = book.labels.get(target)
        if kind is None:
            book.missing["label", target] += 1
            return f"`{target}`"
        if kind is Kind.PLACE:
            return f"[{target}](#{target})"
        name = _NUMBERED[kind]
        return f"{{{'ref' if role == 'ref' and name != 'eq' else name}}}`{target}`"
    if role in _CITES:
        keys = [key.strip() for key in target.split(",") if key.strip()]
        if book.bibliography:
            return f"{{{_CITES[role]}}}`{','.join(keys)}`"
        for key in keys:
            book.missing["bibliography entry", key] += 1
        return f"[{', '.join(f'`{key}`' for key in keys)}]"
    return found[0]


def _link(found: re.Match[str], book: Book, folder: str) -> str:
    parts = folder.split("/") if folder else []
    for part in found[2].rsplit(".", 1)[0].split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    if "/".join(parts) in book.documents:
        return found[0]
    book.missing["document", found[2]] += 1
    return found[1]
