"""What sphinx-amts registers with Sphinx."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any

from sphinx_amts import __version__
from sphinx_amts.settings import PREFIX, Settings
from sphinx_amts.sphinx_ext import direction, handlers, marks
from sphinx_amts.sphinx_ext.domain import AmtsDomain
from sphinx_amts.sphinx_ext.transforms import JudgeTranslation, SpliceCatalog

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ENV_VERSION = 4
"""Raised when the records that Sphinx keeps for us change their shape."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; called by Sphinx."""
    for option in fields(Settings):
        # Changed settings are found by comparing what a page was made from, so that
        # none of them makes Sphinx read the whole book again.
        app.add_config_value(PREFIX + option.name, _default(option), "", Any)
    app.add_domain(AmtsDomain)
    app.add_transform(SpliceCatalog)
    app.add_transform(JudgeTranslation)
    app.connect("config-inited", handlers.check_settings, priority=400)
    app.connect("builder-inited", handlers.begin)
    app.connect("env-get-outdated", handlers.outdated)
    app.connect("env-before-read-docs", handlers.note_documents_read)
    # before extensions that look at the trees of the whole book
    app.connect("env-updated", handlers.translate_misses, priority=100)
    app.connect("doctree-resolved", direction.isolate_code)
    app.connect("doctree-resolved", marks.mark_outdated)
    app.connect("html-page-context", direction.direct_page)
    app.connect("build-finished", handlers.finish)
    return {
        "version": __version__,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _default(option: Field[Any]) -> Any:
    """Return a default that Sphinx can convert values of `-D` for."""
    if option.default_factory is not MISSING:
        return option.default_factory()
    if isinstance(option.default, tuple):
        return list(option.default)
    # of these Sphinx converts nothing, or shows an error of its own
    return None if isinstance(option.default, bool | float) else option.default
