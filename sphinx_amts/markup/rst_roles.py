"""Classify the roles of a book by how they show their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import roles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.parsers.rst.states import Inliner


class RoleDisplay(Enum):
    """Way in which a role shows its text."""

    TEXT = auto()
    """The text is shown unchanged: emphasis, and roles derived from it."""
    TITLED = auto()
    """The role contains `text <target>`, or a target for which Sphinx finds a text."""
    NAMED = auto()
    """The role contains `text <target>`, or a text that is the target as well."""
    ABBREVIATION = auto()
    """The role contains `text (explanation)`."""
    OPAQUE = auto()
    """The role shows its content as code, or in a way of its own."""


@dataclass(frozen=True, slots=True)
class RoleType:
    """Type of a role: the element that it makes, and how it shows its text.

    Attributes:
        display: way in which the role shows its text.
        kind: kind of the element that the role makes.
        title: pattern that splits the content into title and target, if it may have
            both.
        code: whether the role shows its title as code.
    """

    display: RoleDisplay
    kind: str
    title: re.Pattern[str] | None = None
    code: bool = False


_TEXT_NODES: Mapping[type[nodes.Node], str] = {
    nodes.emphasis: "emphasis",
    nodes.strong: "strong",
    nodes.subscript: "subscript",
    nodes.superscript: "superscript",
    nodes.title_reference: "title",
    nodes.abbreviation: "abbreviation",
    nodes.acronym: "abbreviation",
    nodes.inline: "inline",
}
_NAMED = {"term": "xref", "index": "index"}
_OPAQUE_FUNCTIONS: Mapping[object, str] = {
    roles.math_role: "math",
    roles.code_role: "literal",
    roles.raw_role: "raw",
}
_BADGES = ("sphinx_design.badges_buttons", "BadgeRole")
"""Module and name of a class of roles that show their content unchanged."""

_SPLITS = "split_explicit_title"
"""Name of the function of `sphinx.util.nodes` that roles with titles call."""

_TITLE = re.compile(r"^(.+?)\s*(?<!\x00)<([^<]*?)>$", re.DOTALL)
"""Splits `title <target>` as Sphinx does, in text with null characters for escapes."""

OPAQUE = RoleType(RoleDisplay.OPAQUE, "role")


def role_type(name: str, inliner: Inliner, env: Any) -> RoleType:
    """Return the type of the role *name*; an unknown role is opaque.

    Args:
        name: name of the role, in any case; empty for the default role.
        inliner: docutils' inliner, with the language of role names.
        env: Sphinx's build environment, or `None`.
    """
    domain, colon, _ = name.lower().partition(":")
    if colon and env is not None and domain not in env.domains:
        return OPAQUE  # asking for it makes Sphinx warn
    role, _ = roles.role(name, inliner.language, 0, inliner.reporter)
    if env is not None:
        role = _behind_adapter(role, name.lower(), env)
    return _classify(role, name.lower())


def _behind_adapter(role: Any, name: str, env: Any) -> Any:
    """Return the role that a domain's function *role* wraps, or *role* itself."""
    short = name.partition(":")[2] or name
    for domain in env.domains.values():
        if short in domain.roles and domain.role(short) is role:
            return domain.roles[short]
    return role


def _classify(role: Any, name: str) -> RoleType:
    while isinstance(role, roles.CustomRole):
        role = role.base_role
    if isinstance(role, roles.GenericRole):
        kind = _TEXT_NODES.get(role.node_class)
        if kind is not None:
            return RoleType(RoleDisplay.TEXT, kind)
        is_literal = role.node_class is nodes.literal
        return RoleType(RoleDisplay.OPAQUE, "literal" if is_literal else "role")
    if role is roles.generic_custom_role:
        return RoleType(RoleDisplay.TEXT, "inline")
    short = name.rpartition(":")[2]
    if (type(role).__module__, type(role).__name__) == _BADGES:
        return RoleType(RoleDisplay.TEXT, "inline")
    code = getattr(role, "__code__", None)
    if code is not None and _SPLITS in code.co_names:
        return RoleType(RoleDisplay.TITLED, "xref", title=_TITLE)
    if hasattr(role, "explicit_title_re"):  # sphinx.util.docutils.ReferenceRole
        inner = getattr(role, "innernodeclass", None)
        return RoleType(
            RoleDisplay.NAMED if short in _NAMED else RoleDisplay.TITLED,
            _NAMED.get(short, "xref"),
            title=role.explicit_title_re,
            code=isinstance(inner, type) and issubclass(inner, nodes.literal),
        )
    if hasattr(role, "abbr_re"):  # sphinx.roles.Abbreviation
        return RoleType(RoleDisplay.ABBREVIATION, "abbreviation")
    if short == "code":
        return RoleType(RoleDisplay.OPAQUE, "literal")
    if short == "eq":
        return RoleType(RoleDisplay.OPAQUE, "xref")
    return RoleType(RoleDisplay.OPAQUE, _OPAQUE_FUNCTIONS.get(role, "role"))
