"""Mark entries and captions of tables of contents when Sphinx resolves the tables.

Each time that a table is shown, in the page or in a sidebar, Sphinx copies the titles
of documents for the entries, and creates an element for the caption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters import toctree as adapter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Mark = Callable[[Any, Any, addnodes.toctree, str], None]

ENTRY, TABLE = "_toctree_entry", "_resolve_toctree"
"""Names of Sphinx's functions that create an entry, and a table with its caption."""


def wrap_toctrees(
    marks: Mapping[str, Mark], mark_of: Callable[[BuildEnvironment], str]
) -> None:
    """Wrap Sphinx's functions that create entries and captions of tables of contents.

    Sphinx emits no event for this. If a release of Sphinx lacks one of the functions,
    tables are shown without the mark.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: an event for resolved
    tables of contents.

    Args:
        marks: name of the wrapped function -> callback for its result, which also gets
            the first argument of the function, the table, and the mark.
        mark_of: returns the mark for a book; empty if nothing is to be marked.
    """
    for name, mark in marks.items():
        original = getattr(adapter, name, None)
        if original is not None and not hasattr(original, "original"):
            setattr(adapter, name, _marking(original, mark, mark_of))


def _marking(
    original: Callable[..., Any], mark: Mark, mark_of: Callable[[BuildEnvironment], str]
) -> Callable[..., Any]:
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
