"""Find the pages of a build that search engines must not list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.page_templates import makes_one_page
from sphinx_amts.extension.session.domain import records_of, session_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def unpublished_pages(app: Sphinx) -> frozenset[str]:
    """Return the names of the pages that `amts_publish` withholds."""
    session = session_of(app.env)
    if session is None or not session.settings.publish:
        return frozenset()
    from sphinx_amts.notices.publishing import is_published, reasons, rule_for
    from sphinx_amts.notices.shares import PageShares

    rule = rule_for(session.settings.publish, session.languages.target)
    heads = records_of(app.env).heads()
    if makes_one_page(app.builder):
        whole = PageShares.of(head.characters for _, head in heads)
        return frozenset({app.config.root_doc} if reasons(whole, rule) else ())
    return frozenset(
        name for name, head in heads if not is_published(head.characters, rule)
    )
