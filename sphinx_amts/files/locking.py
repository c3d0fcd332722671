"""Lock the files of a book for one writing process, and build folders for one user.

Locks are those of the operating system, on files in the user's cache folder: they end
with the process that holds them, however it ends, so that none is ever left behind. If
a file system has no locks, files that name their process are used instead.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from sphinx_amts.errors import BookInUseError, ConfigError
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import TEXT, object_of, read_shape
from sphinx_amts.files.user_folders import book_folder, locks_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TIMEOUT_VARIABLE = "AMTS_LOCK_TIMEOUT"
_TIMEOUT = 60.0
_MOST_FOLDERS = 100
_HOLDER = object_of(command=TEXT, process=TEXT, host=TEXT, since=TEXT)

# folder of a name -> the one that this process has, and its lock
_own: dict[Path, tuple[Path, FileLock]] = {}


@contextmanager
def book_lock(folders: Iterable[Path], command: str) -> Iterator[bool]:
    """Prevent other processes of this user from writing files of a book in a block.

    A process that has the lock may acquire it again. Files that were read before the
    block have to be read again, as they may have changed.

    Args:
        folders: folders with files of the book; books that share a folder lock it in
            turn.
        command: name of the command, shown to those who wait.

    Yields:
        whether a process that had the lock was killed, and may have left temporary
        files.

    Raises:
        BookInUseError: another process has the lock, and does not release it in time.
        ConfigError: no lock can be made, or the time to wait is no number.
    """
    timeout = _timeout()
    real = {os.path.realpath(folder) for folder in folders}
    killed = False
    with ExitStack() as held:
        # always in the same order, so that no two wait for each other
        for folder in sorted(real):
            digest = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()
            path = locks_folder() / f"book-{digest}.lock"
            holder = path.with_suffix(".json")
            try:
                lock = lock_of(path)
                held.enter_context(lock.acquire(timeout=timeout))
            except Timeout:
                raise BookInUseError(
                    f"{folder}: {_held_by(holder)} is writing files of this book; try "
                    "again when it has ended, or wait longer than "
                    f"{timeout:g} seconds with {TIMEOUT_VARIABLE}"
                ) from None
            except OSError as exc:
                raise ConfigError(
                    f"{path}: a lock for the book cannot be made "
                    f"({exc.strerror or exc}); check the permissions of the folder"
                ) from exc
            if lock.lock_counter == 1:
                killed = killed or holder.exists()
                _sign(holder, command)
                held.callback(_unsign, holder)
        yield killed


def build_folder(srcdir: Path, name: str) -> Path:
    """Reserve a build folder named *name* for this process, and return it.

    No other process uses the folder while this process runs. No process waits: if
    another process has reserved the folder, a numbered folder beside it is taken.

    Raises:
        ConfigError: no lock can be made beside the folder, or no folder is free.
    """
    folder = book_folder(srcdir) / name
    if folder in _own:
        return _own[folder][0]
    for number in range(1, _MOST_FOLDERS):
        numbered = folder if number == 1 else folder.with_name(f"{name}~{number}")
        lock = FileLock(numbered.with_name(f"{numbered.name}.lock"), timeout=0)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            continue
        except OSError as exc:
            raise ConfigError(
                f"{folder.parent}: cannot be written ({exc.strerror or exc}); what "
                "this command keeps of a book is there"
            ) from exc
        _own[folder] = numbered, lock
        return numbered
    raise ConfigError(f"{folder}: {_MOST_FOLDERS} processes work on it; wait for some")


def build_folders(srcdir: Path, name: str) -> list[Path]:
    """Return all build folders named *name* that commands have used for a book."""
    folder = book_folder(srcdir)
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_dir() and path.name.partition("~")[0] == name
    ]


def lock_of(path: Path) -> FileLock:
    """Return the lock on the file *path*, whose folder is created.

    Raises:
        OSError: the folder cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # one object a path in the process: it can be acquired twice
    return FileLock(path, is_singleton=True)


def _timeout() -> float:
    text = os.environ.get(TIMEOUT_VARIABLE, "")
    try:
        seconds = float(text) if text else _TIMEOUT
        if 0 <= seconds < float("inf"):
            return seconds
    except ValueError:
        pass
    raise ConfigError(f"{TIMEOUT_VARIABLE} must be a number of seconds, not {text!r}")


def _sign(path: Path, command: str) -> None:
    """Write the owner of a lock into its file, if possible."""
    holder = {
        "command": command,
        "process": str(os.getpid()),
        "host": platform.node(),
        "since": datetime.now().astimezone().strftime("%H:%M:%S"),
    }
    with suppress(OSError):
        write_if_changed(path, json.dumps(holder).encode())


def _unsign(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _held_by(path: Path) -> str:
    try:
        holder = read_shape(path, _HOLDER, own=True)
    except (OSError, ValueError):
        return "another command"
    return (
        f"{holder['command']} (process {holder['process']} on {holder['host']}, since "
        f"{holder['since']})"
    )
