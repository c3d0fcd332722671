"""In which language tables of contents are, and links that show titles."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes

from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.letters import holds_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

_CLASS = "language-"
# a private part of a tag, by which a page is told to say the direction as well
OTHER_WAY = "-x-amts"

# code, formulas and what nobody reads say nothing of a language
NEUTRAL = (
    *(nodes.literal_block, nodes.doctest_block, nodes.literal, nodes.math, nodes.raw),
    *(nodes.math_block, nodes.Invisible, nodes.label, nodes.option_group, nodes.image),
    *(addnodes.desc_signature, addnodes.productionlist, addnodes.index),
    *(addnodes.literal_strong, addnodes.literal_emphasis),
)


class In(Enum):
    """In which language the text of a node is."""

    NONE = auto()
    OTHER = auto()
    PAGE = auto()
    BOTH = auto()


class Contents:
    """Knows in which language the tables of contents of a document are.

    Args:
        env: with the titles of all documents, those that stay with their *mark*.
        docname: of the document.
        mark: class that says the language.
    """

    def __init__(self, env: BuildEnvironment, docname: str, mark: str) -> None:
        self._env = env
        self._docname = docname
        self._mark = mark

    def language_of(self, node: addnodes.toctree) -> In:
        """Return the language of what *node* will show.

        Titles that stay say it themselves, so that nothing is left to be said of a
        table that shows nothing else.
        """
        if node.get("hidden"):
            return In.NONE
        own = {node.get("caption"), *(title for title, _ in node["entries"])} - {None}
        if own - {node.get("rawcaption"), *node.get("rawentries", ())}:
            return In.PAGE
        names = [*node["includefiles"]]
        for title, name in node["entries"]:
            if name == "self":
                names.append(self._docname)
            elif not title and name not in names and "://" not in name:
                return In.PAGE  # the index or the search, called as Sphinx calls them
        if not all(map(self._stays, self._with_all_below(names))):
            return In.PAGE
        return In.OTHER if own else In.NONE

    def _stays(self, docname: str) -> bool:
        contents = self._env.tocs.get(docname)
        return contents is not None and all(
            self._mark in title["classes"] or not speaks(title)
            for title in contents.findall(nodes.reference)
        )

    def _with_all_below(self, docnames: Iterable[str]) -> Iterator[str]:
        seen: set[str] = set()
        waiting = [*docnames]
        while waiting:
            docname = waiting.pop()
            if docname not in seen:
                seen.add(docname)
                waiting += self._env.toctree_includes.get(docname, ())
                yield docname


def speaks(node: nodes.Element) -> bool:
    """Whether a message has words beside code and formulas."""
    return isinstance(node, nodes.image) or any(
        holds_letters(child)
        if isinstance(child, nodes.Text)
        else not isinstance(child, NEUTRAL)
        and isinstance(child, nodes.Element)
        and speaks(child)
        for child in node.children
    )


_TITLES: WeakKeyDictionary[BuildEnvironment, frozenset[str]] = WeakKeyDictionary()


def forget_titles(env: BuildEnvironment) -> None:
    """Forget the titles of documents, of which one is read."""
    _TITLES.pop(env, None)


def titles_that_stay(env: BuildEnvironment, mark: str) -> frozenset[str]:
    """Return the titles of all documents that are in the other language.

    Args:
        env: all documents read, which is so when pages are written.
        mark: class of these in tables of contents.
    """
    if env not in _TITLES:
        _TITLES[env] = frozenset(
            title.astext()
            for contents in env.tocs.values()
            for title in contents.findall(nodes.reference)
            if mark in title["classes"]
        )
    return _TITLES[env]


def title_stays(env: BuildEnvironment, docname: str, mark: str) -> bool:
    """Whether the title of a document is in the other language.

    Args:
        env: all documents read.
        docname: of the document.
        mark: class of such titles in tables of contents.
    """
    contents = env.tocs.get(docname)
    title = None if contents is None else next(contents.findall(nodes.reference), None)
    return title is not None and mark in title["classes"]


def mark_of(env: BuildEnvironment) -> str:
    """Return the class of what stays in the source language; empty if none has it."""
    session = session_of(env)
    if session is None:
        return ""
    own = language(session.languages.source)
    page = language(session.languages.target)
    if own.bcp47 == page.bcp47:
        return ""
    suffix = "" if own.direction == page.direction else OTHER_WAY
    return f"{_CLASS}{own.bcp47}{suffix}"
