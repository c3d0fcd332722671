"""Read the lines of a text of any size, in bounded memory."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from sphinx_amts.errors import CorpusError
from sphinx_amts.files.json_text import holds_odd_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_BYTES = 100_000
"""Longest line that is read, in bytes; texts that engines accept are far shorter."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadLine(ValueError):
    """Raised for a line that has no usable text; the message is the reason."""


class TextLines:
    """Iterator over the lines of a stream, without their line ends.

    Only a line feed, or CR LF, ends a line: other line separators may occur within the
    lines of aligned files. A line longer than `LINE_BYTES` is cut to ``LINE_BYTES + 1``
    bytes, which `text_of` refuses.

    Attributes:
        number: number of the line that was yielded last, from 1; 0 before the first.
        is_ended: whether the line that was yielded last had a line end.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.number = 0
        self.is_ended = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Return the next line.

        Raises:
            CorpusError: the text is in UTF-16, or the stream is damaged.
        """
        read = self._stream.readline
        line = read(LINE_BYTES + 1)
        if not line:
            raise StopIteration
        if not self.number:
            if line.startswith(_UTF16):
                raise CorpusError("line 1: the text is in UTF-16; save it as UTF-8")
            line = line.removeprefix(codecs.BOM_UTF8)
        self.number += 1
        if line.endswith(b"\n"):
            return line[:-2] if line.endswith(b"\r\n") else line[:-1]
        end = line
        while len(end) > LINE_BYTES and not end.endswith(b"\n"):
            end = read(LINE_BYTES + 1)
        self.is_ended = end.endswith(b"\n")
        return line


def text_of(line: bytes) -> str:
    """Decode a line from UTF-8.

    Raises:
        BadLine: the line is too long, is not UTF-8, or has control characters.
    """
    if len(line) > LINE_BYTES:
        raise BadLine(f"a line of more than {LINE_BYTES:,} bytes")
    try:
        text = line.decode()
    except UnicodeDecodeError as exc:
        raise BadLine("not UTF-8") from exc
    # the quick test accepts most lines
    if not text.isprintable() and holds_odd_characters(text):
        raise BadLine("a control character")
    return text
