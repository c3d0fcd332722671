"""Start the links between languages, if `amts_site` is set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.site.files import LIST

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def begin_site(app: Sphinx) -> None:
    """Connect the handlers that add links between languages, if `amts_site` is set.

    If an earlier build had links, have them removed.
    """
    if not makes_site_pages(app.builder):
        return
    if app.config.amts_site:
        from sphinx_amts.extension.site.site_pages import connect_site

        connect_site(app)
    elif Path(app.outdir, LIST).is_file():
        _remove_links(app)


def _remove_links(app: Sphinx) -> None:
    """Write all pages again without links, because `amts_site` was removed."""

    def write_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
        return sorted(env.found_docs)

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None:
            from sphinx_amts.extension.site.site_pages import remove_files

            remove_files(Path(app.outdir))

    app.connect("env-get-updated", write_all)
    app.connect("build-finished", finish)
