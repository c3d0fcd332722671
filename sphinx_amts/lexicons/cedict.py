"""Read CC-CEDICT, a list of Chinese words with English translations.

Each line has a word in traditional and in simplified characters, its pronunciation, and
its translations: `機器 机器 [ji1 qi4] /machine/CL:臺|台[tai2]/`. Source: CC-CEDICT
Wiki, "CC-CEDICT: Syntax".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import LexiconError
from sphinx_amts.lexicons.model import BilingualWordList
from sphinx_amts.lexicons.phrases import phrases_of

if TYPE_CHECKING:
    from pathlib import Path

_ENTRY = re.compile(r"(\S+) (\S+) \[{1,2}([^\[\]]*)\]{1,2} /(.*)/")
_ABOUT = re.compile(r"(?:(?:old|archaic)? ?variant of|see(?: also)?|CL:|also written|"
                    r"surname|abbr\. for|used in)\b", re.IGNORECASE)  # fmt: skip
"""Beginning of a text that is a remark, and no translation."""

_LITTLE = re.compile(r"\A(?:to be|to|the|an?|sb|sth) (?=\S)", re.IGNORECASE)
"""Words before a translation, such as articles, that the Chinese word does not have."""

_LICENSE = re.compile(r"#! license=(\S+)")
_LICENSES = {"creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0"}


def is_cedict(text: str) -> bool:
    """Return whether a text is in the format of CC-CEDICT."""
    for line in text[:20_000].splitlines():
        if line and not line.startswith("#"):
            return _ENTRY.fullmatch(line.rstrip()) is not None
    return text.startswith("# CC-CEDICT")


def read_cedict(text: str, path: Path) -> BilingualWordList:
    """Read the text of a file in the format of CC-CEDICT.

    Raises:
        LexiconError: a line has another format.
    """
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _ENTRY.fullmatch(line.rstrip())
        if not found:
            raise LexiconError(
                "no entry of CC-CEDICT (`traditional simplified [pronunciation] "
                "/translation/`); use the file as it is published",
                at=(path, number),
            )
        words = dict.fromkeys((found[2], found[1]))
        pairs += [
            (word, phrase)
            for word in words
            for sense in found[4].split("/")
            if not _ABOUT.match(sense)
            for phrase in map(_bare, phrases_of(sense))
        ]
    stated = _LICENSE.search(text, 0, 20_000)
    address = stated[1].rstrip("/").partition("://")[2] if stated else ""
    return BilingualWordList(
        name="CC-CEDICT",
        license=_LICENSES.get(address, address),
        languages=("zh", "en"),
        pairs=pairs,
    )


def _bare(phrase: str) -> str:
    return _LITTLE.sub("", phrase, count=1)
