"""Read damaged human catalogs as far as Sphinx itself reads them.

Sphinx has Babel read a catalog and compile it. Babel leaves out or repairs what it does
not understand, so that a page shows the rest. Nothing that is read here is ever written
back into the catalog.
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
    """Return the translations that Sphinx would show of the damaged catalog *path*.

    Where Babel cannot read it at all, they are those of the compiled catalog beside
    it, if there is one.

    Args:
        path: a human PO or MO file.
        fuzzy: take fuzzy entries too.
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
