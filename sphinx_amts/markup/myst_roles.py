"""Parse and write roles in MyST.

MyST takes the content of a role literally: it has no escapes and no markup.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup import placeholders
from sphinx_amts.markup.code_shapes import is_code_title, is_name
from sphinx_amts.markup.model import Inline, Placeable, Span, Text
from sphinx_amts.markup.rst_roles import OPAQUE, RoleDisplay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_amts.markup.rst_roles import RoleType

    RoleOf = Callable[[str], RoleType]

_TEXT_ROLES = {
    "strong": "strong",
    "emphasis": "emphasis",
    "sub": "subscript",
    "subscript": "subscript",
    "sup": "superscript",
    "superscript": "superscript",
    "title": "title",
    "title-reference": "title",
    "t": "title",
    "dfn": "emphasis",
}
"""Roles that show their whole content as text, and the kind of span they are."""

_TITLED_ROLES = frozenset(
    ("any", "confval", "cve", "cwe", "doc", "download", "envvar", "keyword")
) | {"numref", "option", "pep", "ref", "rfc", "term", "token"}
"""Roles named without a domain that read `text <target>`, like `ReferenceRole`."""

_CODE_ROLES = frozenset(
    ("any", "confval", "download", "envvar", "keyword", "option", "token")
)
_WORD_ROLES = frozenset(("doc", "numref", "ref", "term"))
"""Titled roles that never show their title as code; `_CODE_ROLES` do."""

_OPAQUE_KINDS = {
    "math": "math",
    "code": "literal",
    "literal": "literal",
    "eq": "xref",
    "footcite": "citation",
}

_HEAD = re.compile(r"(\{[^}]*\})`+")


def read_role(
    name: str, content: str, source: str, role_of: RoleOf | None = None
) -> Inline:
    """Convert a parsed role to a span or a placeable.

    Args:
        name: name of the role.
        content: the text between its backticks.
        source: the whole role as written.
        role_of: classifies roles that only this book has.
    """
    opening = f"{{{name}}}`"
    own = _role_of_book(name, role_of)
    if kind := _TEXT_ROLES.get(name) or (
        own.kind if own.display is RoleDisplay.TEXT else ""
    ):
        return _span(kind, opening, content, "`") or _opaque(name, source)
    if name == "abbr" or own.display is RoleDisplay.ABBREVIATION:
        shown = _without_explanation(content)
        return _span(
            "abbreviation", opening, shown, f"{content[len(shown) :]}`"
        ) or _opaque(name, source, content)
    titled = name in _TITLED_ROLES or (":" in name and not _is_special(name))
    titled = titled or own.display is RoleDisplay.TITLED
    main = content[1:].strip()
    if name == "index" and content.startswith("!") and main and "<" not in main:
        # a main entry, not a text without a link; the entry stays as it is
        closing = f" <! single: {main}>`"
        return _span("index", opening, main, closing) or _opaque(name, source)
    if content.startswith("!") or not (titled or name == "index"):
        return _opaque(name, source, content)
    if found := _title_and_target(content):
        title, target = found
        shows_code = own.code or _shows_code(name)
        if is_name(title) or (shows_code and is_code_title(title, target)):
            return _opaque(name, source, title)
        # a blank before the target marks a given title, unlike that of a bare `term`
        target = target if target[0].isspace() else f" {target}"
        kind = "index" if name == "index" else "xref"
        span = _span(kind, opening, title, f"{target}`")
        if span and name.rpartition(":")[2] == placeholders.ROLE:
            return replace(span, children=tuple(placeholders.fields(title)))
        return span or _opaque(name, source)
    if name in {"term", "index"}:
        # the word shown doubles as the target, which stays as it is
        kind = "index" if name == "index" else "xref"
        return _span(kind, opening, content, f"<{content}>`") or _opaque(name, source)
    # a reference of a domain, in the form that its pages may use
    kind = own.kind if own.display is RoleDisplay.TITLED else ""
    return _opaque(name, source, content, kind=kind)


def _role_of_book(name: str, role_of: RoleOf | None) -> RoleType:
    """Return the type of role *name* if only this book has it, else `OPAQUE`."""
    everywhere = name in _TEXT_ROLES or name in _TITLED_ROLES or name in _OPAQUE_KINDS
    if role_of is None or everywhere or ":" in name or _is_special(name):
        return OPAQUE
    return role_of(name)


def _without_explanation(content: str) -> str:
    """Cut the explanation off *content*, as sphinx.roles.Abbreviation does.

    The explanation begins at the first parenthesis, if the last one ends *content*.
    """
    start = content.find("(")
    if start < 0 or not content.removesuffix("\n").endswith(")"):
        return content
    return content[:start].rstrip()


def _title_and_target(content: str) -> tuple[str, str] | None:
    """Split *content* into title and `<target>`, as Sphinx's ReferenceRole does.

    The target begins at the first `<` that has something before it. Sphinx's regular
    expression is not used, because it takes quadratic time.

    Returns:
        `None` if *content* has no target.
    """
    content = content.removesuffix("\n")
    start = content.find("<", 1)
    if start < 0 or not content.endswith(">"):
        return None
    size = max(len(content[:start].rstrip()), 1)
    return content[:size], content[size:]


def _is_special(name: str) -> bool:
    return _cites(name) or name.rpartition(":")[2] in {"expr", "texpr"}


def _shows_code(name: str) -> bool:
    """Return whether role *name*, with title and target, shows its title as code."""
    domain, _, role = name.rpartition(":")
    if domain in {"", "std"}:
        return role in _CODE_ROLES
    return role not in _WORD_ROLES


def _cites(name: str) -> bool:
    return name == "cite" or name.startswith(("cite:", "footcite:"))


def _span(kind: str, opening: str, shown: str, closing: str) -> Span | None:
    if not shown.strip():
        return None
    return Span(kind, opening, closing, (Text(shown),))


def _opaque(name: str, source: str, text: str = "", *, kind: str = "") -> Placeable:
    kind = _OPAQUE_KINDS.get(name, kind)
    if not kind:
        domain = name in _TITLED_ROLES or ":" in name
        kind = "citation" if _cites(name) else "xref" if domain else "role"
    return Placeable(kind, source, text)


def is_role(span: Span) -> bool:
    """Return whether *span* is written as a role."""
    return _HEAD.match(span.opening) is not None


def write_role(span: Span) -> str:
    """Write *span*, which is a role, with the text that it contains now.

    Raises:
        PlaceableError: *span* has no text, or contains markup, which no role can.
    """
    shown = plain_text(span.children)
    if shown is None or not shown.strip():
        raise PlaceableError(
            f"the text of the role {span.opening}…{span.closing} is empty or holds"
            " other markup; keep it plain text"
        )
    name = span.opening.rstrip("`")
    tail = span.closing.rstrip("`")
    if tail.startswith("<"):
        if tail == f"<{shown}>":
            tail = ""
        elif span.kind == "index":
            # with a text of its own, an entry is split at commas unless it says so
            tail = f" <single: {tail[1:]}"
        else:
            tail = f" {tail}"
    if tail.endswith(")"):
        # Sphinx takes the first parenthesis for the beginning of the explanation
        shown = shown.replace("(", "（").replace(")", "）")
    elif tail:
        # Sphinx takes the first `<` for the beginning of the target, `!` for "no link"
        shown = shown[0] + shown[1:].replace("<", "＜")
        shown = f" {shown}" if shown.startswith("!") else shown
    return in_ticks(name, shown + tail)


def in_ticks(name: str, content: str) -> str:
    """Write role *name* with *content*, between as many backticks as it needs.

    A backtick at an end of *content* is separated by a blank: MyST has no other form.
    """
    content = f" {content}" if content.startswith("`") else content
    content = f"{content} " if content.endswith("`") else content
    ticks = "`"
    while ticks in content:
        ticks += "`"
    return f"{name}{ticks}{content}{ticks}"


def plain_text(inlines: Sequence[Inline]) -> str | None:
    """Return the text of *inlines* on one line, `None` if not all of them are text.

    Placeholders of a title count as text, written as they are.
    """
    texts = []
    for inline in inlines:
        if isinstance(inline, Text):
            texts.append(inline.text)
        elif isinstance(inline, Placeable) and inline.kind == placeholders.KIND:
            texts.append(inline.source)
        else:
            return None
    return " ".join("".join(texts).split("\n"))
