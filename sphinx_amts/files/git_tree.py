"""Read the files of a git revision; symbolic links are followed only inside of it."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.git import Objects, error_line, run_git

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LINK, _FILES = "120000", frozenset({"100644", "100755", "100664"})
_HOPS = 40
"""Most links that are followed on the path to a file, as in Linux."""
_LINK_BYTES = 4096
_DEEPEST = 100
_MOST_STEPS = 2_000_000
"""Most names that are looked up on paths and along links, for all files together."""
_MOST_FILES = 300_000
_MOST_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class _Leaf:
    """File or link: the hash of its content, and its size in bytes."""

    identity: str
    size: int
    is_link: bool


@dataclass(slots=True)
class _Folder:
    entries: dict[str, _Folder | _Leaf] = field(default_factory=dict)


class RevisionTree:
    """All files of a git revision, as data: nothing is run or checked out.

    Symbolic links of the revision are not trusted. A link that leads to a file or
    folder of the revision is followed; a link that leads anywhere else counts as
    missing, and so do names that no git repository should have, such as ``..`` and
    ``.git``.

    Args:
        objects: reader of the repository.
        root: top folder of the repository.
        identity: hash of the commit.

    Raises:
        ConfigError: git cannot list the files, or later, the content of a file is
            missing.
    """

    def __init__(self, objects: Objects, root: Path, identity: str) -> None:
        self._objects = objects
        self._root = _Folder()
        self._steps = 0
        done = run_git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", identity)
        if done.returncode:
            raise ConfigError(f"{root}: {identity} cannot be read ({error_line(done)})")
        for line in done.stdout.split(b"\0"):
            if line:
                self._add(line)

    def read(self, path: Sequence[str]) -> bytes | None:
        """Return the content of the file at *path*, `None` if there is none."""
        found = self._find(path)
        if found is None or isinstance(found[1], _Folder):
            return None
        return self._objects.read(found[1].identity)

    def write(self, folder: Path, below: Sequence[str] = ()) -> None:
        """Write the files at or below *below* to the same paths in *folder*.

        Raises:
            ConfigError: there are too many files, or one of them cannot be read.
            OSError: a file cannot be written.
        """
        found = self._find(below)
        if found is None:
            return
        count = size = 0
        for names, leaf in self._files(tuple(below), *found, ()):
            count, size = count + 1, size + leaf.size
            if count > _MOST_FILES or size > _MOST_BYTES:
                raise ConfigError(
                    f"{'/'.join(names)}: the revision has more than {_MOST_FILES:,} "
                    f"files or {_MOST_BYTES:,} bytes; name a folder with what is needed"
                )
            path = folder.joinpath(*names)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._objects.read(leaf.identity))

    def _add(self, line: bytes) -> None:
        about, _, path = line.partition(b"\t")
        mode, kind, identity, size = about.decode("ascii").split()
        names = os.fsdecode(path).split("/")
        if kind != "blob" or not all(map(_is_harmless, names)):
            return  # a submodule is of another repository
        folder = self._root
        for name in names[:-1]:
            below = folder.entries.setdefault(name, _Folder())
            if not isinstance(below, _Folder):
                return
            folder = below
        if mode == _LINK or mode in _FILES:
            known = int(size) if size.isdecimal() else 0
            leaf = _Leaf(identity, known, is_link=mode == _LINK)
            folder.entries.setdefault(names[-1], leaf)

    def _find(
        self, path: Sequence[str]
    ) -> tuple[tuple[str, ...], _Folder | _Leaf] | None:
        """Return the path without links that *path* leads to, and the entry there."""
        real: list[tuple[str, _Folder]] = []
        todo, hops = deque(path), 0
        node: _Folder | _Leaf = self._root
        names: list[str] = []
        while todo:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise ConfigError(
                    "the revision has more links, and longer ones, than any book; "
                    "look at what is in it"
                )
            name = todo.popleft()
            if name in {"", "."}:
                continue
            if not isinstance(node, _Folder):
                return None
            if name == "..":
                if not real:
                    return None
                name, node = real.pop()
                names.pop()
                continue
            below = node.entries.get(name)
            if below is None:
                return None
            if isinstance(below, _Leaf) and below.is_link:
                hops += 1
                target = self._target(below)
                if target is None or hops > _HOPS:
                    return None
                todo.extendleft(reversed(target))
                continue
            real.append((name, node))
            names.append(name)
            node = below
        return tuple(names), node

    def _target(self, link: _Leaf) -> list[str] | None:
        """Return the parts of the path that a relative link points to, or `None`."""
        if link.size > _LINK_BYTES:
            return None
        target = os.fsdecode(self._objects.read(link.identity))
        if target.startswith("/") or "\0" in target or "\\" in target:
            return None
        return target.split("/")

    def _files(
        self,
        shown: tuple[str, ...],
        real: tuple[str, ...],
        node: _Folder | _Leaf,
        above: tuple[tuple[str, ...], ...],
    ) -> Iterator[tuple[tuple[str, ...], _Leaf]]:
        """Yield the files at or below *node*, with the path that leads to each.

        A folder that is reached from within itself counts as missing.

        Args:
            shown: path by which *node* was reached, through links as well.
            real: path of *node* without links.
            node: a file or folder.
            above: paths, without links, of the folders around it.
        """
        if isinstance(node, _Leaf):
            yield shown, node
            return
        if len(shown) > _DEEPEST:
            raise ConfigError(
                f"{'/'.join(shown[:3])}: folders lie in it more than {_DEEPEST} deep, "
                "as in no book"
            )
        above = (*above, real)
        for name, entry in node.entries.items():
            there: tuple[str, ...] = (*real, name)
            below: _Folder | _Leaf = entry
            if isinstance(entry, _Leaf) and entry.is_link:
                found = self._find(there)
                if found is None:
                    continue
                there, below = found
            if there not in above:
                yield from self._files((*shown, name), there, below, above)


def _is_harmless(name: str) -> bool:
    return (
        name not in {"", ".", ".."}
        and name.rstrip(". ").casefold() != ".git"
        and "\\" not in name
        and not (os.name == "nt" and ":" in name)
    )
