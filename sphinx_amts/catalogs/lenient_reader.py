"""Read damaged human catalogs as far as Sphinx itself reads them.

Sphinx lets Babel read and compile a catalog. Babel drops or repairs entries that it
cannot parse, so that a page shows the rest. Entries that are read here are never
written back to the catalog.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sphinx_amts.catalogs.mo_reader import parse_compiled
from sphinx_amts.files.disk import read_file

if TYPE_CHECKING:
    from pathlib import Path

_AS_SPHINX = "utf-8-sig"


def read_leniently(path: Path, *, fuzzy: bool = False) -> dict[str, str]:
    """Read the translations that Sphinx would show of the damaged catalog *path*.

    If Babel cannot read the catalog at all, the compiled catalog beside it is read. The
    result is empty if neither can be read.

    Args:
        path: a human PO or MO file.
        fuzzy: include fuzzy entries.
    """
    if path.suffix == ".po":
        with contextlib.suppress(Exception):  # Babel fails in many ways
            return _compiled(path, fuzzy=fuzzy)
        path = path.with_suffix(".mo")
        with contextlib.suppress(Exception):
            return parse_compiled(read_file(path), path)
    return {}


def _compiled(path: Path, *, fuzzy: bool) -> dict[str, str]:
    text = io.StringIO(read_file(path).decode(_AS_SPHINX), newline=None)
    compiled = io.BytesIO()
    # Babel prints what it does not understand
    with contextlib.redirect_stdout(io.StringIO()):
        write_mo(compiled, read_po(text), use_fuzzy=fuzzy)
    return parse_compiled(compiled.getvalue(), path)
