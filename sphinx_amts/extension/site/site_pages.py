"""Add links to other languages to pages, and write a list of the pages."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.compat.page_templates import (
    change_pages,
    makes_one_page,
    theme_names,
)
from sphinx_amts.extension.session.starting import read_settings
from sphinx_amts.extension.site.book_site import book_site
from sphinx_amts.extension.site.placing import (
    HTML,
    ORIGINAL,
    at_the_top,
    is_shown,
    place_menu,
    templates_for,
)
from sphinx_amts.extension.site.publishing import unpublished_pages
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.languages.codes import canonical
from sphinx_amts.site.files import LIST
from sphinx_amts.site.languages import Site, SiteLanguage, relative
from sphinx_amts.site.links import MENU, PageLink, alternates, menu
from sphinx_amts.site.page_lists import (
    Elsewhere,
    PageList,
    read_page_list,
    write_page_list,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = get_logger(__name__)

_ASSETS = (f"{MENU}.css", f"{MENU}.js")
_VERSION = "1"
"""Version of the HTML of links and menu, to be raised when the HTML changes."""

# valid values of `lang`; Sphinx writes codes with modifiers unchanged
_TAG = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")

# pages without a document that exist in every language
_ALWAYS = frozenset({"genindex", "search"})
# a server shows this page at addresses of any depth
_LOST = "404"


def connect_site(app: Sphinx) -> None:
    """Connect the event handlers that add links to other languages to pages."""
    confdir = Path(app.confdir)
    settings = read_settings(confdir, app.config)
    site = book_site(Path(app.srcdir), confdir, app.config, settings)
    assert site is not None
    own = site.language(app.config.language)
    if own is None:
        logger.info(
            "sphinx-amts: amts_site has no path for %r; its pages get no links to "
            "other languages",
            app.config.language,
        )
        return
    pages = SitePages(app, site, own, has_menu=bool(settings.site.get("menu", True)))
    if pages.has_menu:
        pages.add_menu()
    app.connect("env-get-updated", pages.prepare)
    # before themes look at their lists of templates
    app.connect("html-page-context", pages.add_links, priority=400)
    # behind themes that set the address as well
    app.connect("html-page-context", pages.set_address, priority=900)
    app.connect("build-finished", pages.finish)


def remove_files(outdir: Path) -> None:
    """Remove the page list, style sheet and script, which pages without links lack."""
    for name in (LIST, *(f"_static/{asset}" for asset in _ASSETS)):
        with contextlib.suppress(OSError):
            (outdir / name).unlink()


@dataclass
class SitePages:
    """Event handlers that add links to other languages to the pages of a build.

    Attributes:
        app: application with its builder.
        site: the site.
        own: language of the pages.
        has_menu: whether pages have a menu of languages.
        others: language code -> list of the pages of another language, as far as known.
        generated: name -> address of pages without a document that this build has
            written.
    """

    app: Sphinx
    site: Site
    own: SiteLanguage
    has_menu: bool = True
    others: dict[str, PageList] = field(default_factory=dict)
    generated: dict[str, str] = field(default_factory=dict)
    _unpublished: frozenset[str] = frozenset()
    _fell_back: bool = False

    @cached_property
    def _themes(self) -> list[str]:
        return theme_names(self.app.builder)

    def add_menu(self) -> None:
        """Register style sheet, script and templates of the menu."""
        app = self.app
        app.add_css_file(_ASSETS[0])
        app.add_js_file(_ASSETS[1], loading_method="defer")
        templates_for(self._themes).add_to(app.builder)
        change_pages(app.builder, self._complete)

    def prepare(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Prepare the links; return the documents whose links have changed."""
        for asset in _ASSETS if self.has_menu else ():
            data = files("sphinx_amts.site").joinpath("assets", asset).read_bytes()
            write_if_changed(Path(app.outdir, "_static", asset), data)
        self._read_others()
        self._unpublished = unpublished_pages(app)
        before = self._written_before()
        now = self._list(before)
        if before is None or (before.site, before.start) != (now.site, now.start):
            return sorted(env.found_docs)
        changed = {
            name for name in now.names() if _links(before, name) != _links(now, name)
        }
        docnames = changed & env.found_docs
        # pages without a document are written whenever a document is
        return sorted(docnames) or ([app.config.root_doc] if changed else [])

    def add_links(
        self,
        app: Sphinx,
        pagename: str,
        _templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Add the menu, and the links for the HTML head, to the context of a page."""
        if doctree is None:
            self.generated[pagename] = self._address(pagename)
        links = [self._link(pagename, other) for other in self.site.languages]
        context[ORIGINAL] = next(
            (
                link.href
                for link in links
                if link.language.code == self.site.source
                and link.same_page
                and not link.is_own
            ),
            "",
        )
        if not _TAG.fullmatch(str(context.get("language"))):
            context["language"] = self.own.tag
        head = alternates(links, self.site.source)
        context["metatags"] = context.get("metatags", "") + head
        if self.has_menu and len(links) > 1:
            place = place_menu(context, self._themes)
            context[HTML] = menu(links, place)

    def set_address(
        self,
        app: Sphinx,
        pagename: str,
        _templatename: str,
        context: dict[str, Any],
        _doctree: nodes.document | None,
    ) -> None:
        """Set the canonical address of a page in its language."""
        if address := self.own.page(self._address(pagename)):
            context["pageurl"] = address

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the list of the pages at the end of a build without errors."""
        if exception is not None:
            return
        before = self._written_before()
        write_page_list(Path(app.outdir, LIST), self._list(before))

    def _complete(self, html: str, context: Mapping[str, Any]) -> str:
        """Insert the menu at the top of a page if the theme does not show it."""
        shown = context.get(HTML)
        if not shown or is_shown(html):
            return html
        if not self._fell_back:
            self._fell_back = True
            logger.info(
                "sphinx-amts: the theme %s shows no menu of languages in a place of "
                "its own; it stands at the top of pages",
                self._themes[0] if self._themes else "",
            )
        return at_the_top(html, shown)

    def _read_others(self) -> None:
        self.others.clear()
        for other in self.site.languages:
            if other == self.own or None in (other.folder, self.own.folder):
                continue
            link = relative(f"{self.own.folder}", f"{other.folder}")
            path = Path(self.app.outdir, link, LIST)
            try:
                found = read_page_list(path)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, DamagedJson) as exc:
                reason = exc.strerror if isinstance(exc, OSError) else exc
                logger.warning(
                    "%s: not used to link to pages in %s (%s); build that language "
                    "again",
                    path,
                    other.code,
                    reason,
                    type="amts",
                    subtype="site",
                )
                continue
            if canonical(found.language) == canonical(other.code):
                self.others[other.code] = found

    def _written_before(self) -> PageList | None:
        try:
            return read_page_list(Path(self.app.outdir, LIST))
        except (OSError, DamagedJson):
            return None

    def _address(self, pagename: str) -> str:
        builder = self.app.builder
        if makes_one_page(builder):
            return f"{quote(pagename)}{builder.out_suffix}"  # type: ignore[attr-defined]
        # the address of the builder dirhtml is not quoted
        return quote(builder.get_target_uri(pagename), safe="/%")

    def _documents(self) -> dict[str, str]:
        names = self.app.env.found_docs
        if makes_one_page(self.app.builder):
            names = {self.app.config.root_doc}
        return {name: self._address(name) for name in names}

    def _list(self, before: PageList | None) -> PageList:
        """Return the list of all pages, including pages from earlier builds.

        Extensions write some of their pages only when these have changed, so the list
        *before* is needed to know all pages.
        """
        app, documents = self.app, self._documents()
        generated = {
            name: address
            for name, address in (before.generated if before else {}).items()
            if name not in documents
            and address == self._address(name)
            and Path(app.builder.get_outfilename(name)).is_file()  # type: ignore[attr-defined]
        }
        generated |= self.generated
        made_of = repr((_VERSION, self.site, self.own, self.has_menu))
        return PageList(
            language=self.own.code,
            start=self._address(app.config.root_doc),
            documents=documents,
            generated=generated,
            site=blake2b(made_of.encode(), digest_size=8).hexdigest(),
            elsewhere={
                other.code: self._elsewhere(other.code, {**documents, **generated})
                for other in self.site.languages
                if other != self.own
            },
            unpublished=self._unpublished,
        )

    def _elsewhere(self, code: str, own: Mapping[str, str]) -> Elsewhere:
        return Elsewhere(
            self._start(code),
            {
                name: there
                for name, address in own.items()
                if (there := self._address_in(code, name)) != address
            },
            self._unpublished_in(code).intersection(own),
        )

    def _unpublished_in(self, code: str) -> frozenset[str]:
        known = self.others.get(code)
        return frozenset() if known is None else known.unpublished

    def _start(self, code: str) -> str:
        known = self.others.get(code)
        return self._address(self.app.config.root_doc) if known is None else known.start

    def _address_in(self, code: str, pagename: str) -> str | None:
        """Return the address of a page in another language, `None` if it is missing."""
        if (known := self.others.get(code)) is not None:
            return known.address(pagename)
        if pagename in self.app.env.found_docs or pagename in _ALWAYS:
            return self._address(pagename)
        return None

    def _link(self, pagename: str, other: SiteLanguage) -> PageLink:
        own_address = self._address(pagename)
        if other == self.own:
            published = pagename not in self._unpublished
            address = self.own.page(own_address) if published else ""
            return PageLink(
                language=other, href="#", same_page=True, address=address, is_own=True
            )
        there = self._address_in(other.code, pagename)
        target = self._start(other.code) if there is None else there
        if None in (other.folder, self.own.folder) or (
            pagename == _LOST and other.address
        ):
            href = other.page(target)
        else:
            href = relative(
                f"{self.own.folder and quote(self.own.folder)}{own_address}",
                f"{other.folder and quote(other.folder)}{target}",
            )
        return PageLink(
            language=other,
            href=href,
            same_page=there is not None,
            address=other.page(target)
            if there is not None and pagename not in self._unpublished_in(other.code)
            else "",
            is_own=False,
        )


def _links(pages: PageList, name: str) -> dict[str, tuple[str, str | None, bool]]:
    """Return the data of the links of the page *name* to other languages.

    Returns:
        language code -> start page, address of the page, whether it is unpublished.
    """
    return {
        code: (one.start, pages.link(code, name), name in one.unpublished)
        for code, one in pages.elsewhere.items()
    }
