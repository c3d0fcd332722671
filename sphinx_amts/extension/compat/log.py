"""Log with Sphinx's loggers, after control characters have been escaped."""

from __future__ import annotations

from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.logging import get_node_location

from sphinx_amts.text.printable import printable, printable_line

if TYPE_CHECKING:
    from logging import LogRecord

    from sphinx.util.logging import SphinxLoggerAdapter


def get_logger(name: str) -> SphinxLoggerAdapter:
    """Return the Sphinx logger of the module *name*, which escapes control characters.

    Sphinx's handlers print text from outside unchanged, with escape sequences that
    terminals execute. A filter of the logger runs before the handlers, and escapes the
    message and the location of each record.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    adapter = logging.getLogger(name)
    adapter.logger.addFilter(_make_printable)
    return adapter


def location_in(folder: Path | str, file: str, line: int) -> str:
    """Format file and line as a location for Sphinx's log.

    Args:
        folder: source folder.
        file: path relative to *folder*, or "<name>" for text that is in no file.
        line: line in the file, from 1; 0 if unknown.
    """
    path = file if file.startswith("<") else normpath(Path(folder, file))
    return f"{path}:{line}" if line else path


def _make_printable(record: LogRecord) -> bool:
    record.msg, record.args = printable(record.getMessage()), ()
    place = getattr(record, "location", None)
    if isinstance(place, nodes.Node):
        place = get_node_location(place)
    if isinstance(place, tuple):
        document, line = place
        # Sphinx converts the name of the document into a path
        record.location = (document and printable_line(document), line)
    elif isinstance(place, str):
        record.location = printable_line(place)
    return True
