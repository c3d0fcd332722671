"""Build the languages of a book into the folders of its published site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.session.starting import read_settings
from sphinx_amts.extension.site.book_site import book_site
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.site.files import LIST
from sphinx_amts.site.page_lists import PageList, read_page_list
from sphinx_amts.site.start_page import START_PAGE, write_start_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_amts.project.book import Book
    from sphinx_amts.site.languages import Site

_BUILDERS = frozenset({"html", "dirhtml", "singlehtml"})


def site_of(book: Book, builder: str) -> Site | None:
    """Return the published site of *book*.

    Returns:
        the site; `None` if the book has none, or *builder* makes no pages for it.

    Raises:
        ConfigError: `conf.py` cannot be read, or a setting is wrong.
    """
    if builder not in _BUILDERS:
        return None
    # a fault in the settings of one language must not affect others
    config = replace(book, overrides={**book.overrides, "amts_languages": {}}).config()
    settings = read_settings(book.confdir, config)
    return book_site(book.srcdir, book.confdir, config, settings)


def output_folder(site: Site | None, outdir: Path, language: str) -> Path:
    """Return the folder of the pages of a language.

    Args:
        site: the site; `None` if there is none.
        outdir: folder of the site.
        language: code of the language, which need not belong to the site.
    """
    known = site.language(language) if site is not None else None
    if known is None or known.folder is None:
        return outdir / language
    return outdir / known.folder


def with_outdated_links(site: Site, outdir: Path, built: Iterable[str]) -> list[str]:
    """Return the languages whose links to other languages do not fit the pages there.

    When languages are built at the same time, each build knows only which pages the
    other languages had before.

    Args:
        site: the site.
        outdir: folder of the site.
        built: languages that have just been built.
    """
    lists = _page_lists(site, outdir)
    return [
        name
        for name in built
        if (known := site.language(name)) is not None
        and known.code in lists
        and lists[known.code].is_outdated(lists)
    ]


def write_start(site: Site, outdir: Path, title: str) -> str:
    """Write the start page of a site, unless the pages of a language lie at its root.

    Returns:
        a notice for the user if another file is in the place of the start page, or "".

    Raises:
        ConfigError: the page cannot be written.
    """
    if any(one.folder == "" for one in site.languages):
        return ""
    lists = _page_lists(site, outdir)
    if not lists:
        return ""
    path = outdir / START_PAGE
    try:
        if write_start_page(outdir, title, site, lists):
            return ""
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be written ({exc.strerror or exc})") from exc
    return (
        f"{path}: not written by sphinx-amts, and left as it is; remove it for a page "
        "that offers the languages"
    )


def _page_lists(site: Site, outdir: Path) -> dict[str, PageList]:
    lists = {}
    for one in site.languages:
        if one.folder is None:
            continue
        try:
            lists[one.code] = read_page_list(outdir / one.folder / LIST)
        except (OSError, DamagedJson):
            continue  # the build of the language warns, and writes a new list
    return lists
