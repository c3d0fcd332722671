"""Find the HTML pages that may need a notice about their translation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.extension.notices.marks import source_entries
from sphinx_amts.extension.notices.site_pages import shares_of
from sphinx_amts.extension.session.domain import records_of, session_of
from sphinx_amts.notices.shares import PageShares

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session


def add_notices(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add notices to a page that needs them.

    The modules that write notices are imported only then: a page with nothing but human
    translations needs none.
    """
    session, builder = session_of(app.env), app.builder
    if session is None or not makes_site_pages(builder):
        return
    if doctree is None:
        if pagename == "search" and _has_notices(app, session):
            from sphinx_amts.extension.notices.telling import add_script

            add_script(builder)
        return
    settings = session.settings
    shares, entries = shares_of(app.env, pagename, doctree), source_entries(doctree)
    if shares.doubtful or entries or settings.banner == "always" or settings.publish:
        from sphinx_amts.extension.notices.telling import tell

        tell(builder, session, context, shares, entries)


def _has_notices(app: Sphinx, session: Session) -> bool:
    """Return whether any page has notices, which the search must leave out."""
    settings = session.settings
    modes = {settings.banner, settings.source_text}
    if "always" in modes or settings.improve or settings.publish:
        return True
    if modes == {"never"}:
        return False
    heads = records_of(app.env).heads()
    return PageShares.of(head.characters for _, head in heads).doubtful > 0
