"""Print to the terminal, to a log and to standard output, for all commands.

All that is printed may hold untrusted text, so it is made printable here for every
caller, and what a stream cannot encode is escaped.
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
    """Print each of *lines*; an end of line within one is written out."""
    _write(sys.stdout, "".join(f"{printable_line(line)}\n" for line in lines))


def warn(*lines: str) -> None:
    """Print each of *lines* as `say` does, on standard error."""
    _write(sys.stderr, "".join(f"{printable_line(line)}\n" for line in lines))


def show_progress(line: str) -> None:
    """Print the progress of an engine or a job, as `warn` does, indented."""
    warn(f"  {line}")


def fail(message: str) -> None:
    """Print what went wrong on standard error; lines below the first are indented."""
    _write(sys.stderr, printable(message).replace("\n", "\n  ") + "\n")


def say_text(text: str) -> None:
    """Print *text*, which has lines of its own."""
    _write(sys.stdout, _ended(printable(text)))


def say_json(text: str) -> None:
    """Print JSON with unprintable characters escaped."""
    _write(sys.stdout, _ended(printable_json(text)))


def say_commands(text: str) -> None:
    """Print commands for a CI service, whose values are escaped as it wants them."""
    _write(sys.stdout, _ended(visible(text)))


def write_bytes(data: bytes) -> None:
    """Write the bytes of a file to standard output, made printable for a terminal."""
    if sys.stdout.isatty():
        say_text(data.decode("utf-8", "replace"))
        return
    stream: BinaryIO = sys.stdout.buffer
    stream.write(data)
    stream.flush()


def ask(question: str) -> str:
    """Return the answer of the person at the terminal."""
    return input(printable_line(question))


def is_live() -> bool:
    """Return whether a line can be drawn that changes."""
    return sys.stderr is not None and sys.stderr.isatty()


def draw(line: str) -> None:
    """Draw *line* in the place of the last one that was drawn."""
    _write(sys.stderr, _CLEAR + printable_line(line))


def close_stderr() -> None:
    """Close standard error: the reader of the output has ended, as `head` does."""
    sys.stderr.close()


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _write(stream: IO[str] | None, text: str) -> None:
    if stream is None:  # the program was started without
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
