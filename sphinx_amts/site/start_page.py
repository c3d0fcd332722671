"""Write the start page of the whole site, which has links to its languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_amts.files.disk import read_file, write_if_changed
from sphinx_amts.html.rendering import environment, rendered
from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_amts.site.languages import Site
    from sphinx_amts.site.page_lists import PageList

START_PAGE = "index.html"

_GENERATOR = "sphinx-amts, languages of a site"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    code: str
    tag: str
    name: str
    href: str


def write_start_page(
    folder: Path, title: str, site: Site, pages: Mapping[str, PageList]
) -> bool:
    """Write the start page of a site, unless another file is there.

    Args:
        folder: folder of the site.
        title: title of the page.
        site: the site, none of whose languages has its pages in *folder* itself.
        pages: language code -> list of its pages, if there is one.

    Returns:
        Whether the page was written or unchanged; `False` if a file from elsewhere is
        there.

    Raises:
        OSError: the page cannot be written.
    """
    path = folder / START_PAGE
    if not _is_free(path):
        return False
    links, alternates = [], []
    for one in site.languages:
        known = pages.get(one.code)
        if one.folder is not None and known is None:
            continue
        start = "" if known is None else known.start
        href = one.address if one.folder is None else quote(one.folder) + start
        links.append(_Link(code=one.code, tag=one.tag, name=one.name, href=href))
        if address := one.page(start):
            alternates.append((one.tag, address))
            if one.code == site.source:
                alternates.append(("x-default", address))
    page = rendered(
        environment(),
        "languages.html.jinja",
        title=title,
        lang=language(site.source).bcp47,
        direction=language(site.source).direction,
        generator=_GENERATOR,
        links=links,
        alternates=alternates if len(links) > 1 else [],
    )
    write_if_changed(path, page)
    return True


def _is_free(path: Path) -> bool:
    """Return whether *path* has no file, or one that `write_start_page` wrote."""
    try:
        head = read_file(path)[:2000]
    except FileNotFoundError:
        return not path.is_symlink()
    except OSError:
        return False
    return f'<meta name="generator" content="{_GENERATOR}">'.encode() in head
