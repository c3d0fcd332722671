"""Recognise conflict markers of git, and those of msgcat (``#-#-#-#-#``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path

_OURS, _BASE, _THEIRS, _END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"
_MARKERS = frozenset({_OURS, _BASE, _THEIRS, _END})

# "#-#-#-#-#  a.po (book 1.0)  #-#-#-#-#", by gettext's tools, before each of two texts
_JOINED = re.compile(r"^#-#-#-#-#[ \t].*[ \t]#-#-#-#-#[ \t]*$", re.MULTILINE)


def is_joined(text: str, source: str) -> bool:
    """Return whether a tool merged two translations of *source* into *text*.

    Markers that *source* has as well do not count: such a text is about the markers.
    """
    return ("#-#-#-#-#" in text or has_conflict(text)) and (
        _has_both(text) and not _has_both(source)
    )


def _has_both(text: str) -> bool:
    """Return whether *text* contains two texts between markers, of git or msgcat."""
    if _JOINED.search(text) is not None:
        return True
    missing = [_END, _THEIRS, _OURS]
    for line in text.split("\n"):
        if missing and line[:8].rstrip() == missing[-1]:
            missing.pop()
    return not missing


def has_conflict(text: str) -> bool:
    """Return whether *text* contains a conflict marker of git."""
    return text.startswith(_OURS) or f"\n{_OURS}" in text


def is_marker(line: str) -> bool:
    """Return whether *line* is a conflict marker of git."""
    return line[:7].rstrip("\r") in _MARKERS


def sides(text: str, path: Path) -> tuple[str, str]:
    """Split *text* with conflict markers into the versions of the two sides.

    Args:
        text: text with markers, also those of `merge.conflictStyle=diff3`.
        path: path of its file, for messages.

    Raises:
        CatalogError: the markers are not in their proper order.
    """
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    expected = {_OURS}
    for number, line in enumerate(text.split("\n"), 1):
        mark = line[:7].rstrip("\r")
        if not is_marker(line):
            for side in into:
                side.append(line)
            continue
        if mark not in expected:
            raise CatalogError(
                f"{path}:{number}: {mark} where none is due; resolve the conflict by "
                "hand, or take one side with `git checkout --ours`"
            )
        into = {_OURS: (ours,), _BASE: (), _THEIRS: (theirs,), _END: (ours, theirs)}[
            mark
        ]
        expected = {
            _OURS: {_BASE, _THEIRS},
            _BASE: {_THEIRS},
            _THEIRS: {_END},
            _END: {_OURS},
        }[mark]
    if expected != {_OURS}:
        raise CatalogError(
            f"{path}: a conflict has no end; resolve it by hand, or take one side with "
            "`git checkout --ours`"
        )
    return "\n".join(ours), "\n".join(theirs)
