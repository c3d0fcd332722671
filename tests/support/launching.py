"""The side of the tests of `launcher.py`."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = Path(__file__).parents[2]


def launch(
    module: str,
    arguments: list[str],
    env: dict[str, str],
    *,
    merged: bool = False,
    kill_after: float | None = None,
) -> tuple[int, str, str]:
    """Run `main` of a module as a program; return exit code, output and errors.

    Args:
        module: its name.
        arguments: without the name of the program.
        env: all environment variables.
        merged: whether errors go to the output.
        kill_after: seconds after which it is killed, with all that it has started.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        err = out if merged else Path(folder, "err")
        request = {
            "module": module,
            "kill_after": kill_after,
            "arguments": arguments,
            "env": env,
            "cwd": str(Path.cwd()),
            "out": str(out),
            "err": str(err),
        }
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(_launcher().socket)
            with client.makefile("rw") as stream:
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                code = int(stream.readline())
        texts = [p.read_text("utf-8") if p.exists() else "" for p in (out, err)]
        return code, texts[0], "" if merged else texts[1]


class _Launcher:
    """A running `launcher.py`, and the folder of its socket.

    Processes that a test forks have a copy of this object, but neither the launcher
    nor the folder are theirs: whatever they forget or run at their exit, only the
    process that made both ends them. A `TemporaryDirectory` would be removed by the
    first of them that lets go of it.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._folder = tempfile.mkdtemp()
        self.socket = str(Path(self._folder, "s"))
        self._process = subprocess.Popen(
            [sys.executable, str(LAUNCHER), self.socket],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        atexit.register(self._stop)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def _stop(self) -> None:
        if os.getpid() != self._owner:
            return
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        shutil.rmtree(self._folder)


@functools.cache
def _launcher() -> _Launcher:
    """Return the launcher of this process, started at the first call."""
    return _Launcher()
