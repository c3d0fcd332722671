"""What a build does to the machine: files, processes, connections, code.

The hook cannot be taken away again; it sleeps unless a build is watched. Programs that
a hostile text starts are noted and refused, so that it does no harm here.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from hostile_grammar import MARKER

_FILES = set(
    """open os.listdir os.scandir os.mkdir os.remove os.rename os.rmdir os.symlink
    os.link os.chmod os.truncate os.utime shutil.rmtree shutil.copyfile shutil.move
    sqlite3.connect""".split()
)
_ALWAYS = tuple(
    """subprocess. socket. os.system os.exec os.spawn os.posix_spawn os.fork
    os.startfile urllib. http. ftplib. smtplib. pty. webbrowser. ctypes.""".split()
)
_STARTING = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
_CODE = {"compile", "exec", "import"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Watch:
    seen: dict[tuple[str, str, bool], None] | None = None
    installed = False


def _hook(event: str, args: tuple) -> None:
    seen = _Watch.seen
    if seen is None:
        return
    if event in _FILES:
        path = args[0]
        if isinstance(path, int):
            return
        if event == "sqlite3.connect":
            path = os.fsdecode(path).removeprefix("file:").partition("?")[0]
        writing = event != "open" or bool((args[2] or 0) & _WRITING)
        writing = writing and event not in {"os.listdir", "os.scandir"}
        # links are not followed: where they lead to is another event
        path = os.path.abspath(os.fsdecode(path or "."))  # noqa: PTH100
        seen[event, path, writing] = None
    elif event in _CODE:
        text = args[0]
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if isinstance(text, str) and (found := MARKER.search(text)):
            seen[event, found[0], False] = None
    elif event.startswith(_ALWAYS):
        said = repr(args)[:300]
        seen[event, said, True] = None
        if event in _STARTING and MARKER.search(said):
            raise PermissionError("a hostile text may not start anything")


@contextmanager
def watched():
    """Yield what happens meanwhile: event, path or arguments, whether it writes."""
    if not _Watch.installed:
        sys.addaudithook(_hook)
        _Watch.installed = True
    seen: dict[tuple[str, str, bool], None] = {}
    _Watch.seen = seen
    try:
        yield seen
    finally:
        _Watch.seen = None


_PYTHON = tuple({sys.prefix, sys.base_prefix, *(p for p in sys.path if p)})


def is_allowed(event: tuple[str, str, bool], folders, programs) -> bool:
    """Whether a build may do this by itself.

    Args:
        event: as `watched` gives it.
        folders: where it may read and write.
        programs: what it may start.
    """
    name, what, writing = event
    if name in {"subprocess.Popen", "os.posix_spawn"}:
        return any(program in what for program in programs)
    if name in _FILES:
        if any(f"{what}/".startswith(f"{folder}/") for folder in folders):
            return True
        return not writing and what.startswith(_PYTHON)
    return False
