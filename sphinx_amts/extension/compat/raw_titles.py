"""Escape titles and captions that themes and Sphinx write as they are.

A translated title is characters, whatever they look like. Some themes copy the text of
titles into the HTML of a page, and Sphinx copies the first caption of a table of
contents into LaTeX, where they would be markup.

`tests/extension/test_raw_titles.py` shows it in the themes that are known to do so.
"""

from __future__ import annotations

import html
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docutils import nodes
from markupsafe import escape
from sphinx import addnodes
from sphinx.util import texescape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

FROM_OUTSIDE = "amts_from_outside"
"""Attribute of tables of contents whose caption no person has vouched for."""

_NAVIGATION = "generate_header_nav_html"
"""Function of pydata-sphinx-theme, in the context of its pages, that makes links."""

_Titles = tuple[dict[str, nodes.title], dict[str, nodes.bullet_list]]
_ESCAPED: WeakKeyDictionary[BuildEnvironment, _Titles] = WeakKeyDictionary()


def escape_titles(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Escape the titles that a theme has put into the context of a page as they are.

    Handler of `html-page-context`, behind those of themes. Templates that escape such a
    title themselves leave it as it is then.

    Tried with sphinx-book-theme 1.4.0 and pydata-sphinx-theme 0.20.0.
    """
    found = (app.env.titles.get(n) for n in (pagename, app.config.root_doc))
    texts = {title.astext() for title in found if title is not None}
    if raw := {text for text in texts if "<" in text}:
        for name, value in context.items():
            # what Sphinx itself puts there as `title` is HTML
            if name != "title" and type(value) is str and value in raw:
                context[name] = escape(value)
    navigation = context.get(_NAVIGATION)
    if callable(navigation):
        context[_NAVIGATION] = _with_escaped_titles(navigation, app.env)


def _with_escaped_titles(
    function: Callable[..., Any], env: BuildEnvironment
) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> Any:
        with _escaped_titles(env):
            return function(*args, **options)

    return wrapped


@contextmanager
def _escaped_titles(env: BuildEnvironment) -> Iterator[None]:
    """Let the titles of *env*, which is only read meanwhile, be HTML."""
    if env not in _ESCAPED:  # all documents have been read
        root = env.config.root_doc
        _ESCAPED[env] = (
            {name: _escaped(title) for name, title in env.titles.items()},
            {root: _escaped(env.tocs[root])} if root in env.tocs else {},
        )
    own = env.titles, env.tocs
    titles, tocs = _ESCAPED[env]
    env.titles, env.tocs = {**env.titles, **titles}, {**env.tocs, **tocs}
    try:
        yield
    finally:
        env.titles, env.tocs = own


def _escaped(tree: Any) -> Any:
    copy: nodes.Element = tree.deepcopy()
    for text in list(copy.findall(nodes.Text)):
        text.parent.replace(text, nodes.Text(html.escape(text, quote=False)))
    for table in copy.findall(addnodes.toctree):
        table["entries"] = [
            (title and html.escape(title, quote=False), target)
            for title, target in table["entries"]
        ]
    return copy


def escape_contents_name(builder: Builder) -> None:
    """Have the caption that heads the contents of a PDF written as characters.

    Sphinx writes it into LaTeX as it is. One of the source, or of people, stays so.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `get_contentsname`
    should escape it.
    """
    original = getattr(builder, "get_contentsname", None)
    if original is None:
        return

    def get_contentsname(indexfile: str) -> str:
        name: str = original(indexfile)
        tables = builder.env.get_doctree(indexfile).findall(addnodes.toctree)
        table = next((table for table in tables if "caption" in table), None)
        if table is None or not table.get(FROM_OUTSIDE):
            return name
        return texescape.escape(name, builder.config.latex_engine)

    builder.get_contentsname = get_contentsname  # type: ignore[attr-defined]
