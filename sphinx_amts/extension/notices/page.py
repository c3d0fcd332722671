"""Add the notices to a page in HTML: banner, source texts, and their style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.extension.notices.marks import MOST_LINKS, source_entries
from sphinx_amts.extension.notices.site_pages import shares_of
from sphinx_amts.extension.session.domain import records_of, session_of
from sphinx_amts.extension.site.placing import ORIGINAL
from sphinx_amts.files.disk import read_file, write_if_changed
from sphinx_amts.notices.long_pages import without_numbers
from sphinx_amts.notices.publishing import reasons, rule_for
from sphinx_amts.notices.shares import PageShares
from sphinx_amts.notices.writing import Notice, banner, page_style, source_list

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_amts.extension.session.session import Session

_STYLE, _MARKS, _SCRIPT = "amts-notices.css", "amts-marks.css", "amts-notices.js"
_ASSETS = Path(__file__).with_name("assets")
_NOINDEX = '<meta name="robots" content="noindex">'


def add_notices(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add notices to a page that has something to tell; leave all others alone."""
    session, builder = session_of(app.env), app.builder
    if session is None or not makes_site_pages(builder):
        return
    if doctree is None:
        if pagename == "search" and _has_notices(app, session):
            _add_script(builder)
        return
    settings, target = session.settings, session.languages.target
    shares = shares_of(app.env, pagename, doctree)
    entries = source_entries(doctree)
    shown = settings.banner == "always" or (
        settings.banner == "auto" and shares.doubtful > 0
    )
    notice = Notice(
        shares=shares if shown else None,
        unpublished=reasons(shares, rule_for(settings.publish, target)),
        original=str(context.get(ORIGINAL, "")),
        original_language=session.languages.source,
        help=settings.help_url or "",
        side_by_side=any(entry.text for entry in entries),
    )
    marked = settings.marks and shares.doubtful > 0
    if not (notice or entries or marked):
        return
    texts = session.notice_texts
    body = str(context.get("body", ""))
    is_long = len(entries) > MOST_LINKS
    if is_long:
        body, entries = without_numbers(body, entries)
    if notice:
        body = banner(notice, texts, target) + body
    if entries:
        source = session.languages.source
        body += source_list(entries, texts, source, target, numbered=not is_long)
        _add_script(builder)
    context["body"] = body
    head = _NOINDEX if notice.unpublished else ""
    if marked or (notice.shares is not None and shares.whole):
        head += page_style(shares, texts, target)
    if marked:
        _add_style(builder, _MARKS)
    context["metatags"] = context.get("metatags", "") + head
    if notice or entries:
        _add_style(builder, _STYLE)


def _has_notices(app: Sphinx, session: Session) -> bool:
    """Return whether any page has text of ours, which the search is to leave out."""
    settings = session.settings
    modes = {settings.banner, settings.source_text}
    if "always" in modes or settings.improve or settings.publish:
        return True
    if modes == {"never"}:
        return False
    heads = records_of(app.env).heads()
    return PageShares.of(head.characters for _, head in heads).doubtful > 0


def _add_style(builder: StandaloneHTMLBuilder, name: str) -> None:
    _add_asset(builder, name)
    # that of the application would keep it in a list, once for each page
    builder.add_css_file(name)


def _add_script(builder: StandaloneHTMLBuilder) -> None:
    _add_asset(builder, _SCRIPT)
    builder.add_js_file(_SCRIPT, defer="defer")


def _add_asset(builder: StandaloneHTMLBuilder, name: str) -> None:
    """Write a file of ours into the site, which has none of them without notices."""
    write_if_changed(Path(builder.outdir, "_static", name), read_file(_ASSETS / name))
