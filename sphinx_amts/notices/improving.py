"""Write the links to where people correct a translation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

LONGEST = 300
"""Characters of a message in an address; servers refuse very long ones."""

_IN_PATHS = frozenset({"file", "docname", "branch"})
"""Values whose slashes separate the parts of a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the translation of a message is, or would be.

    Attributes:
        file: human catalog, relative to the folder of `conf.py`, with slashes.
        line: line of the entry in it, 1 if there is none yet.
        msgid: the message.
        docname: document of the message.
        language: language of the translation.
        branch: branch of the repository.
    """

    file: str
    line: int
    msgid: str
    docname: str
    language: str
    branch: str


def link(template: str, place: Place) -> str:
    """Return the address that *template*, a checked setting, gives for *place*."""
    values = {
        "file": place.file,
        "line": str(place.line),
        "msgid": _shortened(place.msgid),
        "docname": place.docname,
        "language": place.language,
        "branch": place.branch,
    }
    for name, value in values.items():
        if f"{{{name}}}" not in template:
            continue
        # what was filled in before holds no braces any more
        safe = "/" if name in _IN_PATHS else ""
        encoded = quote(value, safe=safe, errors="replace")
        template = template.replace(f"{{{name}}}", encoded)
    return template


def _shortened(text: str) -> str:
    """Return the beginning of a text, cut between words where it has blanks."""
    if len(text) <= LONGEST:
        return text
    words, blank, _ = text[: LONGEST + 1].rpartition(" ")
    return words if blank and len(words) > LONGEST // 2 else text[:LONGEST]
