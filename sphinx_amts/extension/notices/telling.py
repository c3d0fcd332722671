"""Add the notices to an HTML page: banner, source texts and their style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.site.placing import ORIGINAL
from sphinx_amts.files.disk import read_file, write_if_changed
from sphinx_amts.notices.long_pages import without_numbers
from sphinx_amts.notices.publishing import reasons, rule_for
from sphinx_amts.notices.writing import (
    MOST_LINKS,
    Notice,
    banner,
    page_style,
    source_list,
)

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.notices.shares import PageShares
    from sphinx_amts.notices.writing import SourceEntry

_STYLE, _MARKS, _SCRIPT = "amts-notices.css", "amts-marks.css", "amts-notices.js"
_ASSETS = Path(__file__).with_name("assets")
_NOINDEX = '<meta name="robots" content="noindex">'


def tell(
    builder: StandaloneHTMLBuilder,
    session: Session,
    context: dict[str, Any],
    shares: PageShares,
    entries: list[SourceEntry],
) -> None:
    """Add to a page the notices that its state and the settings require.

    Args:
        builder: builder of the page.
        session: session of the build.
        context: context of the template of the page, which is changed.
        shares: shares of human and machine translations of the page.
        entries: source texts of the page.
    """
    settings, target = session.settings, session.languages.target
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
        add_script(builder)
    context["body"] = body
    head = _NOINDEX if notice.unpublished else ""
    if marked or (notice.shares is not None and shares.whole):
        head += page_style(shares, texts, target)
    if marked:
        _add_style(builder, _MARKS)
    context["metatags"] = context.get("metatags", "") + head
    if notice or entries:
        _add_style(builder, _STYLE)


def _add_style(builder: StandaloneHTMLBuilder, name: str) -> None:
    _add_asset(builder, name)
    # `Sphinx.add_css_file` would store the file in a list, once for each page
    builder.add_css_file(name)


def add_script(builder: StandaloneHTMLBuilder) -> None:
    """Add the script of the notices to the page that is written next."""
    _add_asset(builder, _SCRIPT)
    builder.add_js_file(_SCRIPT, defer="defer")


def _add_asset(builder: StandaloneHTMLBuilder, name: str) -> None:
    """Write the asset *name* into the site, if it is not there yet."""
    write_if_changed(Path(builder.outdir, "_static", name), read_file(_ASSETS / name))
