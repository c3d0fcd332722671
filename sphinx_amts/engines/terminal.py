"""Show the error output of a program on a terminal only.

An error message of a service may repeat the key of the request. Logs of CI services
are public, reports are published and translation memories are shared, so the message is
written to none of these.
"""

from __future__ import annotations

import sys

from sphinx_amts.text.printable import printable_line

_LINES = 5
_CHARACTERS = 200
_CLEAR = "\r\033[K"
"""Control sequence that erases the progress display."""


def show_errors(program: str, errors: bytes) -> None:
    """Show the first lines of a program's error output, if there is a terminal.

    Args:
        program: name of the program.
        errors: standard error of the program.
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
