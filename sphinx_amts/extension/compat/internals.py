"""Call internals of Sphinx during a build where it has no public function.

`tests/extension/test_internals.py` pins what each function relies on, so that a release
that changes it fails there first.
"""

from __future__ import annotations

import logging
import sys
from bdb import BdbQuit
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.cmd.build import main
from sphinx.errors import SphinxError
from sphinx.util.logging import NAMESPACE, MemoryHandler, get_node_location

from sphinx_amts.extension.compat.garbage_collection import (
    collect_after_reading,
    sparing_what_exists,
)
from sphinx_amts.extension.compat.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config


class AmtsSphinxError(SphinxError, BdbQuit):
    """Sphinx error for an `AmtsError` whose message has been logged.

    According to the documentation, a `SphinxError` ends a build with its category and
    message. From Sphinx 8.2 on, `sphinx-build` also prints versions, extensions and a
    traceback for it, and asks to report a bug, so that the helpful message is lost
    among other lines. It prints nothing for a `BdbQuit`, with which debuggers end.

    Tried with Sphinx 7.4.7, 8.2.3, 9.0.4 and 9.2.0. Reported upstream as
    https://github.com/sphinx-doc/sphinx/issues/14543; once this is fixed, a
    `SphinxError` is enough.
    """

    category = "sphinx-amts error"


def conf_values(config: Config) -> dict[str, Any]:
    """Return the settings in `conf.py`, without overrides by `-D`.

    `Config` has only the values after overrides, but an override must not raise a limit
    that the book sets.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    return config._raw_config


def is_of_conf(config: Config) -> bool:
    """Return whether a `conf.py` was read.

    Jupyter Book 1 has no `conf.py`, and passes all settings of its `_config.yml` as
    overrides. Sphinx copies only `extensions` of these to `conf_values`.

    Tried with Sphinx 7.4.7, 8.2.3, 9.0.4 and 9.2.0.
    """
    return "__file__" in conf_values(config)


def reread(app: Sphinx, docnames: Sequence[str]) -> None:
    """Read *docnames* again in the middle of a build, as `Builder.read` does.

    Documents that `env-updated` handlers return are written again, but no event makes
    Sphinx read documents again.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: a public function that
    reads documents again, and drops what the environment has cached of them.
    """
    builder = app.builder
    env = app.env
    for docname in docnames:  # old trees, which extensions may have loaded
        env._pickled_doctree_cache.pop(docname, None)
    collect_after_reading(len(docnames))
    many = len(docnames) > 5 and app.parallel > 1 and app.is_parallel_allowed("read")
    with sparing_what_exists():
        if many:
            builder._read_parallel(list(docnames), nproc=app.parallel)
        else:
            builder._read_serial(list(docnames))
    for docname in docnames:
        # trees that were loaded before all documents had been read again
        env._pickled_doctree_cache.pop(docname, None)


class _SecondReadingFilter(logging.Filter):
    def __init__(self, given: set[tuple[str, str]]) -> None:
        super().__init__()
        self._given = given

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = _identity(record)
        if key not in self._given:
            self._given.add(key)
            get_logger(__name__).info("when reading again: %s %s", *reversed(key))
        return False


@contextmanager
def without_warnings() -> Iterator[None]:
    """Suppress warnings while documents are read a second time.

    Warnings about the source were logged by the first reading. New warnings of the
    second reading occur because some domains keep data of the first reading, and are
    logged as information. Translations cause no warnings, since each was tried before.

    While Sphinx reads, it collects warnings in a `MemoryHandler` of its own, which
    `suppress_logging` does not affect.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    handlers = logging.getLogger(NAMESPACE).handlers[:]
    given = {
        _identity(record)
        for handler in handlers
        if isinstance(handler, MemoryHandler)
        for record in handler.buffer
    }
    held_back = _SecondReadingFilter(given)
    for handler in handlers:
        handler.addFilter(held_back)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(held_back)


def _identity(record: logging.LogRecord) -> tuple[str, str]:
    place = getattr(record, "location", None)
    if isinstance(place, nodes.Node):
        place = get_node_location(place)
    return record.getMessage(), str(place or "")


def is_run_by_sphinx_build() -> bool:
    """Return whether this process is `sphinx-build`, not a program that embeds Sphinx.

    The script `sphinx-build` and `python -m sphinx` both import Sphinx's function
    `main` into the module `__main__`.

    Tried with Sphinx 7.4.7, 8.2.3, 9.0.4 and 9.2.0.
    """
    return getattr(sys.modules["__main__"], "main", None) is main
