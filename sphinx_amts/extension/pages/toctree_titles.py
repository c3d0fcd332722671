"""The language of what tables of contents say themselves: titles of entries, captions.

Sphinx puts such a title into its copy of the title of the document, which may be in
another language, and makes an element of a caption. Both happen each time that a table
is shown, in the page or beside it, and no event tells of it; so the two functions that
do it are wrapped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters import toctree as tables

from sphinx_amts.extension.pages.title_languages import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Mark = Callable[[Any, Any, addnodes.toctree, str], None]


def say_own_titles() -> None:
    """Say the language of titles and captions from now on, where it is another one."""
    for name, mark in (
        ("_toctree_entry", _mark_title),
        ("_resolve_toctree", _mark_caption),
    ):
        original = getattr(tables, name, None)
        if original is not None and not hasattr(original, "original"):
            setattr(tables, name, _marking(original, mark))


def _marking(original: Callable[..., Any], mark: Mark) -> Callable[..., Any]:
    def marking(*args: Any, **options: Any) -> Any:
        made = original(*args, **options)
        given = [*args, *options.values()]
        env = next((a for a in given if isinstance(a, BuildEnvironment)), None)
        table = next((a for a in given if isinstance(a, addnodes.toctree)), None)
        language = "" if env is None else mark_of(env)
        if language and table is not None and made is not None:
            mark(made, args[0], table, language)
        return made

    marking.original = original  # type: ignore[attr-defined]
    return marking


def _mark_title(
    made: tuple[nodes.Element, str],
    title: str | None,
    table: addnodes.toctree,
    mark: str,
) -> None:
    """Mark the entry *made* as its own *title* is, if it has one."""
    if not title or not made[0].children:
        return
    for reference in made[0][0].findall(nodes.reference):
        if reference.astext() == title and not reference.get("anchorname"):
            if mark in reference["classes"]:
                reference["classes"].remove(mark)
            if title in table.get("rawentries", ()):
                reference["classes"].append(mark)
            return


def _mark_caption(
    made: nodes.Element, _: object, table: addnodes.toctree, mark: str
) -> None:
    caption = table.get("caption")
    if caption and caption == table.get("rawcaption"):
        for child in made.children[:1]:
            if isinstance(child, nodes.title):
                child["classes"].append(mark)
