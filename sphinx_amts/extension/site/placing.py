"""Place the menu of languages in the pages of a theme."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.compat.page_templates import AddedTemplates
from sphinx_amts.site.links import MENU

if TYPE_CHECKING:
    from collections.abc import Sequence

TEMPLATE = f"{MENU}.html"
"""File name of the template of the menu; a book can use it to place the menu itself."""

HTML = "amts_languages"
"""Context variable of a page with the HTML of the menu."""
ORIGINAL = "amts_original"
"""Context variable of a page with the link to the same page in the source language, ""
if there is none."""

_HEADERS = (
    *("theme_navbar_start", "theme_navbar_center", "theme_navbar_end"),
    *("theme_navbar_persistent", "theme_article_header_start"),
    "theme_article_header_end",
)
_SIDEBARS = ("sidebars", "theme_primary_sidebar_end")

# templates at the top of a sidebar that stay before the menu: title and search
_FIRST = frozenset({"about", "sidebar/brand", "sidebar/search", "searchbox"})

_BODY = re.compile(r"<body\b[^>]*>")
_NAVIGATION = (
    f'{{% extends "{AddedTemplates.THEME}layout.html" %}}'
    f"{{% block sidebartitle %}}{{{{ super() }}}}{{{{ {HTML} }}}}{{% endblock %}}"
)


def templates_for(themes: Sequence[str]) -> AddedTemplates:
    """Return the templates to add for a theme.

    Args:
        themes: names of the theme and of the themes that it inherits from.
    """
    texts = {TEMPLATE: f"{{{{ {HTML} }}}}"}
    if "sphinx_rtd_theme" in themes:
        # this theme has blocks, and no lists of templates
        texts["layout.html"] = _NAVIGATION
    return AddedTemplates(texts)


def place_menu(context: dict[str, Any], themes: Sequence[str]) -> str:
    """Add the menu to a list of templates that the theme shows, if it has one.

    Args:
        context: context of a page, which is changed.
        themes: names of the theme and of the themes that it inherits from.

    Returns:
        "header" or "sidebar", where the theme shows the menu; "top" if it has no known
        place for a menu.
    """
    for place, sections in (("header", _HEADERS), ("sidebar", _SIDEBARS)):
        for section in sections:
            named = {name.removesuffix(".html") for name in _items(context, section)}
            if MENU in named:
                return place  # the book has placed it
    # the book theme inherits from the PyData theme, but has a header above the text
    for theme, section in (
        ("sphinx_book_theme", "theme_article_header_end"),
        ("pydata_sphinx_theme", "theme_navbar_end"),
    ):
        if theme in themes and section in context:
            context[section] = [TEMPLATE, *_items(context, section)]
            return "header"
    if "sphinx_rtd_theme" in themes:
        return "sidebar"
    if shown := _items(context, "sidebars"):
        first = list(
            takewhile(lambda name: name.removesuffix(".html") in _FIRST, shown)
        )
        context["sidebars"] = [*first, TEMPLATE, *shown[len(first) :]]
        return "sidebar"
    return "top"


def _items(context: dict[str, Any], section: str) -> list[str]:
    """Return the names of the templates in a section.

    The value in *context* may be a list, or a string with commas.
    """
    value = context.get(section) or ()
    names = value.split(",") if isinstance(value, str) else value
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def is_shown(html: str) -> bool:
    """Return whether the rendered page *html* contains the menu."""
    return f'<nav class="{MENU} ' in html


def at_the_top(html: str, menu: str) -> str:
    """Insert *menu* at the beginning of the body of the rendered page *html*."""
    menu = re.sub(rf"{MENU}-(?:header|sidebar)\b", f"{MENU}-top", menu, count=1)
    return _BODY.sub(lambda found: found[0] + menu, html, count=1)
