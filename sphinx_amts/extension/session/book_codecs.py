"""Create codecs of a book that work while none of its documents is read."""

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
    """Activate the roles of the book in the context, and yield its codecs."""
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
    """Return the default settings of docutils, which are slow to create."""
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    return get_default_settings(Parser)


def _own_extensions(env: BuildEnvironment) -> set[str]:
    """Return the MyST extensions that single documents enable, but not `conf.py`.

    All of them are active, as a translation may be used in several documents.
    """
    found = {name for _, head in records_of(env).heads() for name in head.syntax}
    return found.difference(extensions_of(env))
