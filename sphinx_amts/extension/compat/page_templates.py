"""Add templates and HTML to pages, independently of their theme.

`tests/extension/test_internals.py` pins what each function relies on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from jinja2 import BaseLoader, TemplateNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder


def makes_site_pages(builder: Builder) -> TypeGuard[StandaloneHTMLBuilder]:
    """Return whether *builder* makes a web site of HTML pages.

    Builders of e-books and help files have the attribute `embedded`, and builders that
    serialise pages, for example as JSON, have the attribute `implementation`.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    return (
        builder.format == "html"
        and not getattr(builder, "embedded", True)
        and not hasattr(builder, "implementation")
    )


def makes_one_page(builder: Builder) -> bool:
    """Return whether *builder* writes all documents into one page."""
    from sphinx.builders.singlehtml import SingleFileHTMLBuilder

    return isinstance(builder, SingleFileHTMLBuilder)


def theme_names(builder: Builder) -> list[str]:
    """Return the names of the theme and of the themes that it inherits from.

    Empty if *builder* has no theme.

    Tried with Sphinx 7.4.7 (which has names of folders), 8.2.3, 9.0.4 and 9.2.0. To
    report upstream: `Theme` could list the names of the themes that it inherits from,
    as it lists their folders.
    """
    theme = getattr(builder, "theme", None)
    if theme is None:
        return []
    return [theme.name, *(Path(folder).name for folder in theme.get_theme_dirs())]


def change_pages(
    builder: Builder, change: Callable[[str, Mapping[str, Any]], str]
) -> None:
    """Replace each rendered page with the return value of *change*.

    Sphinx emits `html-page-context` before a page is rendered, and no event after it.
    `TemplateBridge.render` is the documented method that renders pages; themes also
    render parts of pages with it, which are not changed.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: an event for
    rendered pages.

    Args:
        builder: builder of HTML pages.
        change: called with the HTML and the context of a page, returns the new HTML.
    """
    templates = builder.templates
    render = templates.render

    def changed(template: str, context: dict[str, Any]) -> str:
        html: str = render(template, context)
        return change(html, context) if "<html" in html[:2000] else html

    templates.render = changed


class AddedTemplates(BaseLoader):
    """Loader of templates that come after those of the book and before the theme's.

    Args:
        texts: file name -> text of a template. A template can extend the template of
            the same name in the theme, whose name here is `THEME` + file name.
    """

    THEME = "theme of the book: "

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._below: list[BaseLoader] = []

    def add_to(self, builder: Builder) -> bool:
        """Add the templates to *builder*; return whether its template bridge allows it.

        Templates of the book come first, so that they can extend the added templates. A
        folder in `templates_path` would make the installation path of this package part
        of the settings, and pages would be written again when the path changes.

        Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
        """
        templates = getattr(builder, "templates", None)
        loaders = getattr(templates, "loaders", None)
        at = getattr(templates, "templatepathlen", None)
        if not isinstance(loaders, list) or not isinstance(at, int):
            return False  # a template bridge of the book's own
        self._below = loaders[at:]
        loaders.insert(at, self)
        return True

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return text, file and freshness check of *template*, as Jinja2 requires.

        Raises:
            TemplateNotFound: neither *texts* nor the theme has the template.
        """
        if template in self._texts:
            return self._texts[template], None, None
        if template.startswith(self.THEME):
            name = template.removeprefix(self.THEME)
            for loader in self._below:
                try:
                    return loader.get_source(environment, name)
                except TemplateNotFound:
                    continue
        raise TemplateNotFound(template)
