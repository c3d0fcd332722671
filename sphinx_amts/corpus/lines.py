"""Read the lines of a text of any size, in bounded memory."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from sphinx_amts.errors import CorpusError
from sphinx_amts.files.json_text import holds_odd_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_BYTES = 100_000
"""Bytes of one line; texts that engines take have a thousand."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadLine(ValueError):
    """Raised for a line that holds no usable text; the message is the reason."""


class TextLines:
    """Iterator of the lines of a stream, without their ends.

    Lines end at a line feed only: what else ends lines elsewhere may stand within the
    lines of aligned files. Of a line that is too long `LINE_BYTES` and one more are
    yielded.

    Attributes:
        number: number of the line that was yielded last, from 1; 0 before the first.
        is_ended: whether that line had an end.
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
    """Decode a line.

    Raises:
        BadLine: it is too long, is not UTF-8, or has control characters.
    """
    if len(line) > LINE_BYTES:
        raise BadLine(f"a line of more than {LINE_BYTES:,} bytes")
    try:
        text = line.decode()
    except UnicodeDecodeError as exc:
        raise BadLine("not UTF-8") from exc
    # most lines are told to be right by the quicker of the two
    if not text.isprintable() and holds_odd_characters(text):
        raise BadLine("a control character")
    return text
