"""Write the menu of languages, and the `hreflang` links in the head of pages."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sphinx_amts.site.labels import menu_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.site.languages import SiteLanguage

MENU = "amts-languages"
"""CSS class of the menu, and stem of the names of its files."""

# a globe of our own, of which no file is to be loaded
_GLOBE = (
    '<svg role="img" aria-label="{label}" viewBox="0 0 16 16" width="16" height="16" '
    'fill="none" stroke="currentColor"><circle cx="8" cy="8" r="6.5"/>'
    '<ellipse cx="8" cy="8" rx="2.8" ry="6.5"/>'
    '<path d="M1.5 8h13M2.4 4.8h11.2M2.4 11.2h11.2"/></svg>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """Link from a page to the page in another language, or to itself.

    Attributes:
        language: language that the link leads to.
        href: address of the link.
        same_page: whether the link leads to the same page, not to the start page.
        address: full web address of the same page; empty if unknown or if there is no
            such page.
        is_own: whether *language* is the language of the page itself.
    """

    language: SiteLanguage
    href: str
    same_page: bool
    address: str
    is_own: bool


def menu(links: Sequence[PageLink], place: str) -> str:
    """Return the HTML of the menu of languages.

    Args:
        links: links to all languages, the page's own included.
        place: position of the menu in the page: "header", "sidebar" or "top".
    """
    own = next(link.language for link in links if link.is_own)
    label = escape(menu_label(own.code))
    items = "".join(f"<li>{_item(link)}</li>" for link in links)
    return (
        f'<nav class="{MENU} {MENU}-{place}" aria-label="{label}"><details>'
        f"<summary>{_GLOBE.format(label=label)}"
        f'<span lang="{escape(own.tag)}"><bdi>{escape(own.name)}</bdi></span></summary>'
        f"<ul>{items}</ul></details></nav>"
    )


def _item(link: PageLink) -> str:
    other = link.language
    # of its own direction, but on the side of the menu
    name, tag = f"<bdi>{escape(other.name)}</bdi>", escape(other.tag)
    if link.is_own:
        return f'<span aria-current="true" lang="{tag}">{name}</span>'
    page = " data-same-page" if link.same_page else ""
    return (
        f'<a href="{escape(link.href)}" hreflang="{tag}" lang="{tag}" '
        f'data-language="{escape(other.code)}"{page}>{name}</a>'
    )


def alternates(links: Sequence[PageLink], source: str) -> str:
    """Return the `hreflang` links of a page; "" if it is in one language only.

    Args:
        links: links to all languages, the page's own included.
        source: code of the language for readers of all other languages.
    """
    known = [link for link in links if link.address]
    if len(known) < 2 or not any(link.is_own for link in known):
        return ""
    rows = [(link.language.tag, link.address) for link in known]
    rows += [
        ("x-default", link.address) for link in known if link.language.code == source
    ]
    return "".join(
        f'<link rel="alternate" hreflang="{escape(tag)}" href="{escape(address)}">\n'
        for tag, address in rows
    )
