"""Read dictionaries of dictd, as FreeDict publishes them: an index and a text.

Each line of the index has a word, and the offset and the length of its entry in the
text, as numbers to the base of 64. The text may be compressed (`.dict.dz`, which gzip
reads). Sources: dictd(8), section "Database format"; R. Faith and B. Martin, RFC 2229.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import LexiconError
from sphinx_amts.lexicons.model import BilingualWordList
from sphinx_amts.lexicons.phrases import phrases_of

if TYPE_CHECKING:
    from pathlib import Path

_DIGITS = {
    character: number
    for number, character in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
_ABOUT = "00database"
_HEAD = re.compile(r"\s*([^/<\[(]+)")
_NUMBER = re.compile(r"\s*\d+\.(?:\s+|$)")
_LAST_NUMBER = re.compile(r"\s\d+\.\s*$")
_LICENSE = re.compile(
    r"Creative\s+Commons\s+Attribution[- ]Share[- ]?Alike\s+(\d\.\d)|"
    r"\b(CC[- ]BY(?:-[A-Z]+)*[- ]\d\.\d|GNU\s+[A-Z][A-Za-z ]*License|GPL[- ]?v?\d?)",
    re.IGNORECASE,
)


def read_dictd(index: bytes, data: bytes, path: Path) -> BilingualWordList:
    """Read a dictionary in the format of dictd.

    Args:
        index: content of the index.
        data: text of the entries, without compression.
        path: file of the index, for messages.

    Raises:
        LexiconError: the index is damaged, or belongs to another text.
    """
    about: dict[str, str] = {}
    places: dict[tuple[int, int], None] = {}
    for number, line in enumerate(index.split(b"\n"), 1):
        if not line:
            continue
        fields = line.decode("utf-8", "replace").split("\t")
        start, size = map(_number, fields[1:3]) if len(fields) >= 3 else (-1, -1)
        if start < 0 or size < 0:
            raise LexiconError(
                "no line of an index of dictd (word, place, length)", at=(path, number)
            )
        if start + size > len(data):
            raise LexiconError(
                "the entry is outside the dictionary's text; index and text are not "
                "of one version: install the dictionary again",
                at=(path, number),
            )
        if fields[0].replace("-", "").startswith(_ABOUT):
            name = fields[0].replace("-", "")
            about[name] = data[start : start + size].decode("utf-8", "replace")
        else:
            places[start, size] = None
    pairs: list[tuple[str, str]] = []
    for start, size in places:
        pairs += _entry(data[start : start + size].decode("utf-8", "replace"))
    titles = about.get(f"{_ABOUT}short", "").strip().splitlines()
    return BilingualWordList(
        name=_title(titles[-1]) if titles else path.name.partition(".")[0],
        license=license_in(about.get(f"{_ABOUT}info", "")),
        languages=("", ""),
        pairs=pairs,
    )


def license_in(text: str) -> str:
    """Return the first license that a text names; "" if it names none."""
    found = _LICENSE.search(text)
    if not found:
        return ""
    return f"CC BY-SA {found[1]}" if found[1] else " ".join(found[2].split())


def _title(line: str) -> str:
    return " ".join(line.replace("00-database-short", "").split())[:100]


def _number(text: str) -> int:
    value = 0
    for character in text:
        if character not in _DIGITS or value >= 1 << 40:
            return -1
        value = value * 64 + _DIGITS[character]
    return value if text else -1


def _entry(text: str) -> list[tuple[str, str]]:
    """Return the pairs of the word of an entry and each of its translations.

    Translations are in the line below the word, or in numbered lines. Further lines
    below a translation are explanations in the language of the word.
    """
    lines = text.splitlines()
    head = _HEAD.match(lines[0]) if lines else None
    word = " ".join(head[1].split()) if head else ""
    if not word:
        return []
    found, expected = [], True
    for line in lines[1:]:
        numbered = _NUMBER.match(line)
        body = line[numbered.end() :] if numbered else line
        body = _LAST_NUMBER.sub("", body)
        if body.strip() and (numbered or expected):
            found += [(word, phrase) for phrase in phrases_of(body)]
        if line.strip():
            expected = False
    return found
