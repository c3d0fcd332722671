"""The side of the tests of `launcher.py`."""

from __future__ import annotations

import atexit
import functools
import json
import os
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
            client.connect(_socket())
            with client.makefile("rw") as stream:
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                code = int(stream.readline())
        texts = [p.read_text("utf-8") if p.exists() else "" for p in (out, err)]
        return code, texts[0], "" if merged else texts[1]


@functools.cache
def _socket() -> str:
    """Return where the launcher listens, which is started at the first call."""
    folder = tempfile.TemporaryDirectory()
    path = str(Path(folder.name) / "s")
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER), path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"

    @atexit.register
    def stop() -> None:
        process.stdin.close()
        process.stdout.close()
        process.wait()
        folder.cleanup()

    return path
