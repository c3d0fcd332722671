"""Reads a page of ours as a browser without JavaScript does."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = "</script><script>alert('x')</script><!-- & <b onclick=\"go()\">bold</b>"
"""Text that breaks out of where it is put, unless it is escaped."""


class Page(HTMLParser):
    """What a browser without JavaScript sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.data = ""
        self._inside: tuple[str, dict[str, str | None]] = ("", {})
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._inside = (tag, dict(attrs))
        self.tags.append(self._inside)

    def handle_endtag(self, tag):
        self._inside = ("", {})

    def handle_data(self, data):
        if self._inside[0] == "script" and self._inside[1].get("id") == "data":
            self.data += data
        elif self._inside[0] not in {"script", "style"}:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
