"""Prepare untrusted HTML so that html.parser reads it in linear time.

What html.parser does with markup that never ends depends on the version of Python, and
takes up to quadratic time: it looks for the end of each construct in all of the rest.
So constructs without an end are replaced before the text is parsed. A construct that
could hide text (a comment, a marked section) becomes an empty comment, which the
parsers based on this module refuse.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HIDES = re.compile(r"<!(?:--|\[)")
_EMPTY = "<!---->"
_UNFINISHED = re.compile(r"<(?:[a-zA-Z/!?]|\Z)")
_NUMBER = re.compile(r"(?<=&#)[0-9]{20,}")  # `int` refuses thousands of digits
_NO_CHARACTER = "9999999"


def readable(html: str) -> str:
    """Replace constructs without an end, and numbers too long for a character."""
    end = html.rfind(">") + 1
    # behind the last `>` no tag can end: html.parser takes it for text, slowly
    html = html[:end] + html[end:].replace("<", "&lt;")
    last = html.rfind("-->")

    def ends(match: re.Match[str]) -> str:
        if match[0] == "<!--" and last >= match.end():
            return match[0]
        return _EMPTY

    html = _HIDES.sub(ends, html)
    return _NUMBER.sub(_NO_CHARACTER, html)


def is_text(html: str) -> bool:
    """Return whether *html* has no markup at all, so that parsing changes nothing."""
    return "<" not in html and "&" not in html


class LocatingParser(HTMLParser):
    """HTML parser that gives access to each end tag as it is written.

    Attributes:
        unfinished: text from the start of a tag that is cut off; empty if none is.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unfinished = ""
        self._source = ""
        self._starts = [0]

    def feed(self, data: str) -> None:
        """Prepare a whole text by `readable`, and parse it; to be called only once."""
        self._source = readable(data)
        if found := _UNFINISHED.search(data, data.rfind(">") + 1):
            self.unfinished = data[found.start() :]
        self._starts += [found.end() for found in re.finditer("\n", self._source)]
        super().feed(self._source)

    def end_tag(self) -> str:
        """Return the end tag that is being parsed, as it is written."""
        line, column = self.getpos()
        start = self._starts[line - 1] + column
        return self._source[start : self._source.find(">", start) + 1]
