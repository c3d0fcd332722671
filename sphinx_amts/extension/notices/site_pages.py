"""Tell which builders make pages of a site, and what each page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.notices.shares import PageShares

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def makes_site(builder: Builder) -> TypeGuard[StandaloneHTMLBuilder]:
    """Return whether *builder* makes pages for browsers.

    E-books, help of programs and pages for other templates are none.
    """
    return (
        isinstance(builder, StandaloneHTMLBuilder)
        and not builder.embedded
        # a builder of pages for other templates
        and not hasattr(builder, "globalcontext_filename")
    )


def shares_of(
    env: BuildEnvironment, docname: str, doctree: nodes.document
) -> PageShares:
    """Return the shares of a page, with those of the documents that are put into it."""
    names = [docname, *(n["docname"] for n in doctree.findall(addnodes.start_of_file))]
    records = records_of(env)
    return PageShares.of(
        records.head(name).characters for name in names if name in records
    )
