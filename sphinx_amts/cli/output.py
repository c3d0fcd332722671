"""Print to the terminal, to a log and to standard output, for all commands.

All output may contain untrusted text. So unprintable characters, and characters that a
stream cannot encode, are escaped here for every caller.
"""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

from sphinx_amts.text.printable import (
    printable,
    printable_json,
    printable_line,
    visible,
)

if TYPE_CHECKING:
    from typing import BinaryIO

_CLEAR = "\r\033[K"


def say(*lines: str) -> None:
    """Print *lines* on standard output; a line break within one is escaped."""
    _write(sys.stdout, "".join(f"{printable_line(line)}\n" for line in lines))


def warn(*lines: str) -> None:
    """Print *lines* on standard error; a line break within one is escaped."""
    _write(sys.stderr, "".join(f"{printable_line(line)}\n" for line in lines))


def show_progress(line: str) -> None:
    """Print one line of progress on standard error, indented."""
    warn(f"  {line}")


def fail(message: str) -> None:
    """Print an error message on standard error; lines after the first are indented."""
    _write(sys.stderr, printable(message).replace("\n", "\n  ") + "\n")


def say_text(text: str) -> None:
    """Print *text* of several lines on standard output."""
    _write(sys.stdout, _ended(printable(text)))


def say_json(text: str) -> None:
    """Print JSON with unprintable characters escaped."""
    _write(sys.stdout, _ended(printable_json(text)))


def say_commands(text: str) -> None:
    """Print workflow commands for a CI service, whose values were escaped before."""
    _write(sys.stdout, _ended(visible(text)))


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, made printable if it is a terminal."""
    if sys.stdout.isatty():
        say_text(data.decode("utf-8", "replace"))
        return
    stream: BinaryIO = sys.stdout.buffer
    stream.write(data)
    stream.flush()


def ask(question: str) -> str:
    """Ask *question* at the terminal, and return the answer."""
    return input(printable_line(question))


def is_live() -> bool:
    """Return whether standard error is a terminal, whose last line can be redrawn."""
    return sys.stderr is not None and sys.stderr.isatty()


def draw(line: str) -> None:
    """Draw *line* on the terminal in place of the line that was drawn before."""
    _write(sys.stderr, _CLEAR + printable_line(line))


def close_stderr() -> None:
    """Close standard error when the reader of the output has ended, such as `head`."""
    sys.stderr.close()


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _write(stream: IO[str] | None, text: str) -> None:
    if stream is None:  # the program was started without
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
