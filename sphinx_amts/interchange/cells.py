"""Write and read spreadsheet cells so that no cell is taken for a formula.

A spreadsheet computes a cell that begins with ``=``, ``+``, ``-`` or ``@``. Some
spreadsheets do so after quotes, blanks or a byte order mark as well, or for full-width
characters. A cell that begins with a tab or a line end may become two cells. So an
apostrophe is written before such a text, which marks text to spreadsheets, and which
`cell_text` removes again. A spreadsheet that expects semicolons instead of commas
starts a cell after every semicolon, tab and line end, so an apostrophe is written there
as well. Source: "CSV Injection", OWASP.
"""

from __future__ import annotations

import re
import unicodedata

_MARK = "'"
_PARTS = re.compile(r"([;\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
"""Characters that may end a cell or a row in any spreadsheet."""
_BREAKING = frozenset("\t\r\n")
_QUOTES = frozenset("'\"`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb")
_SIGNS = frozenset("=+-@\u2212")
_CLOSING = re.compile(r"(?<=\S)'(?!\w)")


def cell(text: str) -> str:
    """Return *text* as the content of a cell that no spreadsheet computes."""
    parts = [_guarded(part) for part in _PARTS.split(text)]
    written = "".join(parts)
    # the part before a separator at the beginning of the text is empty
    return _MARK + written if _breaks(text) else written


def cell_text(written: str) -> str:
    """Return the text for which `cell` returned *written*; other text is unchanged."""
    if written.startswith(_MARK) and _breaks(written[1:]):
        written = written[1:]
    return "".join(_unguarded(part) for part in _PARTS.split(written))


def typed_text(written: str) -> str:
    """Return the text of a cell that a person typed, or copied from a written cell.

    An apostrophe that `cell` may have written is removed, unless the text has a closing
    apostrophe: then it opens a quotation.
    """
    if written.startswith(_MARK) and _CLOSING.search(written, 1):
        return written
    return cell_text(written)


def _guarded(part: str) -> str:
    return _MARK + part if _is_formula(part) else part


def _unguarded(part: str) -> str:
    is_ours = part.startswith(_MARK) and _is_formula(part[1:])
    return part[1:] if is_ours else part


def _breaks(text: str) -> bool:
    """Return whether *text* begins, after any apostrophes, with a tab or line end."""
    return text.lstrip(_MARK)[:1] in _BREAKING if text else False


def _is_formula(part: str) -> bool:
    """Return whether *part* begins, after any quotes and blanks, like a formula."""
    for sign in part:
        plain = unicodedata.normalize("NFKC", sign)
        if plain[:1] in _SIGNS:
            return True
        if not (
            sign in _QUOTES
            or plain.isspace()
            or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Cn", "Zs", "Mn", "Me"}
        ):
            return False
    return False
