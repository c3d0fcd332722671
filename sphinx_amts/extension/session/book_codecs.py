"""Create the codecs of a book for text outside of its documents."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from sphinx.util.docutils import sphinx_domains

from sphinx_amts.extension.compat.reading_state import restoring_state
from sphinx_amts.extension.messages.codecs import Codecs
from sphinx_amts.extension.messages.page_source import extensions_of
from sphinx_amts.extension.session.domain import records_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.frontend import Values
    from sphinx.environment import BuildEnvironment


@contextmanager
def codecs_outside_documents(env: BuildEnvironment) -> Iterator[Codecs]:
    """Activate the book's roles as for a document, and yield its codecs."""
    settings = _default_settings().copy()
    for name, value in env.settings.items():
        setattr(settings, name, value)
    settings.env = env
    with restoring_state(env):
        env.prepare_settings(env.config.root_doc)
        with sphinx_domains(env):
            yield Codecs(env, settings, extensions=_own_extensions(env))


@cache
def _default_settings() -> Values:
    """Return the defaults of docutils, which take longer to make than most messages."""
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    return get_default_settings(Parser)


def _own_extensions(env: BuildEnvironment) -> set[str]:
    """Return the extensions of MyST that documents enable, and the book does not.

    A translation may be shown by several documents, each of which reads it.
    """
    found = {name for _, head in records_of(env).heads() for name in head.syntax}
    return found.difference(extensions_of(env))
