"""Show progress on one line of a terminal, and nothing if there is no terminal."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.text.printable import printable_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = get_logger(__name__)

_CLEAR = "\r\033[K"


def show_translating(done: int, total: int) -> None:
    """Show the number of segments that an engine has translated, out of *total*."""
    _show("" if done == total else f"translating... {done}/{total}")


def show_reading(app: Sphinx) -> None:
    """Show each document that *app* reads, for commands that hide Sphinx's output."""
    numbers = count(1)
    language = app.config.language

    def show(app: Sphinx, docname: str, content: list[str]) -> None:
        _show(f"{language}: reading... {next(numbers)} {docname}")

    app.connect("source-read", show)
    app.connect("build-finished", lambda app, exception: _show(""))


def report_job(line: str) -> None:
    """Log the state of an asynchronous engine job, which may take an hour."""
    _show("")
    logger.info("sphinx-amts: %s", line)


def _show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{_CLEAR}{printable_line(text)}", end="", file=sys.stderr, flush=True)


def warn_of_memory(line: str) -> None:
    """Log a warning about a fault of the translation memory."""
    logger.warning("sphinx-amts: %s", line, type="amts", subtype="memory")
