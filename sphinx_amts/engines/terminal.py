"""What a program says of itself, for the person before the terminal and nobody else.

A service's error message may repeat the key it was asked with. Logs of CI services are
public, reports are published and memories are shared, so it goes into none of these.
"""

from __future__ import annotations

import sys

from sphinx_amts.text.printable import printable_line

_LINES = 5
_CHARACTERS = 200
_CLEAR = "\r\033[K"
"""Takes away what shows the progress."""


def show_errors(program: str, errors: bytes) -> None:
    """Show the beginning of what *program* wrote to standard error, on a terminal.

    Args:
        program: its name.
        errors: what it wrote.
    """
    if not sys.stderr.isatty():
        return
    text = errors.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines[:_LINES]:
        cut = f"{line[:_CHARACTERS]}…" if len(line) > _CHARACTERS else line
        sys.stderr.write(f"{_CLEAR}{program}: {printable_line(cut)}\n")
    if len(lines) > _LINES:
        sys.stderr.write(f"{_CLEAR}{program}: and {len(lines) - _LINES} more lines\n")
    sys.stderr.flush()
