"""Find the language of tables of contents, and of links that show titles."""

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
# private subtag, which `add_directions` replaces by an attribute
OTHER_DIRECTION = "-x-amts"

# elements whose text is in no language, or not shown
NEUTRAL = (
    *(nodes.literal_block, nodes.doctest_block, nodes.literal, nodes.math, nodes.raw),
    *(nodes.math_block, nodes.Invisible, nodes.label, nodes.option_group, nodes.image),
    *(addnodes.desc_signature, addnodes.productionlist, addnodes.index),
    *(addnodes.literal_strong, addnodes.literal_emphasis),
)


class TextLanguage(Enum):
    """Language of the text of a node.

    `PAGE` is the language of the page, `OTHER` the source language.
    """

    NONE = auto()
    OTHER = auto()
    PAGE = auto()
    BOTH = auto()


class TocLanguages:
    """Finder of the language of tables of contents in one document.

    Args:
        env: environment with the titles of all documents; untranslated titles have the
            class *mark*.
        docname: name of the document.
        mark: class that marks the source language.
    """

    def __init__(self, env: BuildEnvironment, docname: str, mark: str) -> None:
        self._env = env
        self._docname = docname
        self._mark = mark

    def language_of(self, node: addnodes.toctree) -> TextLanguage:
        """Return the language of the text that *node* will show.

        `NONE` if the table has only untranslated titles, because these are marked
        themselves.
        """
        if node.get("hidden"):
            return TextLanguage.NONE
        own = {node.get("caption"), *(title for title, _ in node["entries"])} - {None}
        if own - {node.get("rawcaption"), *node.get("rawentries", ())}:
            return TextLanguage.PAGE
        names = [*node["includefiles"]]
        for title, name in node["entries"]:
            if name == "self":
                names.append(self._docname)
            elif not title and name not in names and "://" not in name:
                # the index or the search, whose title Sphinx sets
                return TextLanguage.PAGE
        if not all(map(self._is_untranslated, self._with_all_below(names))):
            return TextLanguage.PAGE
        return TextLanguage.OTHER if own else TextLanguage.NONE

    def _is_untranslated(self, docname: str) -> bool:
        contents = self._env.tocs.get(docname)
        return contents is not None and all(
            self._mark in title["classes"] or not has_words(title)
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


def has_words(node: nodes.Element) -> bool:
    """Return whether *node* has words outside of code and formulas.

    Images always count, because of their alternative text.
    """
    return isinstance(node, nodes.image) or any(
        holds_letters(child)
        if isinstance(child, nodes.Text)
        else not isinstance(child, NEUTRAL)
        and isinstance(child, nodes.Element)
        and has_words(child)
        for child in node.children
    )


_TITLES: WeakKeyDictionary[BuildEnvironment, frozenset[str]] = WeakKeyDictionary()


def forget_titles(env: BuildEnvironment) -> None:
    """Delete the cache of `untranslated_titles`, because a document is read."""
    _TITLES.pop(env, None)


def untranslated_titles(env: BuildEnvironment, mark: str) -> frozenset[str]:
    """Return the untranslated titles of all documents.

    Args:
        env: environment of the book, all documents read.
        mark: class of untranslated titles in tables of contents.
    """
    if env not in _TITLES:
        _TITLES[env] = frozenset(
            title.astext()
            for contents in env.tocs.values()
            for title in contents.findall(nodes.reference)
            if mark in title["classes"]
        )
    return _TITLES[env]


def is_untranslated_title(env: BuildEnvironment, docname: str, mark: str) -> bool:
    """Return whether the title of a document is untranslated.

    Args:
        env: environment of the book, all documents read.
        docname: name of the document.
        mark: class of untranslated titles in tables of contents.
    """
    contents = env.tocs.get(docname)
    title = None if contents is None else next(contents.findall(nodes.reference), None)
    return title is not None and mark in title["classes"]


def mark_of(env: BuildEnvironment) -> str:
    """Return the class that marks text in the source language, "" if not needed."""
    session = session_of(env)
    if session is None:
        return ""
    own = language(session.languages.source)
    page = language(session.languages.target)
    if own.bcp47 == page.bcp47:
        return ""
    suffix = "" if own.direction == page.direction else OTHER_DIRECTION
    return f"{_CLASS}{own.bcp47}{suffix}"
