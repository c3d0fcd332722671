"""Add to the templates and the HTML of pages, whatever their theme is.

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
    """Return whether *builder* makes pages for browsers.

    Those of e-books and help files are embedded, and those that are serialised, as into
    JSON, name what does that.

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
    """Return the name of the theme, and those of the themes that it inherits from.

    Tried with Sphinx 7.4.7 (which has names of folders), 8.2.3, 9.0.4 and 9.2.0. To
    report upstream: `Theme` could tell from which themes it inherits, as it does the
    folders of them.
    """
    theme = getattr(builder, "theme", None)
    if theme is None:
        return []
    return [theme.name, *(Path(folder).name for folder in theme.get_theme_dirs())]


def change_pages(
    builder: Builder, change: Callable[[str, Mapping[str, Any]], str]
) -> None:
    """Have *change* return each rendered page, of its HTML and its context.

    `html-page-context` comes before a page is rendered, and Sphinx has no event behind
    that. `TemplateBridge.render` is the documented place where pages are rendered;
    themes render parts of pages through it as well.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: an event for
    rendered pages.
    """
    templates = builder.templates
    render = templates.render

    def changed(template: str, context: dict[str, Any]) -> str:
        html: str = render(template, context)
        return change(html, context) if "<html" in html[:2000] else html

    templates.render = changed


class AddedTemplates(BaseLoader):
    """Loader of templates that stand between those of the book and of its theme.

    Args:
        texts: templates by name. One that a theme has as well can extend that of the
            theme by the name with `THEME` before it.
    """

    THEME = "theme of the book: "

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._below: list[BaseLoader] = []

    def add_to(self, builder: Builder) -> bool:
        """Add the templates to those of *builder*; return whether it can take them.

        Templates of the book come first, so that they can extend these, too. Adding a
        folder to `templates_path` would make the place where this package is installed
        a setting of the book, and pages be written again where it is another one.

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
        """Return the source of *template*, its file and a check of its age."""
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
