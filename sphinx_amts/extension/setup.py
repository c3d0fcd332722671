"""Register sphinx-amts with Sphinx."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sphinx_amts._version import __version__
from sphinx_amts.extension import handlers
from sphinx_amts.extension.lazy_handlers import lazy_handler
from sphinx_amts.extension.notices.mark_node import MarkNode, write_mark
from sphinx_amts.extension.pages import names
from sphinx_amts.extension.pages.notebook_anchors import KeepAnchors, NoteAnchors
from sphinx_amts.extension.pages.reading import (
    WhenChecking,
    WhenJudging,
    WhenSplicing,
    WhenWriting,
)
from sphinx_amts.extension.pages.sorting import SortGlossaries
from sphinx_amts.extension.session.domain import AmtsDomain
from sphinx_amts.extension.session.options import current_options
from sphinx_amts.extension.session.starting import add_settings

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register settings, domain, transforms and event handlers; called by Sphinx."""
    language_marks = partial(lazy_handler, "extension.pages.language_marks")
    add_settings(app.add_config_value)
    app.add_domain(AmtsDomain)
    app.add_transform(NoteAnchors)
    app.add_transform(WhenSplicing)
    app.add_transform(WhenJudging)
    app.add_transform(WhenChecking)
    app.add_transform(SortGlossaries)
    app.add_transform(KeepAnchors)
    app.add_post_transform(WhenWriting)
    app.add_node(MarkNode, html=(write_mark, None))
    # before extensions and themes look at the settings that a language has of its own
    app.connect("config-inited", handlers.check_settings, priority=100)
    # read now, before the `setup` of `conf.py` is called
    app.connect("builder-inited", partial(handlers.begin, options=current_options()))
    app.connect(
        "builder-inited", lazy_handler("extension.pages.text_direction", "direct_root")
    )
    app.connect("builder-inited", lazy_handler("extension.site.starting", "begin_site"))
    app.connect("env-get-outdated", handlers.outdated)
    # before others look at what documents have noted
    app.connect("env-before-read-docs", names.forget_names, priority=100)
    app.connect("env-before-read-docs", handlers.note_documents_read)
    app.connect("source-read", handlers.begin_document, priority=100)
    # behind the collector of Sphinx's tables of contents
    app.connect("doctree-read", language_marks("note_titles"), priority=900)
    # before extensions that look at the trees of the whole book
    app.connect("env-updated", handlers.translate_misses, priority=100)
    app.connect("env-updated", names.note_names, priority=101)
    app.connect("env-get-updated", handlers.write_dependents)
    app.connect("env-check-consistency", handlers.note_saved)
    app.connect("doctree-resolved", handlers.forget_written)
    app.connect("doctree-resolved", language_marks("mark_languages"))
    app.connect(
        "doctree-resolved",
        lazy_handler("extension.pages.text_direction", "isolate_code"),
    )
    app.connect(
        "doctree-resolved", lazy_handler("extension.notices.marks", "mark_paragraphs")
    )
    app.connect(
        "html-page-context",
        lazy_handler("extension.pages.text_direction", "direct_page"),
    )
    app.connect("html-page-context", language_marks("add_directions"))
    app.connect("html-page-context", language_marks("mark_adjacent_titles"))
    app.connect(
        "html-page-context", lazy_handler("extension.notices.page", "add_notices")
    )
    app.connect("build-finished", handlers.finish)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
