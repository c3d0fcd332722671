"""Read cells of tables from the Translate Toolkit, or from Weblate, which uses it.

In these tables, all cells are in quotes, backslashes are doubled, and an apostrophe
precedes a text that a spreadsheet would compute. Source: `translate.storage.csvl10n`.
"""

from __future__ import annotations

import re

_COLUMNS = frozenset({"location", "source", "target"})
_BACKSLASHES = re.compile(r"\\+")
_SIGNS = ("'+", "'-", "'=", "'@")


def is_of_toolkit(text: str) -> bool:
    """Return whether the first line of a table is from the Translate Toolkit."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r")
    names = first.split(",")
    if not all(len(n) > 1 and n[0] == n[-1] == '"' for n in names):
        return False
    return {name[1:-1].lower() for name in names} >= _COLUMNS


def doubles_backslashes(text: str) -> bool:
    """Return whether all backslashes in the table *text* are doubled.

    Older versions of the Translate Toolkit do not double them.
    """
    return all(len(found[0]) % 2 == 0 for found in _BACKSLASHES.finditer(text))


def toolkit_text(cell: str, *, doubled: bool) -> str:
    """Return the text of a cell that the Translate Toolkit wrote.

    Args:
        cell: content of the cell, without the quotes around it.
        doubled: result of `doubles_backslashes` for the table.
    """
    text = cell.replace("\\\\", "\\") if doubled else cell
    return text[1:] if text.startswith(_SIGNS) else text
