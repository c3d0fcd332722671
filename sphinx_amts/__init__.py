"""sphinx-amts turns one book into many languages and keeps them true to the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts._version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_amts.extension.message import translate_message

__all__ = ["__version__", "setup", "translate_message"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension; called by Sphinx."""
    from sphinx_amts.extension.setup import setup as register

    return register(app)


def __getattr__(name: str) -> object:
    # not imported before it is used, so that an idle build stays quick
    if name == "translate_message":
        from sphinx_amts.extension.message import translate_message

        return translate_message
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
