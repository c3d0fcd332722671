"""Read a Python file, and convert positions in its syntax tree to indices."""

from __future__ import annotations

import ast
import codecs
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")
"""Line end in Python's grammar; `str.splitlines` splits at more characters."""


class NotUnderstood(Exception):
    """Raised for a file that cannot be changed safely; the message says why."""


@dataclass(frozen=True)
class PythonText:
    """Text of a Python file and its syntax tree.

    Attributes:
        text: content of the file, with its line ends, without a byte order mark.
        encoding: name of the codec that turns *text* into the bytes of the file.
    """

    text: str
    encoding: str

    @classmethod
    def of(cls, data: bytes) -> PythonText:
        """Decode *data* as Python does.

        Raises:
            NotUnderstood: *data* is not valid Python, or encoding the text does not
                give *data* again.
        """
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = codecs.lookup(encoding).decode(data)[0]
            made = cls(text, encoding)
            same = made.encoded() == data
            assert made.tree is not None
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as e:
            line = getattr(e, "lineno", None)
            at = f"line {line}: " if line else ""
            raise NotUnderstood(f"{at}{getattr(e, 'msg', None) or e}") from e
        if not same:
            raise NotUnderstood(f"its encoding {encoding} is ambiguous")
        return made

    def encoded(self) -> bytes:
        """Return the text as bytes of the file."""
        return self.text.encode(self.encoding)

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree of the text."""
        return ast.parse(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """Return the line end of the first line; a line feed if there is none."""
        found = _LINE_END.search(self.text)
        return found.group() if found else "\n"

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return the index of the first character of *node*."""
        return self._index(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return the index behind the last character of *node*."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._index(node.end_lineno, node.end_col_offset)

    def line_start(self, index: int) -> int:
        """Return the index of the first character of the line that *index* is in."""
        return max(start for start in self._starts if start <= index)

    def line_end(self, index: int) -> int:
        """Return the index of the end of the line of *index*, without its line feed."""
        found = _LINE_END.search(self.text, index)
        return found.start() if found else len(self.text)

    def next_line(self, index: int) -> int:
        """Return the index of the line below that of *index*, or of the text's end."""
        found = _LINE_END.search(self.text, index)
        return found.end() if found else len(self.text)

    def _index(self, line: int, column: int) -> int:
        """Return the index of a line, from 1, and a column in bytes of UTF-8."""
        start = self._starts[line - 1]
        text = self.text[start : start + column]
        return start + len(text.encode()[:column].decode())
