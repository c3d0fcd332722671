"""Read tab-separated word lists: a word, a tab, and a translation on each line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import LexiconError
from sphinx_amts.lexicons.model import BilingualWordList

if TYPE_CHECKING:
    from pathlib import Path

_LICENSE = re.compile(r"#\W*licen[cs]e\W+(.{1,100})", re.IGNORECASE)
_NAME = re.compile(r"#\W*(?:name|title)\W+(.{1,100})", re.IGNORECASE)


def read_tab_separated(text: str, path: Path) -> BilingualWordList:
    """Read a tab-separated list; lines that begin with `#` are comments.

    Raises:
        LexiconError: a line has fewer than two columns.
    """
    pairs, about = [], {"license": "", "name": path.name.partition(".")[0]}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") and "\t" not in line:
            for key, pattern in (("license", _LICENSE), ("name", _NAME)):
                stated = pattern.match(line)
                if stated:
                    about[key] = stated[1].strip()
            continue
        if not line.strip():
            continue
        columns = [" ".join(column.split()) for column in line.split("\t")]
        if len(columns) < 2:
            raise LexiconError(
                "no tab between a word and its translation", at=(path, number)
            )
        if columns[0] and columns[1]:
            pairs.append((columns[0], columns[1]))
    return BilingualWordList(
        name=about["name"], license=about["license"], languages=("", ""), pairs=pairs
    )
