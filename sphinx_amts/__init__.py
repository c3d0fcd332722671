"""sphinx-amts turns one book into many languages and keeps them true to the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension; called by Sphinx."""
    from sphinx_amts.sphinx_ext.setup import setup as register

    return register(app)
