"""Make the links at which readers can correct a translation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

LONGEST = 300
"""Maximum length of a message in an address, in characters; servers refuse more."""

_IN_PATHS = frozenset({"file", "docname", "branch"})
"""Placeholders whose values are paths, so that their slashes are not escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Location of the translation of a message, even if there is none yet.

    Attributes:
        file: path of the human catalog, relative to the folder of `conf.py`, with
            slashes.
        line: number of the entry's line in *file*; 1 if there is no entry yet.
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
    """Return the address made from *template*, a checked setting, for *place*."""
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
    """Return the beginning of a text, cut between words if possible."""
    if len(text) <= LONGEST:
        return text
    words, blank, _ = text[: LONGEST + 1].rpartition(" ")
    return words if blank and len(words) > LONGEST // 2 else text[:LONGEST]
