"""Separate the versions of a catalog that git merged into one file.

git merges lines, not entries. An entry and its draft, or an entry and the comment on
its provenance, are separated if one side added, removed or moved something beside them;
the file may have one message twice, even without a conflict. So the versions are taken
from git's index, which has them whole, as long as the file is as git wrote it. From any
other file they are reconstructed: by the conflict markers, and by repeated entries of
one message within a version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.conflicts import has_conflict, is_marker, sides
from sphinx_amts.catalogs.hand_edits import key_of
from sphinx_amts.catalogs.po_reader import decode, parse_repeated
from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.files.git import Objects, run_git

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILES = frozenset({b"100644", b"100755"})
_BASE, _OURS, _THEIRS = b"1", b"2", b"3"


@dataclass(frozen=True, slots=True)
class MergedVersions:
    """Versions that a merged catalog consists of.

    Attributes:
        texts: contents of catalogs in which no message has two entries, that of the
            current branch first; blank for a missing catalog.
        base: the catalog before both sides changed it; blank if that is not known.
        whole: whether the texts are the unchanged sides from git's index.
    """

    texts: tuple[str, ...]
    base: str = ""
    whole: bool = False


def versions(text: str, path: Path) -> MergedVersions | None:
    """Separate the versions in a catalog; `None` if there is only one version.

    Args:
        text: content of the file.
        path: path of the file, which may be in a git repository.

    Raises:
        CatalogError: *text* is damaged by something other than a merge.
    """
    if not has_conflict(text):
        texts = _layers(text, path)
        return MergedVersions(tuple(texts)) if len(texts) > 1 else None
    kept = _kept_by_git(text, path)
    of_sides = sides(text, path) if kept is None else (kept[_OURS], kept[_THEIRS])
    texts = [layer for side in of_sides for layer in _layers(side, path)]
    base = "" if kept is None else kept.get(_BASE, "")
    return MergedVersions(tuple(texts), base, whole=kept is not None)


def _layers(text: str, path: Path) -> list[str]:
    """Return *text* without repeated entries, and catalogs of the repeated entries.

    Equal entries of a message count as one entry.
    """
    if not text.strip():
        return [text]
    known: dict[tuple[str, str], list[object]] = {}
    lines = text.split("\n")
    first = list(lines)
    others: list[list[str]] = []
    for entry in parse_repeated(text, path):
        content = entry.msgstr, entry.plural, entry.fuzzy
        found = known.setdefault(key_of(entry), [])
        if content in found:
            continue
        found.append(content)
        if (layer := len(found) - 1) == 0:
            continue
        if not entry.msgid:
            raise CatalogError(
                f"{path}:{entry.line}: a second header; the file is damaged, keep one "
                "of the two"
            )
        if layer > len(others):
            others.append([])
        block = slice(entry.first - 1, entry.last)
        others[layer - 1] += ["", *lines[block]]
        first[block] = [""] * (entry.last - entry.first + 1)
    return ["\n".join(first), *("\n".join(other) for other in others)]


def _kept_by_git(text: str, path: Path) -> dict[bytes, str] | None:
    """Return the versions in git's index by stage; `None` if *text* is not of them."""
    try:
        done = run_git(path.parent, "ls-files", "-u", "-z", f":(literal){path.name}")
        stages = {}
        for line in done.stdout.split(b"\0") if not done.returncode else ():
            mode, identity, stage = line.partition(b"\t")[0].split() or (b"", b"", b"")
            if mode in _FILES:
                stages[stage] = identity.decode()
        if not stages.keys() >= {_OURS, _THEIRS}:
            return None
        with Objects(path.parent) as objects:
            found = {
                stage: decode(objects.read(identity), path)
                for stage, identity in stages.items()
            }
    except (ConfigError, CatalogError):
        return None
    return found if _is_made_of(text, found) else None


def _is_made_of(text: str, stages: dict[bytes, str]) -> bool:
    """Return whether no line of *text* was written or removed since git wrote it.

    git takes whole lines of either side, and leaves out none that a side added.
    """
    here = _lines(line for line in text.split("\n") if not is_marker(line))
    base, ours, theirs = (
        _lines(stages.get(stage, "").split("\n")) for stage in (_BASE, _OURS, _THEIRS)
    )
    return (ours | theirs) - base <= here <= base | ours | theirs


def _lines(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(line for line in lines if line)
