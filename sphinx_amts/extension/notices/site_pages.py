"""Count how much of a page people and machines have translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.notices.shares import PageShares

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.environment import BuildEnvironment


def shares_of(
    env: BuildEnvironment, docname: str, doctree: nodes.document
) -> PageShares:
    """Return the shares of a page, including documents that are inserted into it."""
    names = [docname, *(n["docname"] for n in doctree.findall(addnodes.start_of_file))]
    records = records_of(env)
    return PageShares.of(
        records.head(name).characters for name in names if name in records
    )
