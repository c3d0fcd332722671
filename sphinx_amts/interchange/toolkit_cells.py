"""Read cells of tables that the Translate Toolkit wrote, or Weblate, which uses it.

All cells are in quotes. A backslash is doubled, and an apostrophe precedes a text that
a spreadsheet would compute. Source: `translate.storage.csvl10n`.
"""

from __future__ import annotations

import re

_COLUMNS = frozenset({"location", "source", "target"})
_BACKSLASHES = re.compile(r"\\+")
_SIGNS = ("'+", "'-", "'=", "'@")


def is_of_toolkit(text: str) -> bool:
    """Return whether the Translate Toolkit wrote a table, by its first line."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r")
    names = first.split(",")
    if not all(len(n) > 1 and n[0] == n[-1] == '"' for n in names):
        return False
    return {name[1:-1].lower() for name in names} >= _COLUMNS


def doubles_backslashes(text: str) -> bool:
    """Return whether all backslashes are doubled, unlike in older versions."""
    return all(len(found[0]) % 2 == 0 for found in _BACKSLASHES.finditer(text))


def toolkit_text(cell: str, *, doubled: bool) -> str:
    """Return the text of a cell that the Translate Toolkit wrote.

    Args:
        cell: the cell as in the table.
        doubled: result of `doubles_backslashes` for the table.
    """
    text = cell.replace("\\\\", "\\") if doubled else cell
    return text[1:] if text.startswith(_SIGNS) else text
